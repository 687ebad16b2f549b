import type { Shape } from '@amie/reconcile';
import { z } from 'zod';
import { grammars, looserGrammars } from '@amie/values';
import { fieldsThatDiffer } from '../fields-that-differ.js';
import { setOf } from '../set-of.js';

const slug = z.string().regex(new RegExp(grammars.memberSlug));
const uid = z.string().regex(new RegExp(grammars.uid));
const personName = z.string().regex(new RegExp(looserGrammars.personName));
const displayText = z.string().regex(new RegExp(looserGrammars.displayText));

/** Subtree of one member: `o=<slug>` with its people, groups and mail. */
export const unitSpec = z.strictObject({ slug, name: displayText });
export type UnitSpec = z.infer<typeof unitSpec>;

/** A person's sign-in. The password is no part of it: it is written once and never observed. */
export const accountSpec = z.strictObject({
  slug,
  uid,
  givenName: personName,
  familyName: personName,
  language: z.enum(['fr', 'en']),
  isSuspended: z.boolean(),
});
export type AccountSpec = z.infer<typeof accountSpec>;

/** A named group of people of one member; may be empty. */
export const groupSpec = z.strictObject({
  slug,
  name: z.string().regex(new RegExp(grammars.groupName)),
  description: displayText.optional(),
  /** uids of its people, sorted, each once. */
  people: setOf(uid),
});
export type GroupSpec = z.infer<typeof groupSpec>;

export const unitShape: Shape<UnitSpec> = {
  service: 'directory',
  kind: 'unit',
  label: ({ name }) => name,
  identity: ['slug'],
  parse: input => unitSpec.parse(input),
  differences: fieldsThatDiffer,
  isProbed: false,
};
export const accountShape: Shape<AccountSpec> = {
  service: 'directory',
  kind: 'account',
  label: ({ givenName, familyName }) => `${givenName} ${familyName}`,
  identity: ['slug', 'uid'],
  parse: input => accountSpec.parse(input),
  differences: fieldsThatDiffer,
  isProbed: false,
};
export const groupShape: Shape<GroupSpec> = {
  service: 'directory',
  kind: 'group',
  identity: ['slug', 'name'],
  parse: input => groupSpec.parse(input),
  differences: fieldsThatDiffer,
  isProbed: false,
};

/** Created in this order, removed in reverse. */
export const directoryOrder = ['unit', 'account', 'group'] as const;

export const unitKey = (spec: Pick<UnitSpec, 'slug'>): string => `unit/${spec.slug}`;
export const accountKey = (spec: Pick<AccountSpec, 'slug' | 'uid'>): string => `account/${spec.slug}/${spec.uid}`;
export const groupKey = (spec: Pick<GroupSpec, 'slug' | 'name'>): string => `group/${spec.slug}/${spec.name}`;
