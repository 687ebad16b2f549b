import type { Found } from '@amie/reconcile';
import { allOf, type DirectoryConnection, type DirectoryEntry, equals, notNewerThan } from '@amie/servers';
import { type EntryChange, hasCode, overwrite, replacements, valuesOf, type WrittenKind } from '../entry-changes.js';
import { generationOf, oddity } from '../entry-kind.js';
import { mailFence, personDn } from '../member-tree.js';
import { mailPresence, mailState, stateOddity } from './mail-state.js';
import { type MailboxSpec, mailboxKey, mailboxSpec } from './shape.js';

const objectClass = 'amieMailbox';

/** A person's mailbox: a class and its attributes on the person's entry, which belongs to the directory driver. */
export const mailboxKind: WrittenKind<MailboxSpec> = {
  kind: 'mailbox',
  objectClass,
  naming: 'uid',
  isIndexed: true,
  branch: 'people',
  fence: mailFence,
  stateAttribute: 'amieMailState',
  attributes: [
    'mail',
    'amieMailAddress',
    'amieMailAlias',
    'amieMailForward',
    'amieMailKeepsCopy',
    'amieMailQuota',
    'amieMailStore',
    'amieMailState',
    mailFence,
  ],
  dnOf: personDn,
  parse: spec => mailboxSpec.parse(spec),
  keyOf: mailboxKey,
  names: () => ({}),
  content: spec => ({
    mail: [spec.address, ...spec.extraAddresses],
    amieMailAddress: [spec.address],
    amieMailAlias: spec.extraAddresses,
    amieMailForward: spec.forwards,
    amieMailKeepsCopy: [spec.keepsCopy ? 'TRUE' : 'FALSE'],
    amieMailQuota: [String(spec.limitKib)],
    amieMailStore: [spec.store],
  }),
  state: mailState,
  read: readMailbox,
};

function readMailbox(entry: DirectoryEntry, slug: string, uid: string): Found<MailboxSpec> {
  const address = entry.value('amieMailAddress') as string;
  const extraAddresses = [...entry.values('amieMailAlias')];
  return {
    kind: 'mailbox',
    key: mailboxKey({ slug, uid }),
    presence: mailPresence(entry),
    generation: generationOf(entry, mailFence),
    spec: {
      slug,
      uid,
      address,
      extraAddresses,
      forwards: [...entry.values('amieMailForward')],
      keepsCopy: keepsCopyOf(entry.value('amieMailKeepsCopy')),
      limitKib: limitOf(entry.value('amieMailQuota')),
      store: entry.value('amieMailStore') as string,
      ...oddity(entry, 'mail', [address, ...extraAddresses].sort()),
      ...stateOddity(entry),
    },
  };
}

const keepsCopyOf = (text: unknown): boolean => (text === 'TRUE' ? true : text === 'FALSE' ? false : (text as boolean));

const limitOf = (text: unknown): number =>
  typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : (text as number);

/** Gives a person's entry its mailbox. One that is there already is written over, fenced like any other change. */
export async function addMailbox(directory: DirectoryConnection, mailbox: EntryChange<MailboxSpec>): Promise<void> {
  const values = valuesOf(mailbox, directory.baseDn);
  const modifications = [
    { operation: 'add', attribute: 'objectClass', values: [objectClass] } as const,
    ...replacements(values),
  ];
  try {
    await directory.modify(mailbox.dn, modifications, notNewerThan(mailFence, mailbox.change.desired.generation));
  } catch (error) {
    if (!hasCode(error, 'ldap-taken')) throw error;
    await overwrite(directory, mailbox, values);
  }
}

/** Takes the mailbox off the person's entry, all of it, while it is set aside and not newer. */
export async function removeMailbox(directory: DirectoryConnection, mailbox: EntryChange<MailboxSpec>): Promise<void> {
  const { spec, dn, change } = mailbox;
  const ours = { ...mailboxKind.content(spec, directory.baseDn), ...mailState(spec, 'aside'), [mailFence]: [] };
  const nothing = Object.fromEntries(Object.keys(ours).map(name => [name, []]));
  const modifications = [
    { operation: 'delete', attribute: 'objectClass', values: [objectClass] } as const,
    ...replacements(nothing),
  ];
  await directory.modify(dn, modifications, allOf(isAside, notNewerThan(mailFence, change.desired.generation)));
}

const isAside = equals('amieMailState', 'aside');

/**
 * Puts its stamp on a mailbox that is to be purged, so that no older run can bring back what is about to be erased.
 * False when there is no mailbox any more; `StaleGenerationError` when it is in use again, or newer.
 */
export async function claimForPurge(
  directory: DirectoryConnection,
  mailbox: EntryChange<MailboxSpec>,
): Promise<boolean> {
  if (!(await hasMailbox(directory, mailbox.dn))) return false;
  await overwrite(directory, mailbox, { [mailFence]: [String(mailbox.change.desired.generation)] }, isAside);
  return true;
}

/** Whether the person's entry carries a mailbox. */
async function hasMailbox(directory: DirectoryConnection, dn: string): Promise<boolean> {
  return (await directory.find(dn, ['1.1'], equals('objectClass', objectClass))) !== undefined;
}
