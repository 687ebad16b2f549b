import { describe, expect, it } from '@jest/globals';
import {
  dueBatch,
  dueLanes,
  dueProbes,
  recordOutcomes,
  recordProbes,
  releaseHeld,
  takeLease,
  withScope,
} from '@amie/database';
import type { Desired } from '@amie/reconcile';
import { addMember } from '../support/database.js';
import {
  accountEdit,
  addCouple,
  ask,
  confirmDue,
  due,
  edit,
  epochOf,
  failed,
  isProbed,
  inNewWorlds,
  resource,
  settle,
  type World,
} from './world.js';

let world: World;
inNewWorlds(made => {
  world = made;
});

/** Accounts of one member, due at once; returns the member. */
async function addAccounts(many: number): Promise<string> {
  const member = await addMember(world.db);
  await edit(
    world,
    Array.from({ length: many }, (_, i) => accountEdit(world, member, `u${i}`)),
  );
  return member;
}

const batch = (limit: number): Promise<Desired[]> => dueBatch(world.db.worker, world.directory, limit);

describe('a batch', () => {
  it('lets members take turns, so that one person is not behind an import', async () => {
    const large = await addAccounts(500);
    const small = await addAccounts(1);
    const members = (await batch(200)).map(({ member }) => member);
    expect(members).toHaveLength(200);
    expect(members.slice(0, 2).toSorted()).toEqual([large, small].toSorted());
  });

  it('shares itself between members that all have much', async () => {
    for (let i = 0; i < 4; i += 1) await addAccounts(100);
    const members = (await batch(200)).map(({ member }) => member);
    const counts = [...new Set(members)].map(one => members.filter(member => member === one).length);
    expect(counts).toEqual([50, 50, 50, 50]);
  });

  it('takes the oldest edits of a member first', async () => {
    await addAccounts(50);
    const keys = (await batch(10)).map(({ key }) => key.split('/').at(-1));
    expect(keys).toEqual(Array.from({ length: 10 }, (_, i) => `u${i}`));
  });

  it('gives each of many members a turn before any has a second', async () => {
    for (let i = 0; i < 40; i += 1) await addAccounts(2);
    const served = new Set<string>();
    for (let turn = 0; turn < 8; turn += 1) for (const { member } of await batch(5)) served.add(member);
    expect(served.size).toBe(40);
  });

  it('leaves out what backs off, what is held, what waits and what is confirmed', async () => {
    const member = await addMember(world.db);
    await edit(world, [
      accountEdit(world, member, 'held', { heldReason: 'domain-unproved' }),
      accountEdit(world, member, 'plain'),
    ]);
    const couple = await addCouple(world, 'ada', member);
    expect(await due(world, world.mail)).toEqual([]);
    expect((await batch(10)).map(({ key }) => key.split('/').at(-1))).toEqual(['plain', 'ada']);
    await confirmDue(world, world.directory);
    expect(await batch(10)).toEqual([]);
    expect(await due(world, world.mail)).toEqual([couple.mailbox]);
  });

  it('takes in what was held as soon as it is released', async () => {
    const member = await addMember(world.db);
    const id = crypto.randomUUID();
    await edit(world, [accountEdit(world, member, 'held', { id, heldReason: 'domain-unproved' })]);
    expect(await due(world, world.directory)).toEqual([]);
    const lanes = await withScope(world.db.api, { member }, em => releaseHeld(em, [id]));
    expect(lanes).toEqual([world.directory]);
    expect(await due(world, world.directory)).toEqual([id]);
  });

  it('costs the same with a backlog a hundred times as long', async () => {
    await addAccounts(300);
    await settle(world);
    await addAccounts(100);
    const short = await buffersOfBatch();
    for (let i = 0; i < 2; i += 1) await addAccounts(5000);
    await world.db.look('analyze resource');
    expect(await buffersOfBatch()).toBeLessThan(3 * short + 200);
  });

  it('does not read what backs off for ever', async () => {
    await addAccounts(2000);
    await world.db.look(`update resource set next_attempt_at = 'infinity'`);
    await addAccounts(1);
    await world.db.look('vacuum analyze resource');
    expect(await buffersOfBatch()).toBeLessThan(100);
  });
});

/** Pages of resource and its indexes that one batch of 50 touches, by PostgreSQL's own count. */
async function buffersOfBatch(): Promise<number> {
  const count = () =>
    world.db.look<{ n: string }>(`
      select sum(heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read) as n
      from pg_statio_user_tables where relname = 'resource'`);
  await flush();
  const [before] = await count();
  await batch(50);
  await flush();
  const [after] = await count();
  return Number(after?.n) - Number(before?.n);
}

// Statistics of a session are written when it has been idle; asking for it makes the figures exact.
async function flush(): Promise<void> {
  const every = Array.from({ length: 8 }, () =>
    ask(world.db, 'worker', 'all', 'select pg_stat_force_next_flush(), pg_sleep(0.02)'),
  );
  await Promise.all(every);
}

