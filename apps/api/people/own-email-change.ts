import { findRow, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import type { TaskParams } from '../tasks/titles.js';
import { updatePerson } from './person-rows.js';

/** An own e-mail that a task changed: no resource carries it, so the task keeps what an undo gives back. */
export interface OwnEmailChange {
  readonly personId: string;
  readonly before: string;
  readonly after: string;
}

/** What a task is to keep of an edit of the own e-mail; nothing when it stays. */
export function ownEmailChange(
  person: { readonly id: string; readonly own_email: string },
  after: string | undefined,
): { ownEmail?: OwnEmailChange } {
  if (after === undefined || after === person.own_email) return {};
  return { ownEmail: { personId: person.id, before: person.own_email, after } };
}

/** The change that takes this task's own back; undefined when the task changed none. */
export function changeBack({ ownEmail }: TaskParams): OwnEmailChange | undefined {
  const change = ownEmail as OwnEmailChange | undefined;
  return change && { personId: change.personId, before: change.after, after: change.before };
}

/** Carries the change out; refused when the own e-mail was edited since. */
export async function putBack(em: Transaction, { personId, before, after }: OwnEmailChange): Promise<void> {
  const text = `select own_email, given_name || ' ' || family_name as name from person where id = $1 for no key update`;
  const person = await findRow<{ own_email: string; name: string }>(em, text, [personId]);
  if (person?.own_email !== before) throw new Problem('undo-edited-since', { names: [person?.name ?? ''], count: 1 });
  await updatePerson(em, personId, { ownEmail: after });
}
