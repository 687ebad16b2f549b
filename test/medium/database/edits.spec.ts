import { describe, expect, it } from '@jest/globals';
import {
  MissingResourceError,
  openTask,
  planPending,
  previewEdits,
  type ResourceEdit,
  withScope,
} from '@amie/database';
import { planChanges } from '@amie/reconcile';
import { getShape, shapes } from '@amie/services/resources';
import { addMember, newId } from '../support/database.js';
import {
  accountEdit,
  addCouple,
  edit,
  everything,
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

const preview = (edits: ResourceEdit[]) => withScope(world.db.api, 'all', em => previewEdits(em, shapes, edits));
const told = (changes: readonly { action: string; desired: { key: string }; fields: readonly string[] }[]) =>
  changes.map(({ action, desired, fields }) => `${action} ${desired.key} ${fields.join(',')}`).toSorted(byText);
const byText = (one: string, other: string) => one.localeCompare(other);

describe('an edit', () => {
  it('raises the generation once, whatever it changes', async () => {
    const { mailbox } = await addCouple(world, 'ada');
    await edit(world, [{ op: 'respec', id: mailbox, spec: { a: 1 } }, presence(mailbox, 'aside')]);
    expect(await resource(world, mailbox)).toMatchObject({ generation: '2', presence: 'aside', spec: { a: 1 } });
  });

  it('returns the lanes to ring, each once', async () => {
    const member = await addMember(world.db);
    const lanes = await edit(world, [
      accountEdit(world, member, 'a'),
      accountEdit(world, member, 'b'),
      mailboxEdit(world, member, 'a'),
    ]);
    expect(lanes.toSorted((one, other) => one.service.localeCompare(other.service))).toEqual([
      world.directory,
      world.mail,
    ]);
  });

  it('of what is not there is refused, and nothing of the call is kept', async () => {
    const { mailbox } = await addCouple(world, 'ada');
    const edits: ResourceEdit[] = [
      { op: 'respec', id: mailbox, spec: { a: 1 } },
      { op: 'respec', id: newId(), spec: {} },
    ];
    await expect(edit(world, edits)).rejects.toBeInstanceOf(MissingResourceError);
    expect(await resource(world, mailbox)).toMatchObject({ generation: '1' });
  });

  it('is written in the change log with who asked and what differs', async () => {
    const { mailbox } = await addCouple(world, 'ada');
    const spec = await specOf(world, mailbox);
    await edit(world, [{ op: 'respec', id: mailbox, spec: { ...spec, limitKib: 5, forwards: ['a@b.test'] } }]);
    const [line] = await world.db.look(
      `select actor, action, fields, outcome from change_log order by id desc limit 1`,
    );
    expect(line).toEqual({ actor: 'technician', action: 'update', fields: ['forwards', 'limitKib'], outcome: 'asked' });
  });

  it('made by several at once loses none', async () => {
    const { mailbox } = await addCouple(world, 'ada');
    await Promise.all(Array.from({ length: 10 }, (_, i) => edit(world, [{ op: 'respec', id: mailbox, spec: { i } }])));
    expect(await resource(world, mailbox)).toMatchObject({ generation: '11' });
  });
});

describe('a preview', () => {
  it('shows what is then applied, and writes nothing', async () => {
    const { account, mailbox, memberId } = await addCouple(world, 'ada');
    const bea = await addCouple(world, 'bea', memberId);
    await settle(world);
    const spec = await specOf(world, mailbox);
    const edits: ResourceEdit[] = [
      accountEdit(world, memberId, 'cleo'),
      { op: 'respec', id: mailbox, spec: { ...spec, limitKib: 7 } },
      presence(bea.mailbox, 'aside'),
      { op: 'respec', id: account, spec: await specOf(world, account) },
    ];
    const before = await world.db.look('select id, generation, spec from resource order by id');
    const shown = await preview(edits);
    expect(await world.db.look('select id, generation, spec from resource order by id')).toEqual(before);
    expect(shown.asOf).toBeInstanceOf(Date);

    const observed = await world.db.look<{ key: string; kind: string; observed: { generation: string } | null }>(
      'select key, kind, observed from resource',
    );
    await edit(world, edits);
    const found = new Map(
      observed.flatMap(({ key, kind, observed: seen }) =>
        seen ? [[key, { key, kind, ...(seen as object), generation: BigInt(seen.generation) } as never] as const] : [],
      ),
    );
    const desired = [...(await everything(world, world.directory)), ...(await everything(world, world.mail))];
    const order = shapes.map(({ kind }) => kind);
    expect(told(shown.changes)).toEqual(told(planChanges(order, getShape, desired, found)));
    expect(told(shown.changes).map(line => line.split(' ')[0])).toEqual(['create', 'set-aside', 'update', 'update']);
  });

  it('of what is pending is empty once everything is confirmed', async () => {
    const { memberId } = await addCouple(world, 'ada');
    const pending = () => withScope(world.db.api, { member: memberId }, em => planPending(em, shapes, memberId));
    expect((await pending()).changes).toHaveLength(2);
    await settle(world);
    expect((await pending()).changes).toEqual([]);
  });
});

describe('ten thousand people', () => {
  it('are one transaction of 20,000 edits, each followed by its task', async () => {
    const member = await addMember(world.db);
    const edits = Array.from({ length: 10_000 }, (_, i) => {
      const id = newId();
      return [accountEdit(world, member, `u${i}`, { id }), mailboxEdit(world, member, `u${i}`, { standsOn: [id] })];
    }).flat();
    const taskId = await withScope(world.db.api, 'all', em =>
      openTask(em, { kind: 'import', memberId: member, askedBy: 't' }),
    );
    await edit(world, edits, taskId);
    const [counts] = await world.db.look(`
      select count(*)::int as all, count(*) filter (where is_waiting)::int as waiting,
        (select count(*)::int from task_resource) as followed, (select count(*)::int from stands_on) as standing
      from resource`);
    expect(counts).toEqual({ all: 20_000, waiting: 10_000, followed: 20_000, standing: 10_000 });
  });
});
