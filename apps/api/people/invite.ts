import { Answer } from '../http/answer.js';
import type { Asked } from '../http/asked.js';
import { rows, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { emptyPlan, showPlan } from '../plans/plan-view.js';
import { Problem } from '../problems/problem.js';
import { getPerson, lockPerson } from './person-rows.js';
import { showPerson } from './person-view.js';

/**
 * Sends the invitation again with a new link; links sent before stop working. Somebody who has chosen a password gets a
 * link only when asked for with `resend`: it sets another one, the way back in after the first was lost.
 */
export async function invite(
  em: Transaction,
  asked: Asked,
  id: string,
  { resend }: { readonly resend: boolean },
): Promise<Written> {
  const person = await lockPerson(em, id);
  if (person.presence !== 'present') throw new Problem('person-set-aside');
  if (person.activated_at && !resend) throw new Problem('activated-already');
  await renewInvitation(em, person);
  const shown = showPerson(await getPerson(em, id), asked.language);
  const plan = showPlan(emptyPlan, asked.language);
  if (asked.isDryRun) return { answer: new Answer(200, { isDryRun: true, plan }) };
  return { answer: new Answer(202, { person: shown }), errands: ['invitations'] };
}

/** Replaces every open invitation by a new one; the worker mails it. */
export async function renewInvitation(em: Transaction, person: { id: string; member_id: string }): Promise<void> {
  await rows(em, `update invitation set state = 'replaced' where person_id = $1 and state in ('due', 'sent')`, [
    person.id,
  ]);
  await rows(em, 'insert into invitation (person_id, member_id) values ($1, $2)', [person.id, person.member_id]);
}
