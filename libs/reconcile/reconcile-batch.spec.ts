import { beforeEach, describe, expect, test } from '@jest/globals';
import { newDesired, newLease } from '../../test/factories/desired.js';
import { MemoryLane } from '../../test/factories/memory-lane.js';
import type { Desired } from './contract.js';
import { IncompleteReadError, RetriableError, StaleEpochError, TerminalError } from './errors.js';
import { halfReading, hiding, losingAnswers, refusing } from './memory/faults.js';

const leaf = (name: string, overrides: Partial<Desired> = {}) => newDesired({ key: `leaf/blue/${name}`, ...overrides });
const leaves = (count: number) => Array.from({ length: count }, (_, n) => leaf(`${n}`));

let lane: MemoryLane;
beforeEach(() => {
  lane = new MemoryLane();
});

describe('a batch', () => {
  test('makes what is missing and confirms it by a second look', async () => {
    expect(await lane.run(leaves(3))).toEqual({ confirmed: 3, failed: 0 });
    expect(Object.keys(lane.server.dump())).toEqual(['leaf/blue/0', 'leaf/blue/1', 'leaf/blue/2']);
    expect(lane.outcomes.map(one => one.result === 'confirmed' && one.found?.generation)).toEqual([1n, 1n, 1n]);
  });

  test('sets aside and purges in one run what was in use', async () => {
    await lane.run([leaf('ada')]);
    await lane.run([leaf('ada', { generation: 2n, presence: 'absent' })]);
    expect(lane.server.dump()).toEqual({});
  });

  test('restores and then edits in one run', async () => {
    lane.server.plant('leaf/blue/ada', { kind: 'leaf', presence: 'aside', generation: 1n, spec: { value: 'old' } });
    const { content } = lane.server.dump()['leaf/blue/ada'] ?? {};
    await lane.run([leaf('ada', { generation: 2n })]);
    expect(lane.server.dump()['leaf/blue/ada']).toMatchObject({ presence: 'present', spec: { value: 'one' }, content });
  });

  test('leaves the others done when one fails, and says why', async () => {
    lane.server.faults = refusing(['leaf/blue/1'], new TerminalError('address-taken', 'by another'));
    expect(await lane.run(leaves(3))).toEqual({ confirmed: 2, failed: 1 });
    expect(Object.keys(lane.server.dump())).toEqual(['leaf/blue/0', 'leaf/blue/2']);
    expect(lane.outcomes.filter(one => one.result === 'failed')).toMatchObject([
      { desired: { key: 'leaf/blue/1' }, problem: { code: 'address-taken', isTerminal: true } },
    ]);
  });

  test('confirms what was made although the answer was lost', async () => {
    lane.server.faults = losingAnswers(['leaf/blue/1']);
    expect(await lane.run(leaves(3))).toEqual({ confirmed: 3, failed: 0 });
  });

  test('takes a failure it does not know for one worth another try', async () => {
    lane.server.faults = refusing(['leaf/blue/0'], new TypeError('x'.repeat(1_000)));
    await lane.run(leaves(1));
    const [outcome] = lane.outcomes;
    expect(outcome).toMatchObject({ problem: { code: 'unexpected', isTerminal: false } });
    expect(outcome?.result === 'failed' && outcome.problem.detail.length).toBeLessThanOrEqual(300);
  });

  test('tells the first 25 before it makes the rest', async () => {
    const thereWhenTold: number[] = [];
    await lane.run(leaves(200), lane.nextLease(), () => void thereWhenTold.push(lane.server.entries.size));
    expect(thereWhenTold).toEqual([25, 200]);
  });

  test('tells what is right already before it changes anything', async () => {
    await lane.run(leaves(2));
    const thereWhenTold: number[] = [];
    await lane.run(leaves(4), lane.nextLease(), () => void thereWhenTold.push(lane.server.entries.size));
    expect(thereWhenTold).toEqual([2, 4]);
  });

  test('changes nothing the second time', async () => {
    await lane.run(leaves(30));
    const { effects } = lane.server;
    expect(await lane.run(leaves(30))).toEqual({ confirmed: 30, failed: 0 });
    expect(lane.server.effects).toBe(effects);
  });

  test('keeps no more in flight than the session is wide', async () => {
    let now = 0;
    let most = 0;
    lane = new MemoryLane(undefined, 4);
    lane.server.faults = {
      beforeEffect: async () => {
        most = Math.max(most, ++now);
        await Promise.resolve();
      },
      afterEffect: () => void now--,
    };
    await lane.run(leaves(60));
    expect(most).toBe(4);
  });
});

