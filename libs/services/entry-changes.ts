import { type Change, type Key, type Presence, RetriableError } from '@amie/reconcile';
import {
  allOf,
  type AttributeValues,
  type DirectoryConnection,
  type DirectoryFilter,
  equals,
  type Modification,
  notNewerThan,
} from '@amie/servers';
import type { EntryKind } from './entry-kind.js';
import { valueRefused } from './refused.js';
import { partsOf } from './resource-key.js';

/** How one kind of resource is written as an entry: names once, the rest with each change, its generation always. */
export interface WrittenKind<Spec = unknown> extends EntryKind<Spec> {
  /** Attribute that carries the generation. */
  readonly fence: string;
  /** Attribute that says `aside` once the thing is set aside; only then may it be purged. */
  readonly stateAttribute: string;
  /** Parses the desired spec once more, for it may have been stored by anyone. */
  parse(spec: unknown): Spec;
  keyOf(spec: Spec): Key;
  /** Classes and names of a new entry. */
  names(spec: Spec): AttributeValues;
  /** Every other attribute we own, those without a value too: writing them removes what should not be there. */
  content(spec: Spec, base: string): AttributeValues;
  /** What says how it is to be used. */
  state(spec: Spec, presence: Presence): AttributeValues;
}

/** A change with its spec parsed and its DN built; throws `value-refused` before anything is sent. */
export interface EntryChange<Spec = unknown> {
  readonly kind: WrittenKind<Spec>;
  readonly change: Change;
  readonly spec: Spec;
  readonly dn: string;
}

export function entryChange<Spec>(kind: WrittenKind<Spec>, change: Change, base: string): EntryChange<Spec> {
  const { key } = change.desired;
  const { slug, name } = partsOf(key);
  const spec = parsed(kind, key, change.desired.spec);
  // A key and a spec that name two different things would write one over the other.
  if (kind.keyOf(spec) !== key) throw valueRefused('key', key);
  return { kind, change, spec, dn: kind.dnOf(base, slug, name) };
}

/** What a change of an entry writes: only the stamp when no setting differs, all of ours otherwise. */
export function valuesOf<Spec>({ kind, change, spec }: EntryChange<Spec>, base: string): AttributeValues {
  const stamp = { [kind.fence]: [String(change.desired.generation)] };
  const content = kind.content(spec, base);
  switch (change.action) {
    case 'create':
      return { ...kind.names(spec), ...content, ...kind.state(spec, 'present'), ...stamp };
    case 'update':
      return change.fields.length > 0 ? { ...content, ...kind.state(spec, 'present'), ...stamp } : stamp;
    case 'restore':
      return { ...content, ...kind.state(spec, 'present'), ...stamp };
    case 'set-aside':
    case 'purge':
      return { ...kind.state(spec, 'aside'), ...stamp };
  }
}

/** Adds an entry. One that is already there is left as it is: the look that follows says what it is. */
export async function addOnce(directory: DirectoryConnection, dn: string, values: AttributeValues): Promise<void> {
  try {
    await directory.add(dn, values);
  } catch (error) {
    if (!hasCode(error, 'ldap-taken')) throw error;
  }
}

/** Writes the values over those of an entry, unless it carries a newer generation (`StaleGenerationError`). */
export async function overwrite<Spec>(
  directory: DirectoryConnection,
  entry: EntryChange<Spec>,
  values: AttributeValues,
  ...conditions: DirectoryFilter[]
): Promise<void> {
  await rewrite(directory, entry, replacements(values), ...conditions);
}

/** The same in steps that the caller chooses. */
export async function rewrite<Spec>(
  directory: DirectoryConnection,
  { kind, change, dn }: EntryChange<Spec>,
  steps: readonly Modification[],
  ...conditions: DirectoryFilter[]
): Promise<void> {
  const fence = notNewerThan(kind.fence, change.desired.generation);
  await directory.modify(dn, steps, conditions.length > 0 ? allOf(...conditions, fence) : fence);
}

/** Removes an entry that is set aside and not newer; one that is gone already is done. */
export async function removeAside<Spec>(
  directory: DirectoryConnection,
  { kind, change, dn }: EntryChange<Spec>,
  ...conditions: DirectoryFilter[]
): Promise<void> {
  const isAside = equals(kind.stateAttribute, 'aside');
  const fence = notNewerThan(kind.fence, change.desired.generation);
  await unlessMissing(directory.remove(dn, allOf(isAside, ...conditions, fence)));
}

/** Takes "there is no such entry" for done. */
export async function unlessMissing(removal: Promise<void>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!hasCode(error, 'ldap-missing')) throw error;
  }
}

export function replacements(values: AttributeValues): readonly Modification[] {
  return Object.entries(values).map(([attribute, list]) => ({ operation: 'replace', attribute, values: list }));
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof RetriableError && error.code === code;
}

function parsed<Spec>(kind: WrittenKind<Spec>, key: string, spec: unknown): Spec {
  try {
    return kind.parse(spec);
  } catch {
    // The parser's own message may repeat the value.
    throw valueRefused('spec of', key);
  }
}
