import type { Lane, Problem } from '@amie/reconcile';
import type { DataSource, EntityManager } from 'typeorm';
import { withScope } from './scope.js';
import { rows } from './statement.js';
import { addEvents } from './task-events.js';

/** A run, a restore or a drill that is to be started, or to be asked after. */
export interface BackupJob {
  readonly id: string;
  readonly kind: 'run' | 'restore' | 'drill';
  readonly state: 'due' | 'started';
  readonly lane: Lane;
  readonly repositoryId: string;
  /** Name of the repository on its servers. */
  readonly repository: string;
  readonly memberId: string;
  readonly source: string;
  readonly ask: Readonly<Record<string, unknown>>;
  readonly taskId: string | null;
  readonly attempts: number;
}

/** How a job ended. */
export type BackupEnd =
  | { readonly state: 'succeeded'; readonly result: Readonly<Record<string, unknown>> }
  | { readonly state: 'failed'; readonly problem: Problem };

/** Jobs to look after now, those of one repository and source in the order they were asked for, one at a time. */
export function openBackupJobs(db: DataSource): Promise<readonly BackupJob[]> {
  return withScope(db, 'all', em => rows<BackupJob>(em, open));
}

// One repository takes one job at a time: the next waits for the end of the one before.
const open = `
  select distinct on (j.repository_id, j.source) j.id, j.kind, j.state, j.repository_id as "repositoryId",
    r.spec->>'name' as repository, j.member_id as "memberId", j.source, j.ask, j.task_id as "taskId", j.attempts,
    jsonb_build_object('service', r.service, 'serverId', r.server_id) as lane
  from backup_job j join resource r on r.id = j.repository_id
  where j.state in ('due', 'started') and j.next_look_at <= clock_timestamp()
    and r.presence = 'present' and r.observed_generation > 0
    and not exists (
      select from backup_job busy where busy.repository_id = j.repository_id and busy.source = j.source
        and busy.state = 'started' and j.state = 'due')
  order by j.repository_id, j.source, j.state = 'started' desc, j.kind = 'restore' desc, j.created_at
`;

/** What a source hosts of a repository's member: the columns from which the worker makes its order. */
export interface HostedThing {
  readonly kind: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Everything present of a member on a server, by name, that is to be in its backup. */
export function hostedThings(db: DataSource, memberId: string, source: string): Promise<readonly HostedThing[]> {
  return withScope(db, 'all', em => rows<HostedThing>(em, hosted, [memberId, source]));
}

const hosted = `
  select r.kind, r.spec from resource r join server s on s.id = r.server_id
  where r.member_id = $1::uuid and s.name = $2 and r.presence = 'present' and r.observed_generation > 0
    and r.kind in ('mailbox', 'site', 'site-database')
  order by r.kind, r.key
`;

/** The source took it. */
export async function recordBackupStarted(db: DataSource, job: BackupJob): Promise<void> {
  await withScope(db, 'all', async em => {
    const started = await rows(em, start, [job.id]);
    if (started.length > 0) await tell(em, job, 'backup-started', {});
  });
}

const start = `
  update backup_job set state = 'started', started_at = clock_timestamp(), problem = null, attempts = 0
  where id = $1::uuid and state = 'due' returning id
`;

/** The source never heard of it: it is to be started again. */
export async function recordBackupLost(db: DataSource, job: BackupJob): Promise<void> {
  await withScope(db, 'all', em => rows(em, lose, [job.id]));
}

const lose = `update backup_job set state = 'due' where id = $1::uuid and state = 'started'`;

/** It could not be started or asked after; the next look tries again. */
export async function recordBackupDelayed(db: DataSource, job: BackupJob, problem: Problem): Promise<void> {
  await withScope(db, 'all', em => rows(em, delay, [job.id, JSON.stringify(problem)]));
}

const delay = `
  update backup_job set attempts = attempts + 1, problem = $2::jsonb,
    next_look_at = clock_timestamp() + make_interval(secs => least(300, 2 ^ least(attempts + 1, 9)))
  where id = $1::uuid and state in ('due', 'started')
`;

/** It ended; its task, if it has one, ends with the last of its jobs. */
export async function recordBackupEnded(db: DataSource, job: BackupJob, end: BackupEnd): Promise<void> {
  await withScope(db, 'all', async em => {
    const problem = end.state === 'failed' ? JSON.stringify(end.problem) : null;
    const result = end.state === 'succeeded' ? JSON.stringify(end.result) : null;
    const ended = await rows(em, finish, [job.id, end.state, problem, result]);
    if (ended.length === 0) return;
    const told = end.state === 'failed' ? { problem: end.problem.code } : end.result;
    await tell(em, job, `backup-${end.state}`, told);
    if (job.taskId) await endTaskOfJobs(em, job.taskId);
  });
}

const finish = `
  update backup_job set state = $2, problem = $3::jsonb, result = $4::jsonb, ended_at = clock_timestamp()
  where id = $1::uuid and state in ('due', 'started') returning id
`;

async function tell(
  em: EntityManager,
  { taskId, kind, source }: BackupJob,
  code: 'backup-started' | 'backup-succeeded' | 'backup-failed',
  params: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (taskId) await addEvents(em, taskId, [{ code, params: { ...params, work: kind, source } }]);
}

/** Ends a task whose jobs have all ended: done, or failed when one of them did. */
export async function endTaskOfJobs(em: EntityManager, taskId: string): Promise<void> {
  const [ended] = await rows<{ state: 'done' | 'failed' }>(em, endTask, [taskId]);
  if (ended) await addEvents(em, taskId, [{ code: `task-${ended.state}`, params: {} }]);
}

const endTask = `
  update task t set ended_at = clock_timestamp(),
    state = case when exists (
      select from backup_job j where j.task_id = t.id and j.state = 'failed' and not exists (
        select from backup_job later where later.task_id = t.id and later.kind = j.kind and later.source = j.source
          and later.created_at > j.created_at))
      then 'failed' else 'done' end
  where t.id = $1::uuid and t.state = 'running'
    and not exists (select from backup_job j where j.task_id = t.id and j.state in ('due', 'started'))
  returning t.state
`;
