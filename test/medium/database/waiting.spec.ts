import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { applyEdits, dueBatch, dueLanes, openTask, purgeDue, recordOutcomes, rows, withScope } from '@amie/database';
import { addMember, newId } from '../support/database.js';
import {
  accountEdit,
  addCouple,
  addStandingOnTwo,
  confirmDue,
  confirmed,
  due,
  edit,
  epochOf,
  isProbed,
  mailboxEdit,
  inNewWorlds,
  presence,
  resource,
  settle,
  specOf,
  type World,
} from './world.js';

let world: World;
inNewWorlds(made => {
  world = made;
});

async function waitingForLocks(): Promise<number> {
  const text = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  return (await world.db.look(text)).length;
}

async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 5000; Date.now() < end; await pause(10)) if (await isSo()) return;
  throw new Error('it never came to that');
}

describe('what stands on something', () => {
  it('waits until that is confirmed, then its lane is rung', async () => {
    const { account, mailbox } = await addCouple(world, 'ada');
    expect(await due(world, world.directory)).toEqual([account]);
    expect(await due(world, world.mail)).toEqual([]);
    const { freed } = await confirmDue(world, world.directory);
    expect(freed).toEqual([world.mail]);
    expect(await due(world, world.mail)).toEqual([mailbox]);
  });

  it('waits for each of the things it stands on', async () => {
    const { mailbox } = await addStandingOnTwo(world);
    await confirmDue(world, world.mail);
    expect(await due(world, world.mail)).toEqual([]);
    await confirmDue(world, world.directory);
    expect(await due(world, world.mail)).toEqual([mailbox]);
  });

  it('that is itself confirmed stays as it is while the thing below is edited', async () => {
    const { account, mailbox } = await addCouple(world, 'ada');
    await settle(world);
    const spec = await specOf(world, account);
    await edit(world, [{ op: 'respec', id: account, spec: { ...spec, isSuspended: true } }]);
    expect(await due(world, world.directory)).toEqual([account]);
    expect(await resource(world, mailbox)).toMatchObject({
      is_waiting: false,
      generation: '1',
      observed_generation: '1',
    });
  });

  it('and is edited with it goes second, as in a suspension', async () => {
    const { account, mailbox } = await addCouple(world, 'ada');
    await settle(world);
    const [accountSpec, mailboxSpec] = [await specOf(world, account), await specOf(world, mailbox)];
    await edit(world, [
      { op: 'respec', id: account, spec: { ...accountSpec, isSuspended: true } },
      { op: 'respec', id: mailbox, spec: mailboxSpec },
    ]);
    expect(await due(world, world.mail)).toEqual([]);
    await confirmDue(world, world.directory);
    expect(await due(world, world.mail)).toEqual([mailbox]);
  });

  it('goes first on the way out, and second on the way back', async () => {
    const { account, mailbox } = await addCouple(world, 'ada');
    await settle(world);
    await edit(world, [presence(account, 'aside'), presence(mailbox, 'aside')]);
    expect([await due(world, world.directory), await due(world, world.mail)]).toEqual([[], [mailbox]]);
    const { freed } = await confirmDue(world, world.mail);
    expect(freed).toEqual([world.directory]);
    expect([await due(world, world.directory), await due(world, world.mail)]).toEqual([[account], []]);
    await confirmDue(world, world.directory);

    await edit(world, [presence(account, 'present'), presence(mailbox, 'present')]);
    expect([await due(world, world.directory), await due(world, world.mail)]).toEqual([[account], []]);
    await confirmDue(world, world.directory);
    expect(await due(world, world.mail)).toEqual([mailbox]);
  });

  it('is purged first', async () => {
    const { account, mailbox } = await addCouple(world, 'ada');
    await settle(world);
    await edit(world, [presence(account, 'aside'), presence(mailbox, 'aside')]);
    await settle(world);
    await edit(world, [presence(account, 'absent'), presence(mailbox, 'absent')]);
    expect([await due(world, world.directory), await due(world, world.mail)]).toEqual([[], [mailbox]]);
    await confirmDue(world, world.mail);
    expect(await due(world, world.directory)).toEqual([account]);
  });

  it('may be undone before it was ever made', async () => {
    const { account, mailbox } = await addCouple(world, 'ada');
    await edit(world, [presence(account, 'aside'), presence(mailbox, 'aside')]);
    await settle(world);
    expect(await resource(world, account)).toMatchObject({ presence: 'aside', observed_generation: '2' });
  });

  it('is freed when two lanes confirm what it stands on at one moment', async () => {
    const taskId = await withScope(world.db.api, 'all', em => openTask(em, { kind: 'test', askedBy: 'technician' }));
    const { mailbox } = await addStandingOnTwo(world, taskId);
    // Both have written what they confirmed, and wait for the task's row to tell it.
    let runs: Promise<unknown>[] = [];
    await withScope(world.db.api, 'all', async em => {
      await rows(em, 'select id from task where id = $1 for update', [taskId]);
      runs = [confirmDue(world, world.directory), confirmDue(world, world.mail)];
      await waitFor(async () => (await waitingForLocks()) === 2);
    });
    await Promise.all(runs);
    expect(await due(world, world.mail)).toEqual([mailbox]);
  });

  it('is freed when the thing below is confirmed while the edit is being written', async () => {
    const member = await addMember(world.db);
    const [account, mailbox] = [newId(), newId()];
    await edit(world, [accountEdit(world, member, 'ada', { id: account })]);
    let run: Promise<unknown> = Promise.resolve();
    await withScope(world.db.api, 'all', async em => {
      await applyEdits(em, { actor: 'technician' }, [
        mailboxEdit(world, member, 'ada', { id: mailbox, standsOn: [account] }),
      ]);
      run = confirmDue(world, world.directory);
      await waitFor(async () => (await waitingForLocks()) === 1);
    });
    await run;
    expect(await due(world, world.mail)).toEqual([mailbox]);
  });

  it('is freed by the sweep when a worker died before it could', async () => {
    const { mailbox } = await addCouple(world, 'ada');
    await settle(world);
    await world.db.look('update resource set is_waiting = true, generation = 2 where id = $1', [mailbox]);
    expect(await due(world, world.mail)).toEqual([]);
    expect((await dueLanes(world.db.worker)).reconcile).toEqual([world.mail]);
    expect(await due(world, world.mail)).toEqual([mailbox]);
  });

  it('stays consistent when edits and confirmations race', async () => {
    const couples = await Promise.all(Array.from({ length: 12 }, (_, i) => addCouple(world, `p${i}`)));
    const edits = couples.map(({ account }) => edit(world, [{ op: 'respec', id: account, spec: { again: true } }]));
    const epoch = await epochOf(world, world.directory);
    const batch = await dueBatch(world.db.worker, world.directory, 200);
    const runs = batch.map(one => recordOutcomes(world.db.worker, world.directory, epoch, [confirmed(one)], isProbed));
    await Promise.all([...edits, ...runs]);
    await dueLanes(world.db.worker);
    await settle(world);
    for (const { account, mailbox } of couples) {
      expect(await resource(world, account)).toMatchObject({ generation: '2', observed_generation: '2' });
      expect(await resource(world, mailbox)).toMatchObject({ generation: '1', observed_generation: '1' });
    }
  });
});