describe('a batch commits', () => {
  test('before it confirms', async () => {
    const openWhenTold: number[] = [];
    await lane.run(leaves(40), lane.nextLease(), () => void openWhenTold.push(lane.server.uncommitted.size));
    expect(openWhenTold).toEqual([0, 0]);
  });

  test('what a dead run had applied and not committed', async () => {
    lane.server.faults = {
      beforeCommit: () => {
        throw new RetriableError('server-unreachable', 'killed');
      },
    };
    await expect(lane.run(leaves(3))).rejects.toThrow('killed');
    lane.server.faults = {};
    expect(lane.server.uncommitted.size).toBe(3);
    expect(await lane.run(leaves(3))).toEqual({ confirmed: 3, failed: 0 });
    expect(lane.server.uncommitted.size).toBe(0);
  });

  test('and confirms nothing that could not be committed, now or on the next look', async () => {
    lane.server.faults = {
      beforeCommit: () => {
        throw new TerminalError('reload-refused', 'syntax error');
      },
    };
    for (const _ of [1, 2]) expect(await lane.run(leaves(2))).toEqual({ confirmed: 0, failed: 2 });
    expect(lane.outcomes).toMatchObject(Array(4).fill({ problem: { code: 'reload-refused', isTerminal: false } }));
  });

  test('the others of what one of them was refused for', async () => {
    const [refused] = leaves(1) as [Desired];
    lane.server.faults = {
      refuseCommit: () => new Map([[refused.key, new TerminalError('config-refused', 'its own fault')]]),
    };
    expect(await lane.run(leaves(4))).toEqual({ confirmed: 3, failed: 1 });
    const failures = lane.outcomes.filter(({ result }) => result === 'failed');
    expect(failures).toMatchObject([
      { desired: { key: refused.key }, problem: { code: 'config-refused', isTerminal: true } },
    ]);
  });

  test('once for all where a commit is costly', async () => {
    const costly = new MemoryLane(undefined, undefined, true);
    const commits: number[] = [];
    costly.server.faults = { beforeCommit: changes => void commits.push(changes.length) };
    expect(await costly.run(leaves(100))).toEqual({ confirmed: 100, failed: 0 });
    expect(commits).toEqual([100]);
  });
});

