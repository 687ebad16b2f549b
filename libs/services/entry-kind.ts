import type { Found, Key, Kind, Observed } from '@amie/reconcile';
import { allOf, anyOf, type DirectoryConnection, type DirectoryEntry, equals } from '@amie/servers';
import { type Branch, placeOf } from './member-tree.js';
import { partsOf } from './resource-key.js';

/** How one kind of resource stands in the directory, and how to read it there. */
export interface EntryKind<Spec = unknown> {
  readonly kind: Kind;
  readonly objectClass: string;
  /** Attribute of the RDN; its value is the own name of the resource. */
  readonly naming: string;
  /** Whether many can be asked for in one filter on `naming`; otherwise each is read by its DN. */
  readonly isIndexed: boolean;
  readonly branch?: Branch;
  /** All that `read` needs, nothing more: what is not asked for costs nothing. */
  readonly attributes: readonly string[];
  dnOf(base: string, slug: string, name: string): string;
  /** What the entry shows, foreign values included: those differ from anything desired, and never throw. */
  read(entry: DirectoryEntry, slug: string, name: string): Found<Spec>;
}

/** More names in one filter cost the server more than one more search does: it tries each on each candidate. */
const namesPerSearch = 50;

/** Finds what the keys name, each kind in as few searches as it allows, all of them sent ahead. Complete, or throws. */
export async function findByKeys(
  directory: DirectoryConnection,
  kinds: readonly EntryKind[],
  keys: ReadonlySet<Key>,
): Promise<Observed> {
  const searches = kinds.map(kind => findNamed(directory, kind, namedBy(kind, keys)));
  const found = (await Promise.all(searches)).flat();
  // A uid found under another member than the key says is not the thing asked for.
  return new Map(found.filter(one => keys.has(one.key)).map(one => [one.key, one]));
}

/** Everything of these kinds below the base, orphans included. */
export async function findAll(directory: DirectoryConnection, kinds: readonly EntryKind[]): Promise<Observed> {
  const found = new Map<Key, Found>();
  for (const kind of kinds) {
    const filter = equals('objectClass', kind.objectClass);
    const { attributes } = kind;
    const entries = await directory.searchPaged({ base: directory.baseDn, scope: 'sub', filter, attributes });
    for (const one of entries.map(entry => foundIn(directory.baseDn, kind, entry))) found.set(one.key, one);
  }
  return found;
}

type Named = Readonly<{ slug: string; name: string }>;

/** The keys of this kind. One whose parts no entry can be named by is not there: its own change will be refused. */
function namedBy(kind: EntryKind, keys: ReadonlySet<Key>): readonly Named[] {
  const ours = [...keys].filter(key => key.startsWith(`${kind.kind}/`)).map(partsOf);
  return ours.filter(({ slug, name }) => {
    try {
      return kind.dnOf('', slug, name) !== '';
    } catch {
      return false;
    }
  });
}

async function findNamed(
  directory: DirectoryConnection,
  kind: EntryKind,
  wanted: readonly Named[],
): Promise<readonly Found[]> {
  const entries = kind.isIndexed && wanted.length > 1 ? findTogether : findEach;
  return (await entries(directory, kind, wanted)).map(entry => foundIn(directory.baseDn, kind, entry));
}

async function findEach(directory: DirectoryConnection, kind: EntryKind, wanted: readonly Named[]) {
  const filter = equals('objectClass', kind.objectClass);
  const reads = wanted.map(({ slug, name }) =>
    directory.find(kind.dnOf(directory.baseDn, slug, name), kind.attributes, filter),
  );
  return (await Promise.all(reads)).filter(entry => entry !== undefined);
}

async function findTogether(directory: DirectoryConnection, kind: EntryKind, wanted: readonly Named[]) {
  const searches: Promise<readonly DirectoryEntry[]>[] = [];
  for (let from = 0; from < wanted.length; from += namesPerSearch) {
    const names = wanted.slice(from, from + namesPerSearch).map(one => equals(kind.naming, one.name));
    const filter = allOf(equals('objectClass', kind.objectClass), anyOf(...names));
    searches.push(directory.search({ base: directory.baseDn, scope: 'sub', filter, attributes: kind.attributes }));
  }
  return (await Promise.all(searches)).flat();
}

function foundIn(base: string, kind: EntryKind, entry: DirectoryEntry): Found {
  const place = placeOf(entry.dn, base, kind.naming, kind.branch);
  if (place) return kind.read(entry, place.slug, place.name);
  // Somebody's own entry of one of our classes, where we put none: reported under its DN, an orphan for ever.
  return { ...kind.read(entry, '?', entry.dn), key: `${kind.kind}:${entry.dn}` };
}

/** Generation beside an entry. None at all counts as 0, so that whatever is desired differs and gets stamped. */
export function generationOf(entry: DirectoryEntry, attribute: string): bigint {
  const text = entry.value(attribute);
  return typeof text === 'string' && /^\d{1,19}$/.test(text) ? BigInt(text) : 0n;
}

/** The values of an attribute that should be exactly these; empty when they are, named by the attribute otherwise. */
export function oddity(entry: DirectoryEntry, attribute: string, expected: readonly unknown[]): object {
  const values = entry.values(attribute);
  const isExpected = values.length === expected.length && values.every((value, i) => value === expected[i]);
  return isExpected ? {} : { [attribute]: values };
}
