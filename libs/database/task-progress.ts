import type { EntityManager } from 'typeorm';
import { rows } from './statement.js';
import { addTaskEvents, type TaskEvent } from './task-events.js';

/** What was learnt of one resource at one generation. `delayed` moves nothing: the next try decides. */
export interface Step {
  readonly resourceId: string;
  readonly generation: bigint;
  readonly state: 'applied' | 'ready' | 'failed' | 'delayed';
  readonly event: TaskEvent;
}

/** Tells every open task that waits for these resources, and ends those that wait for nothing more. */
export async function advanceTasks(em: EntityManager, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return;
  const told = await rows<{ taskId: string; place: number }>(em, advance, [
    steps.map(step => step.resourceId),
    steps.map(step => step.generation),
    steps.map(step => step.state),
  ]);
  const list = told
    .toSorted((one, other) => one.place - other.place)
    .flatMap(({ taskId, place }) => eventOf(taskId, steps[place - 1]));
  await addTaskEvents(em, list);
  await endTasks(em, [...new Set(told.map(({ taskId }) => taskId))]);
}

/**
 * Ends those of the tasks that wait for nothing more: done, or failed when something failed for good. Their rows must
 * be locked by this transaction (adding an event does it), so that the last two to finish see each other.
 */
export async function endTasks(em: EntityManager, taskIds: readonly string[]): Promise<void> {
  if (taskIds.length === 0) return;
  const ended = await rows<{ taskId: string; state: 'done' | 'failed' }>(em, end, [taskIds]);
  await addTaskEvents(
    em,
    ended.map(({ taskId, state }) => ({ taskId, event: { code: `task-${state}`, params: {} } })),
  );
}

function eventOf(taskId: string, step: Step | undefined): { taskId: string; event: TaskEvent }[] {
  return step ? [{ taskId, event: step.event }] : [];
}

// A task is satisfied by the generation it asked for, or a later one.
const advance = `
  with step as (
    select * from unnest($1::uuid[], $2::bigint[], $3::text[]) with ordinality as step(id, generation, state, place)
  ), moved as (
    select tr.task_id, tr.resource_id, s.place, s.state
    from step s join task_resource tr on tr.resource_id = s.id and tr.generation <= s.generation
    where tr.state in ('waiting', 'applied', 'failed') and tr.state <> s.state
      and (s.state <> 'delayed' or tr.state in ('waiting', 'applied'))
    order by tr.task_id, tr.resource_id
  ), updated as (
    update task_resource tr set state = m.state from moved m
    where tr.task_id = m.task_id and tr.resource_id = m.resource_id and m.state <> 'delayed'
  )
  select task_id as "taskId", place::int as place from moved
`;

const end = `
  update task t set state = case when failing.yes then 'failed' else 'done' end, ended_at = clock_timestamp()
  from unnest($1::uuid[]) as asked(id) cross join lateral (
    select exists (select from task_resource tr where tr.task_id = asked.id and tr.state = 'failed') as yes
    where not exists (
      select from task_resource tr where tr.task_id = asked.id and tr.state in ('waiting', 'applied'))
  ) failing
  where t.id = asked.id and (t.state = 'running' or t.state = 'failed' and not failing.yes)
  returning t.id as "taskId", t.state
`;
