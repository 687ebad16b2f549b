import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import {
  addEvents,
  dueBatch,
  dueProbes,
  eventsAfter,
  findTask,
  listenTasks,
  listTasks,
  openTask,
  recordOutcomes,
  recordProbes,
  withScope,
} from '@amie/database';
import {
  addCouple,
  confirmed,
  edit,
  epochOf,
  failed,
  isProbed,
  inNewWorlds,
  presence,
  settle,
  specOf,
  type World,
} from './world.js';

let world: World;
inNewWorlds(made => {
  world = made;
});

const open = (memberId?: string) =>
  withScope(world.db.api, 'all', em => openTask(em, { kind: 'people-added', memberId, askedBy: 'technician' }));
const find = (id: string) => withScope(world.db.api, 'all', em => findTask(em, id));
const events = (id: string, after = 0n) => eventsAfter(world.db.api, 'all', id, after, 100);
const codes = async (id: string) => (await events(id)).map(({ code }) => code);

describe('a task', () => {
  it('ends once all that it asked for is ready', async () => {
    const { account, mailbox, memberId } = await addCouple(world, 'ada');
    const id = await open(memberId);
    const specs = await Promise.all([specOf(world, account), specOf(world, mailbox)]);
    await edit(
      world,
      [
        { op: 'respec', id: account, spec: specs[0] ?? {} },
        { op: 'respec', id: mailbox, spec: specs[1] ?? {} },
      ],
      id,
    );
    expect(await find(id)).toMatchObject({ task: { state: 'running' }, counts: { waiting: 2 } });
    await settle(world);
    expect(await find(id)).toMatchObject({ task: { state: 'running' }, counts: { applied: 1, ready: 1 } });
    const probes = await dueProbes(world.db.worker, world.mail, 25);
    await recordProbes(
      world.db.worker,
      world.mail,
      probes.map(desired => ({ desired, result: { outcome: 'ready' } })),
    );
    expect(await find(id)).toMatchObject({ task: { state: 'done', endedAt: expect.any(Date) }, counts: { ready: 2 } });
    expect(await codes(id)).toEqual([
      'task-opened',
      'resource-ready',
      'resource-applied',
      'resource-ready',
      'task-done',
    ]);
  });

  it('fails when something failed for good, and is done after all when an edit cured it', async () => {
    const { account, memberId } = await addCouple(world, 'ada');
    const id = await open(memberId);
    await edit(world, [{ op: 'respec', id: account, spec: {} }], id);
    const epoch = await epochOf(world, world.directory);
    const batch = await dueBatch(world.db.worker, world.directory, 10);
    const bad = batch.map(desired => failed(desired, { isTerminal: true, code: 'bad-value' }));
    await recordOutcomes(world.db.worker, world.directory, epoch, bad, isProbed);
    expect(await find(id)).toMatchObject({ task: { state: 'failed' }, counts: { failed: 1 } });
    await edit(world, [{ op: 'respec', id: account, spec: { good: true } }]);
    await settle(world);
    expect(await find(id)).toMatchObject({ task: { state: 'done' }, counts: { ready: 1 } });
    expect(await codes(id)).toEqual(['task-opened', 'resource-failed', 'task-failed', 'resource-ready', 'task-done']);
  });

  it('goes on through a failure that passes', async () => {
    const { account, memberId } = await addCouple(world, 'ada');
    const id = await open(memberId);
    await edit(world, [{ op: 'respec', id: account, spec: {} }], id);
    const epoch = await epochOf(world, world.directory);
    const batch = await dueBatch(world.db.worker, world.directory, 10);
    await recordOutcomes(
      world.db.worker,
      world.directory,
      epoch,
      batch.map(one => failed(one)),
      isProbed,
    );
    expect(await find(id)).toMatchObject({ task: { state: 'running' }, counts: { waiting: 1 } });
    await recordOutcomes(
      world.db.worker,
      world.directory,
      epoch,
      batch.map(one => confirmed(one)),
      isProbed,
    );
    expect(await find(id)).toMatchObject({ task: { state: 'done' } });
  });

  it('with nothing to do ends at once', async () => {
    const id = await open();
    await edit(world, [], id);
    expect(await find(id)).toMatchObject({ task: { state: 'done' } });
    expect(await codes(id)).toEqual(['task-opened', 'task-done']);
  });

  it('remembers what was before, for an undo', async () => {
    const { mailbox, memberId } = await addCouple(world, 'ada');
    const before = await specOf(world, mailbox);
    const id = await open(memberId);
    await edit(world, [{ op: 'respec', id: mailbox, spec: { other: true } }, presence(mailbox, 'aside')], id);
    const [kept] = await world.db.look('select action, before, generation from task_resource where task_id = $1', [id]);
    expect(kept).toEqual({ action: 'set-aside', before: { spec: before, presence: 'present' }, generation: '2' });
  });

  it('ends though two lanes finish its last two resources at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const couple = await addCouple(world, `p${round}`);
      await settle(world);
      const id = await open(couple.memberId);
      await edit(world, [{ op: 'respec', id: couple.account, spec: {} }], id);
      await edit(world, [presence(couple.mailbox, 'aside')], id);
      const lanes = [world.directory, world.mail];
      const runs = await Promise.all(
        lanes.map(async lane => ({
          lane,
          epoch: await epochOf(world, lane),
          batch: await dueBatch(world.db.worker, lane, 10),
        })),
      );
      await Promise.all(
        runs.map(run =>
          recordOutcomes(
            world.db.worker,
            run.lane,
            run.epoch,
            run.batch.map(one => confirmed(one)),
            isProbed,
          ),
        ),
      );
      expect(await find(id)).toMatchObject({ task: { state: 'done' } });
    }
  });
});

