import type { EntityManager } from 'typeorm';
import { rows } from './statement.js';

/** What happened, for the person who follows a task; the words are in the API's catalogue. */
export type TaskEventCode =
  | 'task-opened'
  | 'resource-applied'
  | 'resource-ready'
  | 'resource-delayed'
  | 'resource-failed'
  | 'resource-not-working'
  | 'backup-started'
  | 'backup-succeeded'
  | 'backup-failed'
  | 'task-done'
  | 'task-failed';

/** One line of a task's story; `params` holds names and codes, never a secret. */
export interface TaskEvent {
  readonly code: TaskEventCode;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Adds events to a task, in order, and wakes whoever follows it once the transaction commits. */
export function addEvents(em: EntityManager, taskId: string, events: readonly TaskEvent[]): Promise<void> {
  return addTaskEvents(
    em,
    events.map(event => ({ taskId, event })),
  );
}

/** The same for many tasks in one statement. */
export async function addTaskEvents(
  em: EntityManager,
  list: readonly { taskId: string; event: TaskEvent }[],
): Promise<void> {
  if (list.length === 0) return;
  const counts = new Map<string, number>();
  const places = list.map(({ taskId }) => {
    const place = (counts.get(taskId) ?? 0) + 1;
    counts.set(taskId, place);
    return place;
  });
  await rows(em, append, [
    list.map(({ taskId }) => taskId),
    places,
    list.map(({ event }) => event.code),
    list.map(({ event }) => JSON.stringify(event.params)),
  ]);
}

// Numbered under the task's row lock, so that a reader never skips one that commits late; locked in the order of their
// ids, so that two batches never wait for each other. NOTIFY carries the id alone.
const append = `
  with added as (
    select * from unnest($1::uuid[], $2::bigint[], $3::text[], $4::jsonb[]) as added(task_id, place, code, params)
  ), locked as (
    select id from task where id = any ($1::uuid[]) order by id for no key update
  ), numbered as (
    update task t set last_event = t.last_event + c.many
    from (select a.task_id, count(*) as many from added a join locked l on l.id = a.task_id group by a.task_id) c
    where t.id = c.task_id
    returning t.id, t.last_event - c.many as before
  ), kept as (
    insert into task_event (task_id, n, code, params)
    select a.task_id, n.before + a.place, a.code, a.params from added a join numbered n on n.id = a.task_id
  )
  select pg_notify('amie_task', n.id::text) from numbered n
`;
