import type { Shape, UniqueName } from '@amie/reconcile';
import { z } from 'zod';
import { grammars } from '@amie/values';
import { fieldsThatDiffer } from '../fields-that-differ.js';
import { setOf } from '../set-of.js';

const slug = z.string().regex(new RegExp(grammars.memberSlug));
const uid = z.string().regex(new RegExp(grammars.uid));
const domain = z.string().regex(new RegExp(grammars.domainName));
const address = z.string().regex(new RegExp(grammars.mailAddress));
const outsideAddress = z.string().regex(new RegExp(grammars.outsideAddress));

/** A domain whose mail the server accepts. */
export const domainSpec = z.strictObject({ slug, domain });
export type DomainSpec = z.infer<typeof domainSpec>;

/** A person's mailbox, on the person's directory entry. Lists are sorted, each value once. */
export const mailboxSpec = z.strictObject({
  slug,
  uid,
  address,
  extraAddresses: setOf(address),
  forwards: setOf(outsideAddress),
  /** Whether a forwarded message also stays in the mailbox. */
  keepsCopy: z.boolean(),
  /** Storage limit in KiB; 0 is not "none". */
  limitKib: z.int().positive(),
  /** Name of the mail store on its server: never derived from the address, so that a rename moves nothing. */
  store: uid,
});
export type MailboxSpec = z.infer<typeof mailboxSpec>;

/** An address that reaches several people, who may also send with it. */
export const sharedAddressSpec = z.strictObject({
  slug,
  address,
  /** Addresses it reaches, sorted. */
  targets: setOf(outsideAddress),
  /** Primary addresses of the people who may send with it, sorted. */
  senders: setOf(address),
});
export type SharedAddressSpec = z.infer<typeof sharedAddressSpec>;

/** Addresses of all sorts share one namespace. */
const addressName = (name: string): UniqueName => ({ kind: 'address', name });

export const domainShape: Shape<DomainSpec> = {
  service: 'mail',
  kind: 'domain',
  identity: ['slug', 'domain'],
  parse: input => domainSpec.parse(input),
  differences: fieldsThatDiffer,
  isProbed: true,
};
export const mailboxShape: Shape<MailboxSpec> = {
  service: 'mail',
  kind: 'mailbox',
  identity: ['slug', 'uid', 'store'],
  names: ({ address: primary, extraAddresses }) => [primary, ...extraAddresses].map(addressName),
  parse: input => mailboxSpec.parse(input),
  differences: fieldsThatDiffer,
  isProbed: true,
};
export const sharedAddressShape: Shape<SharedAddressSpec> = {
  service: 'mail',
  kind: 'shared-address',
  identity: ['slug', 'address'],
  names: spec => [addressName(spec.address)],
  parse: input => sharedAddressSpec.parse(input),
  differences: fieldsThatDiffer,
  isProbed: true,
};

/** Created in this order, removed in reverse. */
export const mailOrder = ['domain', 'mailbox', 'shared-address'] as const;

export const domainKey = (spec: Pick<DomainSpec, 'slug' | 'domain'>): string => `domain/${spec.slug}/${spec.domain}`;
export const mailboxKey = (spec: Pick<MailboxSpec, 'slug' | 'uid'>): string => `mailbox/${spec.slug}/${spec.uid}`;
export const sharedAddressKey = (spec: Pick<SharedAddressSpec, 'slug' | 'address'>): string =>
  `shared-address/${spec.slug}/${spec.address}`;
