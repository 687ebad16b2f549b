import type { AccountSpec, MailboxSpec } from '@amie/services/resources';
import type { Asked } from '../http/asked.js';
import type { MemberRow } from '../http/find-member.js';
import type { Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { requireVersion } from '../http/preconditions.js';
import { Problem } from '../problems/problem.js';
import { type ChangeSet, merge, noChange, respec } from '../resources/change-set.js';
import { refuseMailLoops } from '../resources/mail-loops.js';
import { lockResourcesOf, type ResourceRow } from '../resources/resource-rows.js';
import { replaceInSharedAddresses } from '../shared-addresses/replace-address.js';
import { startTask, taskAnswer } from '../tasks/start-task.js';
import { findGround } from './add-people.js';
import { checkAddress } from './address-rules.js';
import { setGroups } from './group-membership.js';
import { ownEmailChange } from './own-email-change.js';
import type { PersonEdit } from './people-schemas.js';
import { getPerson, lockPerson, type PersonRow, updatePerson } from './person-rows.js';
import { sortedOnce } from './person-specs.js';
import { showPerson } from './person-view.js';

/** Edits a person: only the fields sent change. The uid stays, whatever the person is called. */
export async function editPerson(
  em: Transaction,
  asked: Asked,
  member: MemberRow,
  id: string,
  edit: PersonEdit,
): Promise<Written> {
  const person = await lockPerson(em, id);
  requireVersion(asked, person.version);
  if (person.presence !== 'present') throw new Problem('person-set-aside');
  const { account, mailbox } = await lockPair(em, id);
  const spec = editMailbox(mailbox.spec, edit);
  await checkMailbox(em, member, mailbox.spec, spec, { ...edit, ownEmail: edit.ownEmail ?? person.own_email });
  await updatePerson(em, id, edit);
  const changes = merge(
    respec(account, editAccount(account.spec, edit)),
    respec(mailbox, spec),
    edit.groups ? await setGroups(em, member.id, person.uid, edit.groups) : noChange,
    await moveSharedAddresses(em, member.id, mailbox.spec, spec),
  );
  await refuseMailLoops(em, member.id, changes);
  const params = { name: nameOf(person, edit), personId: id, ...ownEmailChange(person, edit.ownEmail) };
  const started = await startTask(em, asked, { kind: 'person-edit', params, memberId: member.id }, changes);
  return taskAnswer(asked, started, { person: showPerson(await getPerson(em, id), asked.language) });
}

/** The account and the mailbox of a person, locked. */
export async function lockPair(
  em: Transaction,
  personId: string,
): Promise<{ account: ResourceRow<AccountSpec>; mailbox: ResourceRow<MailboxSpec> }> {
  const found = await lockResourcesOf(em, [personId]);
  const account = found.find(row => row.kind === 'account');
  const mailbox = found.find(row => row.kind === 'mailbox');
  if (!account || !mailbox) throw new Error(`the person ${personId} lacks an account or a mailbox`);
  return {
    account: account as unknown as ResourceRow<AccountSpec>,
    mailbox: mailbox as unknown as ResourceRow<MailboxSpec>,
  };
}

function editAccount(spec: AccountSpec, edit: PersonEdit): AccountSpec {
  const { givenName = spec.givenName, familyName = spec.familyName, language = spec.language } = edit;
  return { ...spec, givenName, familyName, language };
}

function editMailbox(spec: MailboxSpec, edit: PersonEdit): MailboxSpec {
  const address = edit.address ?? spec.address;
  const wanted = edit.extraAddresses ?? spec.extraAddresses;
  // Mail sent to the address before would be refused from one moment to the next.
  const kept = address !== spec.address && edit.keepsOldAddress ? [spec.address] : [];
  const forwards = sortedOnce(edit.forwards ?? spec.forwards);
  return {
    ...spec,
    address,
    extraAddresses: sortedOnce([...wanted, ...kept].filter(extra => extra !== address)),
    forwards,
    keepsCopy: edit.keepsCopy ?? (forwards.length === 0 || spec.keepsCopy),
    limitKib: edit.limit ?? spec.limitKib,
  };
}

async function checkMailbox(
  em: Transaction,
  member: MemberRow,
  before: MailboxSpec,
  after: MailboxSpec,
  rules: { readonly allowReserved: boolean; readonly ownEmail: string },
): Promise<void> {
  const mine = [after.address, ...after.extraAddresses];
  const known = [before.address, ...before.extraAddresses];
  const added = mine.filter(address => !known.includes(address));
  if (added.length > 0) {
    const { domains } = await findGround(em, member);
    for (const address of added) checkAddress(address as Parameters<typeof checkAddress>[0], domains, rules);
  }
  const loop = after.forwards.find(forward => mine.includes(forward.toLowerCase()));
  if (loop) throw new Problem('forward-to-itself', { value: loop });
  if (after.forwards.length === 0 && !after.keepsCopy) throw new Problem('keeps-copy-needed');
  const own = rules.ownEmail.toLowerCase();
  if (mine.includes(own)) throw new Problem('own-email-is-mailbox', { value: own });
}

/** Shared addresses name people by primary address: a new one is carried over. */
async function moveSharedAddresses(
  em: Transaction,
  memberId: string,
  before: MailboxSpec,
  after: MailboxSpec,
): Promise<ChangeSet> {
  if (before.address === after.address) return noChange;
  return replaceInSharedAddresses(em, memberId, before.address, after.address);
}

function nameOf(person: PersonRow, edit: PersonEdit): string {
  return `${edit.givenName ?? person.given_name} ${edit.familyName ?? person.family_name}`;
}
