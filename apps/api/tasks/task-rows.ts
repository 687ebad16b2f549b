import type { TaskCounts } from '@amie/database';
import { findTask, isWorkerAway } from '@amie/database';
import type { Language } from '@amie/values';
import { planSentence } from '../plans/plan-sentence.js';
import type { KeptPlan } from '../plans/plan-view.js';
import { rows, type Transaction } from '../http/scope.js';
import { notFound } from '../problems/problem.js';
import { textOf } from '../problems/render.js';
import { taskUrl } from './start-task.js';
import { titleOf } from './titles.js';

type TaskRow = NonNullable<Awaited<ReturnType<typeof findTask>>>['task'];

/** Counts of the resources of tasks, in one statement. */
export async function countsOf(em: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, TaskCounts>> {
  const text = `select task_id, state, count(*)::int as many from task_resource where task_id = any($1::uuid[])
    group by task_id, state`;
  const found = await rows<{ task_id: string; state: keyof TaskCounts; many: number }>(em, text, [ids]);
  const counts = new Map<string, TaskCounts>(ids.map(id => [id, { waiting: 0, applied: 0, ready: 0, failed: 0 }]));
  for (const { task_id, state, many } of found)
    counts.set(task_id, { ...noCounts, ...counts.get(task_id), [state]: many });
  return counts;
}

const noCounts: TaskCounts = { waiting: 0, applied: 0, ready: 0, failed: 0 };

/** Resources of a task that a problem keeps from being as asked. */
export interface FailingRow {
  readonly key: string;
  readonly code: string;
  readonly detail: string;
}

export function failuresOf(em: Transaction, taskId: string): Promise<FailingRow[]> {
  // From the few in trouble to the task, never through the thousands of the task.
  const text = `with troubled as materialized (
      select r.id, r.key, amie_problem(r) as problem from resource r
      where r.problem is not null or r.probe ->> 'outcome' in ('broken', 'unknown')
    )
    select r.key, r.problem->>'code' as code, coalesce(r.problem->>'detail', '') as detail
    from troubled r join task_resource tr on tr.resource_id = r.id and tr.task_id = $1
    where tr.state <> 'ready' and r.problem is not null
    union all
    select r.key, j.problem->>'code', coalesce(j.problem->>'detail', '')
    from backup_job j join resource r on r.id = j.repository_id
    where j.task_id = $1 and j.problem is not null and j.state <> 'succeeded' and not exists (
      select from backup_job later where later.task_id = j.task_id and later.kind = j.kind
        and later.source = j.source and later.created_at > j.created_at)
    order by key limit 100`;
  return rows<FailingRow>(em, text, [taskId]);
}

/** One task with its progress and what fails; throws `not-found`. */
export async function readTask(em: Transaction, id: string, language: Language): Promise<object> {
  const found = await findTask(em, id);
  if (!found) throw notFound(id);
  const shown = showTask(found.task, found.counts, await failuresOf(em, id), language);
  const isStuck = found.task.state === 'running' && (await isWorkerAway(em));
  return { ...shown, problem: isStuck ? { code: 'worker-away', ...textOf('worker-away', language) } : null };
}

export function showTask(
  task: TaskRow,
  counts: TaskCounts,
  failures: readonly FailingRow[],
  language: Language,
): object {
  const plan = (task.plan ?? null) as KeptPlan | null;
  return {
    id: task.id,
    url: taskUrl(task.id),
    kind: task.kind,
    title: titleOf(task.kind, task.params, language),
    state: task.state,
    memberId: task.memberId,
    askedBy: task.askedBy,
    createdAt: task.createdAt,
    endedAt: task.endedAt,
    plan: plan && { ...plan, sentence: planSentence(plan.counts, language) },
    progress: { total: counts.waiting + counts.applied + counts.ready + counts.failed, ...counts },
    failures: failures.map(({ key, code, detail }) => {
      const { title, action } = textOf(code, language);
      return { key, code, title, detail, action };
    }),
    undoes: task.undoes,
    undoneBy: task.undoneBy,
    lastEvent: task.lastEvent,
  };
}
