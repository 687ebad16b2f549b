import { randomUUID } from 'node:crypto';
import type { AccountSpec, MailboxSpec } from '@amie/services/resources';
import type { Language, MailAddress, OutsideAddress, PersonName, QuotaKib, Uid } from '@amie/values';

/** A mailbox nobody gave a limit: 2 GiB, in KiB. */
export const defaultLimitKib = 2 * 1024 * 1024;

/** A person about to be added, every name chosen. */
export interface NewPerson {
  readonly id: string;
  readonly accountId: string;
  readonly mailboxId: string;
  readonly givenName: PersonName;
  readonly familyName: PersonName;
  readonly ownEmail: OutsideAddress;
  readonly language: Language;
  readonly uid: Uid;
  readonly address: MailAddress;
  readonly limitKib: QuotaKib | number;
}

/** Ids of a person and of the two resources that come with one. */
export function newIds(): Pick<NewPerson, 'id' | 'accountId' | 'mailboxId'> {
  return { id: randomUUID(), accountId: randomUUID(), mailboxId: randomUUID() };
}

/** The account of a new person: open, without a password until the person chooses one. */
export function newAccountSpec(slug: string, person: NewPerson): AccountSpec {
  const { uid, givenName, familyName, language } = person;
  return { slug, uid, givenName, familyName, language, isSuspended: false };
}

/** The mailbox of a new person. Its store is named after the uid, so that a new address moves no mail. */
export function newMailboxSpec(slug: string, person: NewPerson): MailboxSpec {
  const { uid, address, limitKib } = person;
  return { slug, uid, address, extraAddresses: [], forwards: [], keepsCopy: true, limitKib, store: uid };
}

/** Each once, in one order: specs compare by their JSON. */
export const sortedOnce = <Text extends string>(list: readonly Text[]): Text[] => [...new Set(list)].sort();