describe('the sweep', () => {
  it('finds the lanes with something due, and no other', async () => {
    expect(await dueLanes(world.db.worker)).toMatchObject({ reconcile: [], probe: [] });
    await addCouple(world, 'ada');
    expect(await dueLanes(world.db.worker)).toMatchObject({ reconcile: [world.directory], probe: [] });
    await settle(world);
    expect(await dueLanes(world.db.worker)).toMatchObject({ reconcile: [], probe: [world.mail] });
  });

  it('leaves alone a lane that is held, put off or stopped', async () => {
    await addCouple(world, 'ada');
    await takeLease(world.db.worker, world.directory, 'busy', 30);
    expect(await dueLanes(world.db.worker)).toMatchObject({ reconcile: [] });
    await world.db.look(`update lane set lease_until = null, next_run_at = now() + interval '1 minute'`);
    expect(await dueLanes(world.db.worker)).toMatchObject({ reconcile: [] });
    await world.db.look(`update lane set next_run_at = now(), stopped_reason = 'breaker'`);
    expect(await dueLanes(world.db.worker)).toMatchObject({ reconcile: [] });
  });

  it('frees what was left waiting for something confirmed meanwhile', async () => {
    const { mailbox } = await addCouple(world, 'ada');
    await confirmDue(world, world.directory);
    await world.db.look('update resource set is_waiting = true where id = $1', [mailbox]);
    expect(await dueLanes(world.db.worker)).toMatchObject({ reconcile: [world.mail] });
    expect(await due(world, world.mail)).toEqual([mailbox]);
  });

  it('says which lanes are to be inspected', async () => {
    expect((await dueLanes(world.db.worker)).inspect).toHaveLength(2);
    await world.db.look(`update lane set inspection_due_at = now() + interval '1 hour' where service = 'mail'`);
    expect((await dueLanes(world.db.worker)).inspect).toEqual([world.directory]);
  });
});

describe('probes', () => {
  it('are due for what is applied and not yet known to work, and make it ready', async () => {
    const { mailbox } = await addCouple(world, 'ada');
    await settle(world);
    const probes = await dueProbes(world.db.worker, world.mail, 25);
    expect(probes.map(({ id }) => id)).toEqual([mailbox]);
    await recordProbes(
      world.db.worker,
      world.mail,
      probes.map(desired => ({ desired, result: { outcome: 'ready' } })),
    );
    expect(await resource(world, mailbox)).toMatchObject({
      ready_generation: '1',
      probe: { outcome: 'ready', failures: 0 },
    });
    expect(await dueProbes(world.db.worker, world.mail, 25)).toEqual([]);
  });

  it('of what does not work yet come back later', async () => {
    const { mailbox } = await addCouple(world, 'ada');
    await settle(world);
    const probes = await dueProbes(world.db.worker, world.mail, 25);
    const result = { outcome: 'broken', detail: 'not delivered' } as const;
    await recordProbes(
      world.db.worker,
      world.mail,
      probes.map(desired => ({ desired, result })),
    );
    expect(await dueProbes(world.db.worker, world.mail, 25)).toEqual([]);
    expect(await resource(world, mailbox)).toMatchObject({
      ready_generation: '0',
      probe: { outcome: 'broken', failures: 1 },
    });
  });

  it('say nothing about what was edited while they ran', async () => {
    const { mailbox } = await addCouple(world, 'ada');
    await settle(world);
    const probes = await dueProbes(world.db.worker, world.mail, 25);
    await edit(world, [{ op: 'respec', id: mailbox, spec: {} }]);
    await recordProbes(
      world.db.worker,
      world.mail,
      probes.map(desired => ({ desired, result: { outcome: 'ready' } })),
    );
    expect(await resource(world, mailbox)).toMatchObject({ ready_generation: '0', probe: null });
  });
});

describe('a failure', () => {
  it('backs off and comes back; a terminal one waits for an edit', async () => {
    const { account } = await addCouple(world, 'ada');
    const [desired] = await batch(1);
    if (!desired) throw new Error('nothing is due');
    const epoch = await epochOf(world, world.directory);
    await recordOutcomes(world.db.worker, world.directory, epoch, [failed(desired)], isProbed);
    expect(await batch(1)).toEqual([]);
    await world.db.look(`update resource set next_attempt_at = now()`);
    expect(await batch(1)).toHaveLength(1);
    await recordOutcomes(
      world.db.worker,
      world.directory,
      epoch,
      [failed(desired, { isTerminal: true, code: 'bad-value' })],
      isProbed,
    );
    const [left] = await world.db.look(
      `select attempts, next_attempt_at = 'infinity' as "isOver" from resource where id = $1`,
      [account],
    );
    expect(left).toEqual({ attempts: 2, isOver: true });
    await edit(world, [{ op: 'respec', id: account, spec: {} }]);
    expect(await batch(1)).toHaveLength(1);
    expect(await resource(world, account)).toMatchObject({ attempts: 0, problem: null });
  });
});
