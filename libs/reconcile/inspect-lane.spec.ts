import { beforeEach, describe, expect, test } from '@jest/globals';
import { newDesired } from '../../test/factories/desired.js';
import { MemoryLane } from '../../test/factories/memory-lane.js';
import type { Desired } from './contract.js';
import { IncompleteReadError } from './errors.js';
import { halfReading, hiding } from './memory/faults.js';

const leaf = (name: string, overrides: Partial<Desired> = {}) =>
  newDesired({ key: `leaf/blue/${name}`, wasConfirmed: true, ...overrides });
const leaves = Array.from({ length: 30 }, (_, n) => leaf(`${n}`));

let lane: MemoryLane;
beforeEach(async () => {
  lane = new MemoryLane();
  await lane.run(leaves.map(one => ({ ...one, wasConfirmed: false })));
});

const edit = (name: string, value: string) => {
  const key = `leaf/blue/${name}`;
  const entry = lane.server.dump()[key];
  if (entry) lane.server.plant(key, { ...entry, spec: { value } });
};

describe('an inspection', () => {
  test('finds nothing where nobody meddled', async () => {
    const nothing = { drifts: [], orphans: [], ahead: [], used: [], told: [], trip: undefined };
    expect(await lane.inspect(leaves)).toEqual({ looked: 30, ...nothing });
  });

  test('finds what a stranger changed, took or put there, and changes nothing itself', async () => {
    edit('3', 'meddled');
    lane.server.entries.delete('leaf/blue/4');
    lane.server.plant('leaf/blue/stranger', { kind: 'leaf', presence: 'present', generation: 1n, spec: {} });
    const before = lane.server.dump();
    const { drifts, orphans, trip } = await lane.inspect(leaves);
    expect(drifts).toMatchObject([
      {
        desired: { key: 'leaf/blue/3' },
        found: { spec: { value: 'meddled' } },
        change: { action: 'update', fields: ['value'] },
      },
      { desired: { key: 'leaf/blue/4' }, change: { action: 'create' } },
    ]);
    expect(orphans.map(one => one.key)).toEqual(['leaf/blue/stranger']);
    expect(trip).toBeUndefined();
    expect(lane.server.dump()).toEqual(before);
  });

  test('tells what was used and when, which is no difference', async () => {
    const at = new Date('2026-05-04T08:00:00Z');
    lane.server.faults = {
      onRead: async answer =>
        new Map([...answer].map(([key, found]) => [key, key === 'leaf/blue/3' ? { ...found, lastUsedAt: at } : found])),
    };
    const { used, drifts } = await lane.inspect(leaves);
    expect(used).toEqual([{ resourceId: leaves[3]?.id, at }]);
    expect(drifts).toEqual([]);
  });

  test('tells what the server says beside, at the generation it holds, which is no difference', async () => {
    const facts = { until: '2026-12-01' };
    lane.server.faults = {
      onRead: async answer =>
        new Map([...answer].map(([key, found]) => [key, key === 'leaf/blue/3' ? { ...found, facts } : found])),
    };
    const { told, drifts } = await lane.inspect(leaves);
    expect(told).toEqual([{ resourceId: leaves[3]?.id, generation: leaves[3]?.generation, facts }]);
    expect(drifts).toEqual([]);
  });

  test('calls a thing never made no drift', async () => {
    expect(await lane.inspect([...leaves, leaf('new', { wasConfirmed: false })])).toMatchObject({ drifts: [] });
  });

  test('calls nothing a drift or a loss that a run made while it read', async () => {
    const fresh = Array.from({ length: 10 }, (_, n) => leaf(`new-${n}`));
    const runInBetween = async () => void (await lane.run(fresh.map(one => ({ ...one, wasConfirmed: false }))));
    expect(await lane.inspect([...leaves, ...fresh], runInBetween)).toMatchObject({
      drifts: [],
      orphans: [],
      trip: undefined,
    });
  });

  test('calls nothing an orphan that the database still names, purged or not', async () => {
    const [first, ...rest] = leaves as [Desired, ...Desired[]];
    const { drifts, orphans } = await lane.inspect([{ ...first, presence: 'absent' }, ...rest]);
    expect(orphans).toEqual([]);
    expect(drifts).toMatchObject([{ change: { action: 'set-aside' } }]);
  });

  test('tells a restored database from its servers, which are ahead of it', async () => {
    await lane.run([leaf('3', { generation: 9n })]);
    const { ahead, drifts } = await lane.inspect(leaves);
    expect(ahead).toMatchObject([{ key: 'leaf/blue/3', generation: 9n }]);
    expect(drifts).toMatchObject([{ found: { generation: 9n }, change: { action: 'update' } }]);
  });

  test('trips when too much is gone', async () => {
    lane.server.faults = hiding(key => Number(key.split('/')[2]) < 6);
    expect(await lane.inspect(leaves)).toMatchObject({ trip: { looked: 30, lost: { length: 6 } } });
  });

  test('trips too when what was set aside is gone with its data, and tells each loss', async () => {
    lane.server.entries.clear();
    const aside = leaves.map(one => ({ ...one, presence: 'aside' as const }));
    const { drifts, trip } = await lane.inspect(aside);
    expect(trip).toMatchObject({ looked: 30, lost: { length: 30 } });
    expect(drifts.map(({ desired }) => desired.key)).toEqual(aside.map(({ key }) => key));
  });

  test('takes an incomplete read for no absence', async () => {
    lane.server.faults = halfReading();
    await expect(lane.inspect(leaves)).rejects.toThrow(IncompleteReadError);
  });
});
