import type { Presence } from '@amie/reconcile';
import type { AccountSpec } from '@amie/services/resources';
import type { Asked } from '../http/asked.js';
import { findRow, rows, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { changeBack, putBack } from '../people/own-email-change.js';
import { updatePerson } from '../people/person-rows.js';
import { notFound, Problem } from '../problems/problem.js';
import { type ChangeSet, merge, place, respec } from '../resources/change-set.js';
import { refuseMailLoops } from '../resources/mail-loops.js';
import type { ResourceRow } from '../resources/resource-rows.js';
import { countLeftStanding } from '../resources/standing.js';
import { startTask, taskAnswer } from './start-task.js';
import type { TaskParams } from './titles.js';

interface Done extends ResourceRow<object> {
  readonly asked_generation: bigint;
  readonly action: string;
  readonly before: { readonly spec: object; readonly presence: Presence } | null;
}

interface Undone {
  readonly id: string;
  readonly kind: string;
  readonly params: TaskParams;
  readonly member_id: string;
  readonly undone_by: string | null;
}

/**
 * Takes a task back: what it made goes to the bin, what it edited returns to what it was. Refused, naming them, when
 * anything was edited since, or when something of another task stands on what it made; nothing is half undone.
 */
export async function undoTask(em: Transaction, asked: Asked, id: string, until: Date): Promise<Written> {
  const task = await findRow<Undone>(em, 'select * from task where id = $1 for no key update', [id]);
  if (!task) throw notFound(id);
  if (task.undone_by) throw new Problem('undo-done-already', { id: task.undone_by });
  const done = await lockDone(em, id);
  const ownEmail = changeBack(task.params);
  if (done.length === 0 && !ownEmail) throw new Problem('undo-nothing');
  refuse(
    'undo-purged',
    done.filter(row => row.presence === 'absent'),
  );
  refuse(
    'undo-edited-since',
    done.filter(row => row.generation !== row.asked_generation),
  );
  const changes = merge(...done.map(row => takeBack(row, until)));
  if (changes.edits.length === 0 && !ownEmail) throw new Problem('undo-not-offered');
  const count = await countLeftStanding(em, changes);
  if (count > 0) throw new Problem('undo-in-use', { count });
  if (task.member_id) await refuseMailLoops(em, task.member_id, changes);
  for (const row of done) await restorePerson(em, row);
  if (ownEmail) await putBack(em, ownEmail);
  const params = { ...(ownEmail && { ownEmail }), undone: task.kind, undoneParams: task.params };
  const request = { kind: 'undo', params, memberId: task.member_id, undoes: id } as const;
  return taskAnswer(asked, await startTask(em, asked, request, changes));
}

function lockDone(em: Transaction, taskId: string): Promise<Done[]> {
  const text = `select r.*, tr.generation as asked_generation, tr.action, tr.before
    from resource r join task_resource tr on tr.resource_id = r.id and tr.task_id = $1
    order by r.id for no key update of r`;
  return rows<Done>(em, text, [taskId]);
}

function takeBack(row: Done, until: Date): ChangeSet {
  if (!row.before) return place(row, 'aside', until);
  const { spec, presence } = row.before;
  const back = respec(row, spec);
  return presence === row.presence ? back : merge(back, place(row, presence, presence === 'aside' ? until : undefined));
}

/** The person's own row follows its account. */
async function restorePerson(em: Transaction, row: Done): Promise<void> {
  if (row.kind !== 'account' || !row.person_id) return;
  const spec = row.before?.spec as AccountSpec | undefined;
  await updatePerson(em, row.person_id, spec ?? {});
}

function refuse(code: 'undo-purged' | 'undo-edited-since', rows: readonly Done[]): void {
  if (rows.length > 0) throw new Problem(code, { names: rows.slice(0, 10).map(row => row.key), count: rows.length });
}
