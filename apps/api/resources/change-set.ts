import type { NameClaim, ResourceEdit } from '@amie/database';
import type { Presence } from '@amie/reconcile';
import type { ResourceRow } from './resource-rows.js';

/** Everything one request changes of what is desired, gathered first and applied at once. */
export interface ChangeSet {
  readonly edits: readonly ResourceEdit[];
  readonly claims: readonly NameClaim[];
  readonly releases: readonly NameClaim[];
}

export const noChange: ChangeSet = { edits: [], claims: [], releases: [] };

export function merge(...sets: readonly ChangeSet[]): ChangeSet {
  return {
    edits: sets.flatMap(set => set.edits),
    claims: sets.flatMap(set => set.claims),
    releases: sets.flatMap(set => set.releases),
  };
}

/** A new spec for one resource, with the addresses it gains and drops; no change when the spec is the same. */
export function respec(row: ResourceRow<object>, spec: object): ChangeSet {
  if (JSON.stringify(sorted(row.spec)) === JSON.stringify(sorted(spec))) return noChange;
  const before = addressesOf(row.kind, row.spec);
  const after = addressesOf(row.kind, spec);
  const claim = (name: string): NameClaim => ({ kind: 'address', name, resourceId: row.id });
  return {
    edits: [{ op: 'respec', id: row.id, spec }],
    claims: after.filter(address => !before.includes(address)).map(claim),
    releases: before.filter(address => !after.includes(address)).map(claim),
  };
}

/** A new presence for one resource. */
export function place(row: Pick<ResourceRow, 'id'>, presence: Presence, purgeAfter?: Date): ChangeSet {
  return { ...noChange, edits: [{ op: 'presence', id: row.id, presence, ...(purgeAfter && { purgeAfter }) }] };
}

/** The addresses a resource answers to: all of one namespace, whatever the kind. */
export function addressesOf(kind: string, spec: object): readonly string[] {
  const { address, extraAddresses = [] } = spec as { address?: string; extraAddresses?: readonly string[] };
  const holdsAddresses = kind === 'mailbox' || kind === 'shared-address';
  return holdsAddresses && address !== undefined ? [address, ...extraAddresses] : [];
}

// jsonb gives keys back in its own order.
function sorted(spec: object): [string, unknown][] {
  return Object.entries(spec)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
