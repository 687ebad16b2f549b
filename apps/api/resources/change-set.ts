import type { NameClaim, PasswordKey, ResourceEdit } from '@amie/database';
import type { Presence } from '@amie/reconcile';
import { getShape } from '@amie/services/resources';
import type { Secret } from '@amie/values';
import type { ResourceRow } from './resource-rows.js';

/** Everything one request changes of what is desired, gathered first and applied at once. */
export interface ChangeSet {
  readonly edits: readonly ResourceEdit[];
  readonly claims: readonly NameClaim[];
  readonly releases: readonly NameClaim[];
  /** What a server is given once with an edit, and nobody keeps. */
  readonly secrets?: readonly ResourceSecret[];
  /** What edited resources stand on from now on, where that changes. */
  readonly grounds?: readonly { readonly resourceId: string; readonly on: readonly string[] }[];
}

/** A secret on its way to a resource; `key` is the platform's, which seals it until it is there. */
export interface ResourceSecret {
  readonly resourceId: string;
  readonly secret: Secret<string>;
  readonly key: PasswordKey;
  /** What becomes of an earlier one that is still on its way; it is forgotten where this is absent. */
  readonly combine?: (earlier: string, later: string) => string;
}

export const noChange: ChangeSet = { edits: [], claims: [], releases: [] };

export function merge(...sets: readonly ChangeSet[]): ChangeSet {
  return {
    edits: sets.flatMap(set => set.edits),
    claims: sets.flatMap(set => set.claims),
    releases: sets.flatMap(set => set.releases),
    secrets: sets.flatMap(set => set.secrets ?? []),
    grounds: sets.flatMap(set => set.grounds ?? []),
  };
}

/** A new spec for one resource, with the names it gains and drops; no change when the spec is the same. */
export function respec(row: ResourceRow<object>, spec: object): ChangeSet {
  if (JSON.stringify(sorted(row.spec)) === JSON.stringify(sorted(spec))) return noChange;
  const before = claimsOf(row.kind, row.spec, row.id);
  const after = claimsOf(row.kind, spec, row.id);
  const without = (list: readonly NameClaim[], others: readonly NameClaim[]): NameClaim[] =>
    list.filter(one => !others.some(other => other.kind === one.kind && other.name === one.name));
  return {
    edits: [{ op: 'respec', id: row.id, spec }],
    claims: without(after, before),
    releases: without(before, after),
  };
}

/** A new presence for one resource. */
export function place(row: Pick<ResourceRow, 'id'>, presence: Presence, purgeAfter?: Date): ChangeSet {
  return { ...noChange, edits: [{ op: 'presence', id: row.id, presence, ...(purgeAfter && { purgeAfter }) }] };
}

/** The names that nobody else may have while a resource has this spec. */
export function claimsOf(kind: string, spec: object, resourceId: string): readonly NameClaim[] {
  return (getShape(kind).names?.(spec) ?? []).map(name => ({ ...name, resourceId }));
}

// jsonb gives keys back in its own order.
function sorted(spec: object): [string, unknown][] {
  return Object.entries(spec)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
