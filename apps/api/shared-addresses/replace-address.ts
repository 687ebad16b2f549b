import { type SharedAddressSpec, sharedAddressShape } from '@amie/services/resources';
import type { Transaction } from '../http/scope.js';
import { sortedOnce } from '../people/person-specs.js';
import { type ChangeSet, merge, respec } from '../resources/change-set.js';
import { lockKind, type ResourceRow } from '../resources/resource-rows.js';

/** What a person was to a shared address, kept so that a restore gives it back. */
export interface SharedRole {
  readonly id: string;
  readonly receives: boolean;
  readonly sends: boolean;
}

/** Names a person by a new address in every shared address of the member. */
export async function replaceInSharedAddresses(
  em: Transaction,
  memberId: string,
  before: string,
  after: string,
): Promise<ChangeSet> {
  const swap = (list: readonly string[]): string[] => sortedOnce(list.map(one => (one === before ? after : one)));
  const all = await lockSharedAddresses(em, memberId);
  return merge(
    ...all.map(row => respec(row, { ...row.spec, targets: swap(row.spec.targets), senders: swap(row.spec.senders) })),
  );
}

/** Takes an address out of every shared address: what goes to a mailbox set aside would bounce. */
export async function leaveSharedAddresses(
  em: Transaction,
  memberId: string,
  address: string,
): Promise<{ changes: ChangeSet; roles: SharedRole[] }> {
  const all = await lockSharedAddresses(em, memberId);
  const roles = all.map(({ id, spec }) => ({
    id,
    receives: spec.targets.includes(address),
    sends: spec.senders.includes(address),
  }));
  const without = (list: readonly string[]): string[] => list.filter(one => one !== address);
  const changes = all.map(row =>
    respec(row, { ...row.spec, targets: without(row.spec.targets), senders: without(row.spec.senders) }),
  );
  return { changes: merge(...changes), roles: roles.filter(role => role.receives || role.sends) };
}

/** Gives a person back the roles in those shared addresses that still exist. */
export async function rejoinSharedAddresses(
  em: Transaction,
  memberId: string,
  address: string,
  roles: readonly SharedRole[],
): Promise<ChangeSet> {
  const all = await lockSharedAddresses(em, memberId);
  const changes = all.map(row => {
    const role = roles.find(one => one.id === row.id);
    const targets = role?.receives ? sortedOnce([...row.spec.targets, address]) : row.spec.targets;
    const senders = role?.sends ? sortedOnce([...row.spec.senders, address]) : row.spec.senders;
    return respec(row, { ...row.spec, targets, senders });
  });
  return merge(...changes);
}

function lockSharedAddresses(em: Transaction, memberId: string): Promise<ResourceRow<SharedAddressSpec>[]> {
  return lockKind<SharedAddressSpec>(em, memberId, sharedAddressShape.kind);
}
