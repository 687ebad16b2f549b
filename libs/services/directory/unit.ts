import type { Found, Observed } from '@amie/reconcile';
import { type DirectoryConnection, type DirectoryEntry, equals } from '@amie/servers';
import { generationOf, oddity } from '../entry-kind.js';
import {
  addOnce,
  type EntryChange,
  overwrite,
  removeAside,
  unlessMissing,
  type WrittenKind,
} from '../entry-changes.js';
import { branchDn, branches, directoryFence, unitDn } from '../member-tree.js';
import { type UnitSpec, unitKey, unitSpec } from './shape.js';

/** The subtree of one member, `o=<slug>` with its branches; what stands in it are resources of their own. */
export const unitKind: WrittenKind<UnitSpec> = {
  kind: 'unit',
  objectClass: 'amieUnit',
  naming: 'o',
  isIndexed: false,
  fence: directoryFence,
  stateAttribute: 'amieState',
  attributes: ['o', 'description', 'amieState', directoryFence],
  dnOf: (base, slug) => unitDn(base, slug),
  parse: spec => unitSpec.parse(spec),
  keyOf: unitKey,
  names: ({ slug }) => ({ objectClass: ['organization', 'amieUnit'], o: [slug] }),
  content: ({ name }) => ({ description: [name] }),
  state: (_spec, presence) => ({ amieState: [presence === 'present' ? 'active' : 'aside'] }),
  read: readUnit,
};

function readUnit(entry: DirectoryEntry, slug: string): Found<UnitSpec> {
  const state = entry.value('amieState');
  const spec = {
    slug,
    name: entry.value('description'),
    ...oddity(entry, 'o', [slug]),
    ...(state !== 'active' && state !== 'aside' && { state: state ?? 'missing' }),
  } as UnitSpec;
  return {
    kind: 'unit',
    key: unitKey({ slug }),
    presence: state === 'aside' ? 'aside' : 'present',
    generation: generationOf(entry, directoryFence),
    spec,
  };
}

/**
 * Shows the branches a unit lacks, as a setting that differs: a run that died between a unit and its branches left a
 * unit that looks whole.
 */
export async function withMissingBranches(directory: DirectoryConnection, observed: Observed): Promise<Observed> {
  const units = [...observed.values()].filter(one => one.kind === 'unit');
  if (units.length === 0) return observed;
  const slugs = units.map(one => (one.spec as UnitSpec).slug);
  const present = slugs.length > 4 ? await allBranches(directory) : await branchesOf(directory, slugs);
  const completed = units.map((one, i) => {
    const missing = branches.filter(branch => !present.has(branchDn(directory.baseDn, slugs[i] ?? '', branch)));
    return missing.length === 0 ? one : { ...one, spec: { ...(one.spec as UnitSpec), branches: missing } };
  });
  return new Map([...observed, ...completed.map(one => [one.key, one] as const)]);
}

const isBranch = equals('objectClass', 'organizationalUnit');

async function branchesOf(directory: DirectoryConnection, slugs: readonly string[]): Promise<ReadonlySet<string>> {
  const searches = slugs.map(slug =>
    directory.search({ base: unitDn(directory.baseDn, slug), scope: 'one', filter: isBranch, attributes: ['1.1'] }),
  );
  return new Set((await Promise.all(searches)).flat().map(entry => entry.dn));
}

async function allBranches(directory: DirectoryConnection): Promise<ReadonlySet<string>> {
  const entries = await directory.searchPaged({
    base: directory.baseDn,
    scope: 'sub',
    filter: isBranch,
    attributes: ['1.1'],
  });
  return new Set(entries.map(entry => entry.dn));
}

/** Makes the branches that are not there yet. */
export async function addBranches(directory: DirectoryConnection, { spec }: EntryChange<UnitSpec>): Promise<void> {
  for (const branch of branches) {
    const dn = branchDn(directory.baseDn, spec.slug, branch);
    await addOnce(directory, dn, { objectClass: ['organizationalUnit'], ou: [branch] });
  }
}

/** Removes an empty unit that is set aside; `ldap-not-empty` while anything stands in it, known to us or not. */
export async function removeUnit(directory: DirectoryConnection, change: EntryChange<UnitSpec>): Promise<void> {
  const stamp = { [directoryFence]: [String(change.change.desired.generation)] };
  // First of all, so that the branches of a unit that was restored meanwhile stay.
  await unlessMissing(overwrite(directory, change, stamp, equals('amieState', 'aside')));
  for (const branch of [...branches].reverse()) {
    await unlessMissing(directory.remove(branchDn(directory.baseDn, change.spec.slug, branch), isBranch));
  }
  await removeAside(directory, change);
}