describe('events', () => {
  it('are numbered without a gap, and a reader that keeps up misses none, though many write at once', async () => {
    const id = await open();
    const writers = Array.from({ length: 8 }, async (_, w) => {
      for (let i = 0; i < 15; i += 1) {
        const more = Array.from({ length: 1 + (i % 3) }, () => ({ code: 'resource-ready' as const, params: { w, i } }));
        await withScope(world.db.worker, 'all', async em => {
          await addEvents(em, id, more);
          // Commits in another order than numbers were given, if anything let them.
          await pause(Math.random() * 4);
        });
      }
    });
    const seen: bigint[] = [];
    let isWriting = true;
    const reader = (async () => {
      for (let last = 0n; isWriting || seen.length < 241; ) {
        const news = await events(id, last);
        seen.push(...news.map(({ n }) => n));
        last = news.at(-1)?.n ?? last;
      }
    })();
    await Promise.all(writers);
    isWriting = false;
    await reader;
    expect(seen).toEqual(Array.from({ length: 241 }, (_, i) => BigInt(i + 1)));
  });

  it('wake a listener once they are committed, by the id of their task alone', async () => {
    const woken: string[] = [];
    const listener = listenTasks(world.db.url('api'), id => woken.push(id));
    await pause(300);
    const id = await open();
    await withScope(world.db.worker, 'all', async em => {
      await addEvents(em, id, [{ code: 'resource-ready', params: {} }]);
      throw new Error('rolled back');
    }).catch(() => undefined);
    await pause(200);
    await listener.close();
    expect(woken).toEqual([id]);
  });

  it('reach a listener again after its connection was cut', async () => {
    const woken: string[] = [];
    const listener = listenTasks(world.db.url('api'), id => woken.push(id));
    await pause(300);
    await world.db.look(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'amie-tasks'`);
    await pause(1800);
    const id = await open();
    await pause(200);
    await listener.close();
    expect(woken).toEqual([id]);
  });
});

describe('the list of tasks', () => {
  it('shows each task once, newest first, page by page', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 7; i += 1) ids.unshift(await open());
    const seen: string[] = [];
    for (let after: Awaited<ReturnType<typeof list>>['next']; ; ) {
      const { tasks, next } = await list(after);
      seen.push(...tasks.map(({ id }) => id));
      if (!next) break;
      after = next;
    }
    expect(seen).toEqual(ids);
  });
  const list = (after?: { createdAt: string; id: string }) =>
    withScope(world.db.api, 'all', em => listTasks(em, { after, limit: 3 }));
});