describe('a batch stops', () => {
  test('before any write when a read is incomplete, and takes it for no absence', async () => {
    await lane.run(leaves(3));
    const before = lane.server.dump();
    lane.server.faults = halfReading();
    await expect(lane.run([...leaves(3), leaf('new')])).rejects.toThrow(IncompleteReadError);
    expect(lane.server.dump()).toEqual(before);
  });

  test('before any write when too much is gone', async () => {
    const there = leaves(10).map(one => ({ ...one, wasConfirmed: true }));
    await lane.run(leaves(10));
    const before = lane.server.dump();
    lane.server.faults = hiding(() => true);
    const end = await lane.run([...there, leaf('new')]);
    expect(end).toMatchObject({ confirmed: 0, failed: 0, trip: { looked: 10 } });
    expect(end.trip?.lost).toHaveLength(10);
    expect(lane.server.dump()).toEqual(before);
  });

  test('when too much is gone at the second look only', async () => {
    await lane.run(leaves(30));
    const edited = leaves(30).map(one => ({ ...one, generation: 2n, wasConfirmed: true }));
    let looks = 0;
    lane.server.faults = { onRead: answer => (++looks === 1 ? answer : new Map()) };
    expect(await lane.run(edited)).toMatchObject({ confirmed: 0, trip: { looked: 25 } });
    expect(lane.server.entries.size).toBe(30);
  });

  test('at once when its epoch is stale, and starts nothing more', async () => {
    let begun = 0;
    lane = new MemoryLane(undefined, 2);
    lane.server.faults = { beforeEffect: () => void (begun += 1) };
    const session = await lane.driver.connect({} as never, newLease(9n));
    await session[Symbol.asyncDispose]();
    await expect(lane.run(leaves(50), newLease(8n))).rejects.toThrow(StaleEpochError);
    expect(begun).toBeLessThanOrEqual(2);
    expect(lane.server.entries.size).toBe(0);
  });

  test('at once when its hand-over is refused', async () => {
    const refuse = () => {
      throw new StaleEpochError('the lease is another run’s');
    };
    await expect(lane.run(leaves(200), lane.nextLease(), refuse)).rejects.toThrow(StaleEpochError);
    expect(lane.server.entries.size).toBe(25);
  });

  test('when the server is out of reach, without a deadline for each change', async () => {
    let tried = 0;
    lane.server.faults = {
      beforeEffect: () => {
        tried += 1;
        throw new RetriableError('server-unreachable', 'no route');
      },
    };
    await expect(lane.run(leaves(100))).rejects.toThrow('no route');
    expect(tried).toBeLessThanOrEqual(8);
    expect(lane.outcomes).toEqual([]);
  });

  test('before its first read when the signal has fired already', async () => {
    let looks = 0;
    lane.server.faults = { onRead: answer => (looks++, answer) };
    const lease = lane.nextLease({ signal: AbortSignal.abort(new Error('stopping')) });
    await expect(lane.run(leaves(3), lease)).rejects.toThrow('stopping');
    expect(looks).toBe(0);
  });

  test('when the signal fires, and calls nothing failed', async () => {
    const stop = new AbortController();
    let begun = 0;
    lane.server.faults = {
      beforeEffect: () => {
        begun += 1;
        stop.abort(new Error('stopping'));
        throw new RetriableError('aborted', 'by the signal');
      },
    };
    await expect(lane.run(leaves(50), lane.nextLease({ signal: stop.signal }))).rejects.toThrow('stopping');
    expect(begun).toBe(1);
    expect(lane.outcomes).toEqual([]);
  });
});

describe('a batch meets a newer generation', () => {
  test('found at the first look: it changes nothing and asks for another try', async () => {
    await lane.run([leaf('ada', { generation: 5n, spec: { value: 'newest' } })]);
    // A commit still due to the newer run is not for the older one to make.
    lane.server.uncommitted.add('leaf/blue/ada');
    await lane.run([leaf('ada', { generation: 4n })]);
    expect(lane.outcomes.at(-1)).toMatchObject({ problem: { code: 'generation-stale', isTerminal: false } });
    expect(lane.server.dump()['leaf/blue/ada']).toMatchObject({ generation: 5n, spec: { value: 'newest' } });
    expect(lane.server.uncommitted.size).toBe(1);
  });

  test('that arrived after its look: the server refuses, the newer stays', async () => {
    await lane.run([leaf('ada')]);
    lane.server.faults = {
      beforeEffect: () => {
        lane.server.plant('leaf/blue/ada', {
          kind: 'leaf',
          presence: 'present',
          generation: 7n,
          spec: { value: 'newest' },
        });
      },
    };
    expect(await lane.run([leaf('ada', { generation: 6n })])).toEqual({ confirmed: 0, failed: 1 });
    expect(lane.outcomes.at(-1)).toMatchObject({ problem: { code: 'generation-stale' } });
    expect(lane.server.dump()['leaf/blue/ada']).toMatchObject({ generation: 7n, spec: { value: 'newest' } });
  });
});

test('a change that the server accepts and forgets is told as not seen', async () => {
  lane.server.faults = { afterEffect: change => void lane.server.entries.delete(change.desired.key) };
  expect(await lane.run(leaves(1))).toEqual({ confirmed: 0, failed: 1 });
  expect(lane.outcomes).toMatchObject([{ problem: { code: 'change-not-seen', isTerminal: false } }]);
});
