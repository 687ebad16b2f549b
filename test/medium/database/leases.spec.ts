import { describe, expect, it } from '@jest/globals';
import { dueBatch, raiseEpoch, recordOutcomes, releaseLease, renewLease, stopLane, takeLease } from '@amie/database';
import { StaleEpochError } from '@amie/reconcile';
import { addCouple, confirmed, isProbed, inNewWorlds, resource, type World } from './world.js';

let world: World;
inNewWorlds(made => {
  world = made;
});

const expire = () => world.db.look(`update lane set lease_until = now() - interval '1 second'`);

describe('a lease', () => {
  it('goes to one of many who ask at once', async () => {
    const asked = Array.from({ length: 8 }, (_, i) => takeLease(world.db.worker, world.mail, `w${i}`, 30));
    const taken = (await Promise.all(asked)).filter(lease => lease !== undefined);
    expect(taken).toEqual([{ epoch: 1n }]);
  });

  it('may be taken once it ran out, at a higher epoch', async () => {
    const first = await takeLease(world.db.worker, world.mail, 'one', 30);
    expect(await takeLease(world.db.worker, world.mail, 'two', 30)).toBeUndefined();
    await expire();
    expect(await takeLease(world.db.worker, world.mail, 'two', 30)).toEqual({ epoch: (first?.epoch ?? 0n) + 1n });
  });

  it('is renewed by its holder alone', async () => {
    const first = await takeLease(world.db.worker, world.mail, 'one', 30);
    expect(await renewLease(world.db.worker, world.mail, first?.epoch ?? 0n, 30)).toBe(true);
    await expire();
    await takeLease(world.db.worker, world.mail, 'two', 30);
    expect(await renewLease(world.db.worker, world.mail, first?.epoch ?? 0n, 30)).toBe(false);
  });

  it('is given back by its holder alone, with what went wrong', async () => {
    const first = await takeLease(world.db.worker, world.mail, 'one', 30);
    const epoch = first?.epoch ?? 0n;
    await releaseLease(world.db.worker, world.mail, epoch - 1n);
    expect(await takeLease(world.db.worker, world.mail, 'two', 30)).toBeUndefined();
    const problem = { code: 'server-unreachable', detail: 'no answer', isTerminal: false };
    await releaseLease(world.db.worker, world.mail, epoch, { problem, retryInSeconds: 60 });
    const [lane] = await world.db.look(
      `select failures, last_problem, next_run_at > now() + interval '50 seconds' as "isPutOff" from lane where service = 'mail'`,
    );
    expect(lane).toEqual({ failures: 1, last_problem: problem, isPutOff: true });
  });

  it('is not given for a stopped lane, except to look', async () => {
    await stopLane(world.db.worker, world.mail, 'breaker', { lost: ['a'], looked: 1 });
    await stopLane(world.db.worker, world.mail, 'restored', {});
    expect(await takeLease(world.db.worker, world.mail, 'one', 30)).toBeUndefined();
    expect(await takeLease(world.db.worker, world.mail, 'one', 30, { mayBeStopped: true })).toBeDefined();
    const [lane] = await world.db.look(`select stopped_reason from lane where service = 'mail'`);
    expect(lane).toEqual({ stopped_reason: 'breaker' });
  });

  it('of one lane says nothing about another', async () => {
    await takeLease(world.db.worker, world.mail, 'one', 30);
    expect(await takeLease(world.db.worker, world.directory, 'two', 30)).toBeDefined();
  });

  it('is lifted above what a server remembers', async () => {
    expect(await raiseEpoch(world.db.worker, world.mail, 41n)).toBe(42n);
    expect(await raiseEpoch(world.db.worker, world.mail, 7n)).toBe(43n);
    expect(await takeLease(world.db.worker, world.mail, 'one', 30)).toEqual({ epoch: 44n });
  });
});

describe('a run whose lease is past', () => {
  it('records nothing', async () => {
    const { account } = await addCouple(world, 'ada');
    const old = await takeLease(world.db.worker, world.directory, 'zombie', 30);
    const [desired] = await dueBatch(world.db.worker, world.directory, 10);
    await expire();
    await takeLease(world.db.worker, world.directory, 'next', 30);
    const outcomes = desired ? [confirmed(desired)] : [];
    const late = recordOutcomes(world.db.worker, world.directory, old?.epoch ?? 0n, outcomes, isProbed);
    await expect(late).rejects.toBeInstanceOf(StaleEpochError);
    expect(await resource(world, account)).toMatchObject({ observed_generation: '0', observed: null });
    expect(await world.db.look(`select 1 from change_log where actor = 'worker'`)).toEqual([]);
  });
});
