import type { Asked } from '../http/asked.js';
import { allowVersion } from '../http/preconditions.js';
import { findRow, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { Problem } from '../problems/problem.js';
import { merge, noChange, place, respec } from '../resources/change-set.js';
import { refuseMailLoops } from '../resources/mail-loops.js';
import { leaveSharedAddresses, rejoinSharedAddresses, type SharedRole } from '../shared-addresses/replace-address.js';
import { startTask, taskAnswer } from '../tasks/start-task.js';
import type { TaskKind } from '../tasks/titles.js';
import { lockPair } from './edit-person.js';
import { leaveGroups, rejoinGroups } from './group-membership.js';
import { getPerson, lockPerson, type PersonRow, updatePerson } from './person-rows.js';
import { showPerson } from './person-view.js';

/** Locks the sign-in at once, or opens it again; mail keeps arriving either way. */
export async function setSuspended(em: Transaction, asked: Asked, id: string, isSuspended: boolean): Promise<Written> {
  const person = await lockKnown(em, asked, id);
  if (person.presence !== 'present') throw new Problem('person-set-aside');
  const { account, mailbox } = await lockPair(em, id);
  const changes = respec(account, { ...account.spec, isSuspended });
  // The mailbox stands on the account: its own run, after the lock, ends the sign-ins that are still open.
  const ending = changes.edits.length > 0 && isSuspended ? again(mailbox.id, mailbox.spec) : noChange;
  if (changes.edits.length > 0) await updatePerson(em, id, { isSuspended });
  return finish(em, asked, person, isSuspended ? 'person-suspend' : 'person-resume', merge(changes, ending));
}

const again = (id: string, spec: object) => ({ ...noChange, edits: [{ op: 'respec', id, spec } as const] });

/** Moves a person to the bin: nothing works any more, nothing is lost until the grace period is over. */
export async function leave(em: Transaction, asked: Asked, id: string, until: Date): Promise<Written> {
  const person = await lockKnown(em, asked, id);
  if (person.presence !== 'present') throw new Problem('set-aside-already');
  const { account, mailbox } = await lockPair(em, id);
  const groups = await leaveGroups(em, person.member_id, person.uid);
  const shared = await leaveSharedAddresses(em, person.member_id, mailbox.spec.address);
  const changes = merge(place(mailbox, 'aside', until), place(account, 'aside', until), groups.changes, shared.changes);
  await updatePerson(em, id, {});
  return finish(em, asked, person, 'person-leave', changes, { groups: groups.left, shared: shared.roles });
}

/** Brings a person back as before: same password, same mail, same groups and shared addresses that still exist. */
export async function restore(em: Transaction, asked: Asked, id: string): Promise<Written> {
  const person = await lockKnown(em, asked, id);
  if (person.presence !== 'aside') throw new Problem('not-set-aside');
  const { account, mailbox } = await lockPair(em, id);
  const left = await findDeparture(em, id);
  const changes = merge(
    place(account, 'present'),
    place(mailbox, 'present'),
    await rejoinGroups(em, person.member_id, person.uid, left.groups),
    await rejoinSharedAddresses(em, person.member_id, mailbox.spec.address, left.shared),
  );
  await refuseMailLoops(em, person.member_id, changes);
  await updatePerson(em, id, {});
  return finish(em, asked, person, 'person-restore', changes);
}

async function lockKnown(em: Transaction, asked: Asked, id: string): Promise<PersonRow> {
  const person = await lockPerson(em, id);
  allowVersion(asked, person.version);
  return person;
}

interface Departure {
  readonly groups: readonly string[];
  readonly shared: readonly SharedRole[];
}

async function findDeparture(em: Transaction, personId: string): Promise<Departure> {
  const text = `select params from task where kind = 'person-leave' and params->>'personId' = $1
    order by created_at desc limit 1`;
  const found = await findRow<{ params: Partial<Departure> }>(em, text, [personId]);
  return { groups: found?.params.groups ?? [], shared: found?.params.shared ?? [] };
}

async function finish(
  em: Transaction,
  asked: Asked,
  person: PersonRow,
  kind: TaskKind,
  changes: Parameters<typeof startTask>[3],
  more: object = {},
): Promise<Written> {
  const params = { name: `${person.given_name} ${person.family_name}`, personId: person.id, ...more };
  const started = await startTask(em, asked, { kind, params, memberId: person.member_id }, changes);
  return taskAnswer(asked, started, { person: showPerson(await getPerson(em, person.id), asked.language) });
}
