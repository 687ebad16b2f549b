import { describe, expect, test } from '@jest/globals';
import { newDesired } from '../../test/factories/desired.js';
import { MemoryLane } from '../../test/factories/memory-lane.js';
import type { Desired, Key, Presence } from './contract.js';
import { RetriableError } from './errors.js';

/** One of every story: made, edited, set aside, brought back, purged, left alone. */
const cast: readonly { name: string; was?: 'present' | 'aside'; wanted: Presence }[] = [
  { name: 'new', wanted: 'present' },
  { name: 'edited', was: 'present', wanted: 'present' },
  { name: 'leaving', was: 'present', wanted: 'aside' },
  { name: 'back', was: 'aside', wanted: 'present' },
  { name: 'expired', was: 'aside', wanted: 'absent' },
  { name: 'erased', was: 'present', wanted: 'absent' },
];
const desired: readonly Desired[] = ['tree', 'leaf'].flatMap(kind =>
  cast.map(({ name, wanted }) =>
    newDesired({ key: `${kind}/blue/${name}`, kind, generation: 2n, presence: wanted, spec: { value: 'new' } }),
  ),
);

function plantedLane(width: number): MemoryLane {
  const lane = new MemoryLane(undefined, width);
  for (const kind of ['tree', 'leaf']) {
    for (const { name, was } of cast) {
      if (was)
        lane.server.plant(`${kind}/blue/${name}`, { kind, presence: was, generation: 1n, spec: { value: 'old' } });
    }
  }
  return lane;
}

/** Runs until the step of that number, at which the process dies: nothing it would have done after it happens. */
async function runUntilDeath(
  lane: MemoryLane,
  deathAt: number,
): Promise<{ recorded: ReadonlySet<Key>; steps: number }> {
  const recorded = new Set<Key>();
  let steps = 0;
  const step = (): void => {
    steps += 1;
    if (steps >= deathAt) throw new RetriableError('server-unreachable', 'killed');
  };
  lane.server.faults = {
    beforeEffect: step,
    afterEffect: step,
    beforeCommit: step,
    afterCommit: step,
    onRead: answer => {
      step();
      return answer;
    },
  };
  const onOutcomes = (outcomes: readonly { result: string; desired: Desired }[]): void => {
    step();
    for (const one of outcomes) if (one.result === 'confirmed') recorded.add(one.desired.key);
    step();
  };
  await lane.run(desired, undefined, onOutcomes).catch(() => undefined);
  lane.server.faults = {};
  return { recorded, steps };
}

describe.each([1, 3])('killed at any step, with %i in flight', width => {
  test('the next run ends where a run without death ends, and repeats no effect', async () => {
    const calm = plantedLane(width);
    const { steps } = await runUntilDeath(calm, Number.POSITIVE_INFINITY);
    const { effects } = calm.server;
    expect(steps).toBeGreaterThan(50);
    for (let deathAt = 1; deathAt <= steps; deathAt += 1) {
      const lane = plantedLane(width);
      const { recorded } = await runUntilDeath(lane, deathAt);
      await lane.run(desired.filter(one => !recorded.has(one.key)));
      const { uncommitted } = lane.server;
      expect([deathAt, lane.server.dump(), lane.server.effects, uncommitted.size]).toEqual([
        deathAt,
        calm.server.dump(),
        effects,
        0,
      ]);
    }
  });
});
