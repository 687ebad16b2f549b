import type { Found } from '@amie/reconcile';
import type { AttributeValues, DirectoryEntry } from '@amie/servers';
import { generationOf, oddity } from '../entry-kind.js';
import type { WrittenKind } from '../entry-changes.js';
import { directoryFence, groupDn, personDn, placeOf } from '../member-tree.js';
import { type GroupSpec, groupKey, groupSpec } from './shape.js';

/** A group of people of one member, `cn=<name>,ou=groups,o=<slug>`; may be empty. The server keeps `memberOf` from it. */
export const groupKind: WrittenKind<GroupSpec> = {
  kind: 'group',
  objectClass: 'amieGroup',
  naming: 'cn',
  isIndexed: false,
  branch: 'groups',
  fence: directoryFence,
  stateAttribute: 'amieState',
  attributes: ['cn', 'description', 'member', 'amieState', directoryFence],
  dnOf: groupDn,
  parse: spec => groupSpec.parse(spec),
  keyOf: groupKey,
  names: ({ name }) => ({ objectClass: ['amieGroup'], cn: [name] }),
  content: ({ slug, description, people }, base) => ({
    description: description === undefined ? [] : [description],
    member: people.map(uid => personDn(base, slug, uid)),
  }),
  // Whoever grants rights by memberOf must not find a group that is set aside; restoring writes its people again.
  state: (_spec, presence): AttributeValues =>
    presence === 'present' ? { amieState: ['active'] } : { amieState: ['aside'], member: [] },
  read: readGroup,
};

function readGroup(entry: DirectoryEntry, slug: string, name: string): Found<GroupSpec> {
  const state = entry.value('amieState');
  const description = entry.value('description');
  const spec = {
    slug,
    name,
    ...(description !== undefined && { description }),
    people: entry.values('member').map(dn => personNamed(dn, slug)),
    ...oddity(entry, 'cn', [name]),
    ...(state !== 'active' && state !== 'aside' && { state: state ?? 'missing' }),
  } as GroupSpec;
  return {
    kind: 'group',
    key: groupKey({ slug, name }),
    presence: state === 'aside' ? 'aside' : 'present',
    generation: generationOf(entry, directoryFence),
    spec,
  };
}

/** The uid of a person of the same member; anybody else shows as the whole DN, which equals no uid. */
function personNamed(dn: string, slug: string): string {
  const base = dn.split(',').slice(3).join(',');
  const place = placeOf(dn, base, 'uid', 'people');
  return place?.slug === slug ? place.name : dn;
}
