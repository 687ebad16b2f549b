import { randomUUID } from 'node:crypto';
import { type GroupSpec, groupKey, groupShape } from '@amie/services/resources';
import type { Asked } from '../http/asked.js';
import type { MemberRow } from '../http/find-member.js';
import { requireVersion } from '../http/preconditions.js';
import type { Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { findGround } from '../people/add-people.js';
import { sortedOnce } from '../people/person-specs.js';
import { peopleNamed, resolvePeople } from '../people/resolve-people.js';
import { type ChangeSet, place, respec } from '../resources/change-set.js';
import { lockPresent, lockResource, type ResourceRow, stateOf } from '../resources/resource-rows.js';
import { startTask, targetOf, taskAnswer } from '../tasks/start-task.js';
import type { TaskKind } from '../tasks/titles.js';
import type { GroupEdit, NewGroup } from './group-schemas.js';

/** What makes a group: it stands on the unit alone, so that people may come and go. */
export function newGroupChange(
  place: { readonly memberId: string; readonly directory: string; readonly unitId: string },
  spec: GroupSpec,
  id: string = randomUUID(),
): ChangeSet {
  return {
    edits: [
      {
        op: 'create',
        id,
        memberId: place.memberId,
        serverId: place.directory,
        service: 'directory',
        kind: groupShape.kind,
        key: groupKey(spec),
        spec,
        standsOn: [place.unitId],
      },
    ],
    claims: [{ kind: 'group', name: `${spec.slug}/${spec.name}`, resourceId: id }],
    releases: [],
  };
}

export async function createGroup(em: Transaction, asked: Asked, member: MemberRow, body: NewGroup): Promise<Written> {
  const ground = await findGround(em, member);
  const people = (await resolvePeople(em, member.id, body.people)).map(person => person.uid);
  const { name, description } = body;
  const spec = { slug: member.slug, name, ...(description && { description }), people: sortedOnce(people) };
  const id = randomUUID();
  const changes = newGroupChange({ memberId: member.id, directory: ground.directory, unitId: ground.unitId }, spec, id);
  return finish(em, asked, member.id, id, 'group-create', changes, name);
}

export async function editGroup(em: Transaction, asked: Asked, id: string, edit: GroupEdit): Promise<Written> {
  const row = await lockPresent<GroupSpec>(em, groupShape.kind, id);
  requireVersion(asked, row.generation);
  const uids = async (references: readonly string[]): Promise<string[]> =>
    (await resolvePeople(em, row.member_id, references)).map(person => person.uid);
  const base = edit.people ? await uids(edit.people) : row.spec.people;
  const removed = await uids(edit.remove);
  const people = sortedOnce([...base, ...(await uids(edit.add))]).filter(uid => !removed.includes(uid));
  const { description: _, ...rest } = row.spec;
  const description = edit.description === undefined ? row.spec.description : (edit.description ?? undefined);
  const changes = respec(row, { ...rest, ...(description && { description }), people });
  return finish(em, asked, row.member_id, id, 'group-edit', changes, row.spec.name);
}

export async function removeGroup(em: Transaction, asked: Asked, id: string, until: Date): Promise<Written> {
  const row = await lockPresent<GroupSpec>(em, groupShape.kind, id);
  requireVersion(asked, row.generation);
  return finish(em, asked, row.member_id, id, 'group-remove', place(row, 'aside', until), row.spec.name);
}

/** A group with its people by name. */
export async function showGroup(em: Transaction, row: ResourceRow<GroupSpec>): Promise<object> {
  const people = await peopleNamed(em, row.member_id, row.spec.people);
  const { name, description = null } = row.spec;
  return {
    id: row.id,
    memberId: row.member_id,
    name,
    description,
    people,
    state: stateOf(row),
    version: row.generation,
  };
}

async function finish(
  em: Transaction,
  asked: Asked,
  memberId: string,
  id: string,
  kind: TaskKind,
  changes: ChangeSet,
  name: string,
): Promise<Written> {
  const started = await startTask(em, asked, { kind, params: { name, resourceId: id }, memberId }, changes);
  const row = await lockResource<GroupSpec>(em, groupShape.kind, targetOf(started, id));
  return taskAnswer(asked, started, { group: await showGroup(em, row) });
}