describe('the grace period', () => {
  it('ends in absence, once, and only for what lies aside', async () => {
    const { account, mailbox } = await addCouple(world, 'ada');
    const kept = await addCouple(world, 'bea');
    await settle(world);
    const past = new Date(Date.now() - 1000);
    const purgeAfter = new Date(Date.now() + 86_400_000);
    await edit(world, [
      presence(account, 'aside', past),
      presence(mailbox, 'aside', past),
      presence(kept.mailbox, 'aside', purgeAfter),
    ]);
    await settle(world);
    expect(await purgeDue(world.db.worker)).toHaveLength(2);
    expect(await purgeDue(world.db.worker)).toEqual([]);
    await settle(world);
    expect(await resource(world, account)).toMatchObject({
      presence: 'absent',
      observed: null,
      observed_generation: '3',
    });
    expect(await resource(world, kept.mailbox)).toMatchObject({ presence: 'aside' });
  });

  it('is forgotten by a restore', async () => {
    const { mailbox } = await addCouple(world, 'ada');
    await settle(world);
    await edit(world, [presence(mailbox, 'aside', new Date(0))]);
    expect(await resource(world, mailbox)).toMatchObject({ deleted_by: 'technician' });
    await edit(world, [presence(mailbox, 'present')]);
    expect(await purgeDue(world.db.worker)).toEqual([]);
    expect(await resource(world, mailbox)).toMatchObject({ purge_after: null, deleted_at: null, deleted_by: null });
  });
});
