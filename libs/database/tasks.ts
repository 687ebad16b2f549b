import type { DataSource, EntityManager } from 'typeorm';
import { TaskRow } from './entities/index.js';
import { type Scope, withScope } from './scope.js';
import { rows } from './statement.js';
import { addEvents } from './task-events.js';

/** What a request asks for; `kind` and `params` are a title of the catalogue. */
export interface NewTask {
  readonly kind: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly memberId?: string;
  readonly askedBy: string;
  /** What was shown before it was approved. */
  readonly plan?: unknown;
  /** Task that this one takes back. */
  readonly undoes?: string;
}

/** Opens a running task with its first event; returns its id. It ends with its last resource, or when given none. */
export async function openTask(em: EntityManager, task: NewTask): Promise<string> {
  const [opened] = await rows<{ id: string }>(em, open, [
    task.kind,
    JSON.stringify(task.params ?? {}),
    task.memberId ?? null,
    task.askedBy,
    task.plan === undefined ? null : JSON.stringify(task.plan),
    task.undoes ?? null,
  ]);
  if (!opened) throw new Error('the task was not written');
  if (task.undoes) await rows(em, 'update task set undone_by = $1 where id = $2', [opened.id, task.undoes]);
  await addEvents(em, opened.id, [{ code: 'task-opened', params: { kind: task.kind, ...task.params } }]);
  return opened.id;
}

const open = `
  insert into task (kind, params, member_id, asked_by, plan, undoes, started_at)
  values ($1, $2::jsonb, $3::uuid, $4, $5::jsonb, $6::uuid, now())
  returning id
`;

/** How far a task is: its resources by state. */
export interface TaskCounts {
  readonly waiting: number;
  readonly applied: number;
  readonly ready: number;
  readonly failed: number;
}

/** A task with its counts; undefined when it is not there or out of the scope's reach. */
export async function findTask(
  em: EntityManager,
  id: string,
): Promise<{ task: TaskRow; counts: TaskCounts } | undefined> {
  const task = await em.getRepository(TaskRow).findOneBy({ id });
  if (!task) return undefined;
  const found = await rows<{ state: keyof TaskCounts; many: number }>(em, countStates, [id]);
  const counts = { waiting: 0, applied: 0, ready: 0, failed: 0 };
  for (const { state, many } of found) counts[state] = many;
  return { task, counts };
}

const countStates = `
  select state, count(*)::int as many from task_resource where task_id = $1::uuid group by state
`;

/** A place in a list of tasks, newest first: the last one shown. */
export interface TaskCursor {
  /** As PostgreSQL wrote it, to the microsecond. */
  readonly createdAt: string;
  readonly id: string;
}

export interface TaskPage {
  readonly memberId?: string;
  readonly state?: TaskRow['state'];
  readonly after?: TaskCursor;
  readonly limit: number;
}

/** Tasks in scope, newest first; `next` is the cursor of the following page, if there is one. */
export async function listTasks(em: EntityManager, page: TaskPage): Promise<{ tasks: TaskRow[]; next?: TaskCursor }> {
  const values = [page.memberId ?? null, page.state ?? null, page.after?.createdAt ?? null, page.after?.id ?? null];
  const found = await rows<TaskRow & { place: string }>(em, list, [...values, page.limit + 1]);
  const shown = found.slice(0, page.limit);
  const last = shown.at(-1);
  const next = found.length > page.limit && last ? { createdAt: last.place, id: last.id } : undefined;
  return { tasks: shown, next };
}

const list = `
  select id, member_id as "memberId", kind, params, state, asked_by as "askedBy", undoes, undone_by as "undoneBy",
    last_event as "lastEvent", created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt",
    created_at::text as place
  from task
  where ($1::uuid is null or member_id = $1) and ($2::text is null or state = $2)
    and ($3::timestamptz is null or (created_at, id) < ($3::timestamptz, $4::uuid))
  order by created_at desc, id desc limit $5
`;

/** An event as it was kept; `n` counts from 1 without gaps in each task. */
export interface KeptEvent {
  readonly n: bigint;
  readonly at: Date;
  readonly code: string;
  readonly params: Record<string, unknown>;
}

/** Events of a task after number `n`, in order. Holds no transaction beyond the call. */
export function eventsAfter(
  db: DataSource,
  scope: Scope,
  taskId: string,
  n: bigint,
  limit: number,
): Promise<KeptEvent[]> {
  return withScope(db, scope, em => rows<KeptEvent>(em, after, [taskId, n, limit]));
}

const after = `
  select n, at, code, params from task_event where task_id = $1::uuid and n > $2::bigint order by n limit $3
`;
