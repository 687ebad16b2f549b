import { randomUUID } from 'node:crypto';
import { type GroupSpec, groupKey, groupShape } from '@amie/services/resources';
import type { MemberRow } from '../http/find-member.js';
import type { Transaction } from '../http/scope.js';
import { findGround } from '../people/add-people.js';
import { sortedOnce } from '../people/person-specs.js';
import { peopleNamed, resolvePeople } from '../people/resolve-people.js';
import { type ChangeSet, respec } from '../resources/change-set.js';
import type { NewThing } from '../resources/kind-routes.js';
import type { ResourceRow } from '../resources/resource-rows.js';
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

export async function createGroup(
  em: Transaction,
  member: MemberRow,
  { name, description, people }: NewGroup,
): Promise<NewThing<GroupSpec>> {
  const { directory, unitId } = await findGround(em, member);
  const uids = (await resolvePeople(em, member.id, people)).map(person => person.uid);
  const spec = { slug: member.slug, name, ...(description && { description }), people: sortedOnce(uids) };
  const id = randomUUID();
  return { id, spec, changes: newGroupChange({ memberId: member.id, directory, unitId }, spec, id) };
}

export async function editGroup(em: Transaction, row: ResourceRow<GroupSpec>, edit: GroupEdit): Promise<ChangeSet> {
  const uids = async (references: readonly string[]): Promise<string[]> =>
    (await resolvePeople(em, row.member_id, references)).map(person => person.uid);
  const base = edit.people ? await uids(edit.people) : row.spec.people;
  const removed = await uids(edit.remove);
  const people = sortedOnce([...base, ...(await uids(edit.add))]).filter(uid => !removed.includes(uid));
  const { description: _, ...rest } = row.spec;
  const description = edit.description === undefined ? row.spec.description : (edit.description ?? undefined);
  return respec(row, { ...rest, ...(description && { description }), people });
}

/** What a group shows of its own: its people by name. */
export async function showGroup(em: Transaction, { member_id, spec }: ResourceRow<GroupSpec>): Promise<object> {
  const { name, description = null } = spec;
  return { name, description, people: await peopleNamed(em, member_id, spec.people) };
}
