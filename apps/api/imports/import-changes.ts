import { type GroupSpec, groupShape, type SharedAddressSpec, sharedAddressShape } from '@amie/services/resources';
import type { Language, Uid } from '@amie/values';
import type { Transaction } from '../http/scope.js';
import { newGroupChange } from '../groups/groups.js';
import { addPeople, type Ground } from '../people/add-people.js';
import { newIds, type NewPerson, sortedOnce } from '../people/person-specs.js';
import { type ChangeSet, merge, respec } from '../resources/change-set.js';
import { lockKind } from '../resources/resource-rows.js';
import { newSharedAddressChange } from '../shared-addresses/shared-addresses.js';
import type { CheckedRow } from './checked-row.js';

/** A new row, with the ids of all that it will become. */
export type Newcomer = CheckedRow & ReturnType<typeof newIds>;

export function newcomers(rows: readonly CheckedRow[]): Newcomer[] {
  return rows.filter(row => row.state === 'new').map(row => ({ ...row, ...newIds() }));
}

/** The people of the new rows, under the uids given to them in the same order. */
export function newPeople(rows: readonly Newcomer[], uids: readonly Uid[], language: Language): NewPerson[] {
  return rows.map((row, index) => {
    const uid = uids[index];
    if (!uid) throw new Error('every new row has a uid');
    const { id, accountId, mailboxId, givenName, familyName, ownEmail, address, limitKib } = row;
    return { id, accountId, mailboxId, givenName, familyName, ownEmail, language, uid, address, limitKib };
  });
}

/** Everything an import changes: new people, and the groups and shared addresses they join. An import never removes. */
export async function importChanges(
  em: Transaction,
  ground: Ground,
  rows: readonly CheckedRow[],
  people: readonly NewPerson[],
): Promise<ChangeSet> {
  const uidOf = new Map(rows.filter(row => row.state === 'new').map((row, index) => [row, people[index]?.uid]));
  const named = rows.map(row => ({ ...row, uid: row.uid ?? uidOf.get(row) ?? '' }));
  return merge(
    addPeople(ground, people),
    await joinGroups(em, ground, named),
    await joinSharedAddresses(em, ground, named),
  );
}

type NamedRow = CheckedRow & { readonly uid: string };

async function joinGroups(em: Transaction, ground: Ground, rows: readonly NamedRow[]): Promise<ChangeSet> {
  const joining = gather(
    rows,
    row => row.groups,
    row => row.uid,
  );
  if (joining.size === 0) return merge();
  const existing = await lockKind<GroupSpec>(em, ground.member.id, groupShape.kind);
  const place = { memberId: ground.member.id, directory: ground.directory, unitId: ground.unitId };
  return merge(
    ...[...joining].map(([name, uids]) => {
      const group = existing.find(one => one.spec.name === name);
      if (!group) return newGroupChange(place, { slug: ground.member.slug, name, people: sortedOnce(uids) });
      return respec(group, { ...group.spec, people: sortedOnce([...group.spec.people, ...uids]) });
    }),
  );
}

async function joinSharedAddresses(em: Transaction, ground: Ground, rows: readonly NamedRow[]): Promise<ChangeSet> {
  const joining = gather(
    rows,
    row => row.sharedAddresses,
    row => row.address,
  );
  if (joining.size === 0) return merge();
  const existing = await lockKind<SharedAddressSpec>(em, ground.member.id, sharedAddressShape.kind);
  return merge(
    ...[...joining].map(([address, people]) => {
      const shared = existing.find(one => one.spec.address === address);
      const targets = sortedOnce([...(shared?.spec.targets ?? []), ...people]);
      const senders = sortedOnce([...(shared?.spec.senders ?? []), ...people]);
      if (shared) return respec(shared, { ...shared.spec, targets, senders });
      return newSharedAddressChange(ground, { slug: ground.member.slug, address, targets, senders });
    }),
  );
}

/** Label to those who carry it. */
function gather(
  rows: readonly NamedRow[],
  labelsOf: (row: NamedRow) => readonly string[],
  nameOf: (row: NamedRow) => string,
): Map<string, string[]> {
  const gathered = new Map<string, string[]>();
  for (const row of rows) {
    for (const label of labelsOf(row)) {
      const names = gathered.get(label);
      if (names) names.push(nameOf(row));
      else gathered.set(label, [nameOf(row)]);
    }
  }
  return gathered;
}
