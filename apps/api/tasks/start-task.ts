import {
  applyEdits,
  claimNames,
  keepSecret,
  type NameClaim,
  type NameConflict,
  openTask,
  previewEdits,
  releaseNames,
} from '@amie/database';
import type { Lane } from '@amie/reconcile';
import { shapes } from '@amie/services/resources';
import { Answer } from '../http/answer.js';
import type { Asked } from '../http/asked.js';
import { findRow, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { keepPlan, type Plan, showPlan, tellPlan } from '../plans/plan-view.js';
import { Problem } from '../problems/problem.js';
import type { ChangeSet } from '../resources/change-set.js';
import { createOrRevive } from '../resources/create-or-revive.js';
import { refuseWithoutGround, standOn } from '../resources/standing.js';
import { type TaskKind, type TaskParams, titleOf } from './titles.js';

export interface TaskRequest {
  readonly kind: TaskKind;
  readonly params: TaskParams;
  readonly memberId: string;
  readonly undoes?: string;
}

/** A task as it starts, with the plan it will carry out and the lanes to ring. */
export interface Started {
  readonly taskId: string;
  readonly request: TaskRequest;
  readonly plan: Plan;
  /** What was done, with the ids it was done to. */
  readonly changes: ChangeSet;
  readonly lanes: readonly Lane[];
}

/** Plans, opens the task and writes what is desired, all in the caller's transaction. Refuses a name that is taken. */
export async function startTask(
  em: Transaction,
  asked: Pick<Asked, 'actor'>,
  request: TaskRequest,
  asWanted: ChangeSet,
): Promise<Started> {
  const changes = await createOrRevive(em, asWanted);
  await refuseWithoutGround(em, changes);
  const plan = await previewEdits(em, shapes, changes.edits);
  const taskId = await openTask(em, { ...request, askedBy: asked.actor, plan: keepPlan(plan) });
  const lanes = await applyEdits(em, { actor: asked.actor, taskId }, changes.edits);
  for (const { resourceId, on } of changes.grounds ?? []) await standOn(em, resourceId, on);
  for (const { resourceId, secret, key, combine } of changes.secrets ?? [])
    await keepSecret(em, resourceId, secret, key, combine);
  if (changes.releases.length > 0) await releaseNames(em, request.memberId, changes.releases);
  await claimAll(em, request.memberId, changes.claims);
  return { taskId, request, plan, changes, lanes };
}

async function claimAll(em: Transaction, memberId: string, claims: readonly NameClaim[]): Promise<void> {
  if (claims.length === 0) return;
  const [conflict] = await claimNames(em, memberId, claims);
  if (!conflict) return;
  if (await liesInBin(em, conflict)) throw new Problem('name-in-bin', { value: conflict.name });
  throw nameProblem(conflict);
}

/** Whether the name is held by something of this member that can still be restored. */
async function liesInBin(em: Transaction, { kind, name }: Pick<NameConflict, 'kind' | 'name'>): Promise<boolean> {
  const text = `select 1 as found from claimed_name c join resource r on r.id = c.resource_id
    where c.kind = $1 and c.name = $2 and r.presence = 'aside'`;
  return (await findRow(em, text, [kind, name])) !== undefined;
}

/** The words for a name that cannot be had. */
export function nameProblem(conflict: Pick<NameConflict, 'kind' | 'name' | 'who'>): Problem {
  const value = conflict.name;
  if (conflict.kind === 'domain') return new Problem('domain-taken', { value });
  if (conflict.kind === 'slug') return new Problem('slug-taken', { value });
  if (conflict.kind === 'site-domain') return new Problem('site-domain-taken', { value });
  if (conflict.kind !== 'address') return new Problem('name-taken', { value });
  return new Problem(conflict.who === 'tombstoned' ? 'address-tombstoned' : 'address-taken', { value });
}

/** The id a change aimed at `id` ended at: another one when an earlier row came back to life. */
export function targetOf(started: Started, id: string): string {
  const { edits } = started.changes;
  return edits.some(edit => edit.id === id) || edits.length === 0 ? id : (edits[0]?.id ?? id);
}

/**
 * `202` with the task and its plan; in a dry run `200` with the plan alone. `more` is what else the route tells, `once`
 * what it tells this one time.
 */
export function taskAnswer(
  asked: Asked,
  started: Started,
  more: Record<string, unknown> = {},
  once: Record<string, unknown> = {},
): Written {
  if (asked.isDryRun) {
    return { answer: new Answer(200, { isDryRun: true, plan: showPlan(started.plan, asked.language) }) };
  }
  const { kind, params } = started.request;
  const url = taskUrl(started.taskId);
  const task = { id: started.taskId, url, kind, title: titleOf(kind, params, asked.language) };
  const plan = tellPlan(started.plan, asked.language);
  const answer = new Answer(202, { task, plan, ...more }, { location: url }, once);
  return { answer, lanes: started.lanes };
}

export const taskUrl = (id: string): string => `/api/v1/tasks/${id}`;
