import { grammars } from '@amie/values';
import { valueRefused } from './refused.js';

/**
 * The tree of a directory (house of one member: `o=<slug>` with people, groups and mail below). Every name is checked
 * against its grammar before it becomes part of a DN, and none of those grammars holds a character that a DN or a
 * filter gives a meaning to, so nothing is ever escaped.
 */
export type Branch = 'people' | 'groups' | 'mail';
export const branches: readonly Branch[] = ['people', 'groups', 'mail'];

/** Attributes that fence the writes of the two drivers, each written by its owner alone. */
export const directoryFence = 'amieDirectoryGeneration';
export const mailFence = 'amieMailGeneration';
export const fences = [directoryFence, mailFence] as const;

const namings = { uid: 'people', cn: 'groups', associatedDomain: 'mail' } as const;
const patterns = Object.fromEntries(
  Object.entries(grammars).map(([name, source]) => [name, new RegExp(source)]),
) as Record<keyof typeof grammars, RegExp>;

export const unitDn = (base: string, slug: string): string => `o=${checked('memberSlug', slug)},${base}`;

export const branchDn = (base: string, slug: string, branch: Branch): string => `ou=${branch},${unitDn(base, slug)}`;

export const personDn = (base: string, slug: string, uid: string): string =>
  `uid=${checked('uid', uid)},${branchDn(base, slug, namings.uid)}`;

export const groupDn = (base: string, slug: string, name: string): string =>
  `cn=${checked('groupName', name)},${branchDn(base, slug, namings.cn)}`;

export const domainDn = (base: string, slug: string, domain: string): string =>
  `associatedDomain=${checked('domainName', domain)},${branchDn(base, slug, namings.associatedDomain)}`;

export const sharedAddressDn = (base: string, slug: string, address: string): string =>
  `cn=${checked('mailAddress', address)},${branchDn(base, slug, 'mail')}`;

/** Where in the tree an entry stands: its member and its own name; undefined when it is not where we put any. */
export interface Place {
  readonly slug: string;
  readonly name: string;
}

/** The place of an entry named by `naming` in a branch, or directly at the member (`o`). */
export function placeOf(dn: string, base: string, naming: string, branch?: Branch): Place | undefined {
  const unit = `o=([^,=+\\\\]+),${escaped(base)}`;
  const pattern = branch ? `^${naming}=([^,=+\\\\]+),ou=${branch},${unit}$` : `^${unit}$`;
  const [, name, slug = name] = new RegExp(pattern, 'i').exec(dn) ?? [];
  return name === undefined || slug === undefined ? undefined : { slug: slug.toLowerCase(), name };
}

/** The member whose unit an entry stands in, for counting. */
export function memberOf(dn: string, base: string): string | undefined {
  const unit = dn.endsWith(`,${base}`)
    ? dn
        .slice(0, -base.length - 1)
        .split(',')
        .at(-1)
    : undefined;
  return unit && placeOf(`${unit},${base}`, base, 'o')?.slug;
}

function checked(grammar: keyof typeof grammars, text: string): string {
  if (!patterns[grammar].test(text)) throw valueRefused(grammar, text);
  return text;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
