import { type GroupSpec, groupShape } from '@amie/services/resources';
import type { Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import { type ChangeSet, merge, noChange, respec } from '../resources/change-set.js';
import { lockKind, type ResourceRow } from '../resources/resource-rows.js';
import { sortedOnce } from './person-specs.js';

/** Adds a person to groups named; refuses a group the member does not have. */
export async function joinGroups(
  em: Transaction,
  memberId: string,
  uid: string,
  names: readonly string[],
): Promise<ChangeSet> {
  if (names.length === 0) return noChange;
  const groups = await lockGroups(em, memberId);
  refuseUnknown(groups, names);
  return merge(...groups.filter(group => names.includes(group.spec.name)).map(group => withPerson(group, uid)));
}

/** Makes a person a member of exactly these groups. */
export async function setGroups(
  em: Transaction,
  memberId: string,
  uid: string,
  names: readonly string[],
): Promise<ChangeSet> {
  const groups = await lockGroups(em, memberId);
  refuseUnknown(groups, names);
  return merge(...groups.map(group => (names.includes(group.spec.name) ? withPerson : withoutPerson)(group, uid)));
}

/** Takes a person out of every group; tells which, so that a restore puts them back. */
export async function leaveGroups(
  em: Transaction,
  memberId: string,
  uid: string,
): Promise<{ changes: ChangeSet; left: string[] }> {
  const groups = (await lockGroups(em, memberId)).filter(group => group.spec.people.includes(uid));
  return {
    changes: merge(...groups.map(group => withoutPerson(group, uid))),
    left: groups.map(group => group.id),
  };
}

/** Puts a person back into those of these groups that still exist. */
export async function rejoinGroups(
  em: Transaction,
  memberId: string,
  uid: string,
  ids: readonly string[],
): Promise<ChangeSet> {
  const groups = await lockGroups(em, memberId);
  return merge(...groups.filter(group => ids.includes(group.id)).map(group => withPerson(group, uid)));
}

function lockGroups(em: Transaction, memberId: string): Promise<ResourceRow<GroupSpec>[]> {
  return lockKind<GroupSpec>(em, memberId, groupShape.kind);
}

function refuseUnknown(groups: readonly ResourceRow<GroupSpec>[], names: readonly string[]): void {
  const known = groups.map(group => group.spec.name);
  const unknown = names.filter(name => !known.includes(name));
  if (unknown.length > 0) throw new Problem('group-unknown', { names: unknown, known });
}

function withPerson(group: ResourceRow<GroupSpec>, uid: string): ChangeSet {
  return respec(group, { ...group.spec, people: sortedOnce([...group.spec.people, uid]) });
}

function withoutPerson(group: ResourceRow<GroupSpec>, uid: string): ChangeSet {
  return respec(group, { ...group.spec, people: group.spec.people.filter(other => other !== uid) });
}
