import type { Lane } from '@amie/reconcile';
import type { DataSource } from 'typeorm';
import { endTaskOfJobs } from './backup-jobs.js';
import { withScope } from './scope.js';
import { rows } from './statement.js';

/**
 * Asks for the runs and drills that are due, once each however often it is called: a run when the last that succeeded
 * is older than the last night (02:00 in `timezone`), a drill a week after the last that had something to compare. Returns
 * lanes whose repositories gained a source. What cannot be done any more, because its repository was closed, is ended.
 */
export function planBackups(db: DataSource, timezone: string): Promise<Lane[]> {
  return withScope(db, 'all', async em => {
    const lanes = await rows<Lane>(em, extend);
    const ended = await rows<{ taskId: string | null }>(em, endClosed);
    for (const { taskId } of ended) if (taskId) await endTaskOfJobs(em, taskId);
    await rows(em, dueRuns, [timezone]);
    await rows(em, dueDrills);
    return lanes;
  });
}

const extend = 'select distinct service, server_id as "serverId" from amie_extend_repositories()';

const closed = JSON.stringify({ code: 'backup-repository-refused', detail: 'the repository was closed' });
const endClosed = `
  update backup_job j set state = 'failed', ended_at = clock_timestamp(), problem = '${closed}'::jsonb
  from resource r
  where r.id = j.repository_id and j.state in ('due', 'started') and r.presence <> 'present'
  returning j.task_id as "taskId"
`;

// A source with nothing of the member's on it has nothing to run.
const sources = `
  select r.id, r.member_id, s.one->>'server' as source
  from resource r cross join lateral jsonb_array_elements(r.spec->'sources') as s(one)
  where r.kind = 'repository' and r.presence = 'present' and r.observed_generation > 0
    and exists (
      select from server host join resource hosted on hosted.server_id = host.id
      where host.name = s.one->>'server' and hosted.member_id = r.member_id and hosted.presence = 'present'
        and hosted.kind in ('mailbox', 'site', 'site-database') and hosted.observed_generation > 0)
`;

// Yesterday's night until it is two o'clock; a failed run is tried again after a quarter of an hour.
const dueRuns = `
  with night as (
    select (date_trunc('day', (clock_timestamp() at time zone $1) - interval '2 hours') + interval '2 hours')
      at time zone $1 as began
  )
  insert into backup_job (kind, repository_id, member_id, source, asked_by)
  select 'run', w.id, w.member_id, w.source, 'schedule' from (${sources}) w, night
  where not exists (
    select from backup_job j where j.repository_id = w.id and j.source = w.source and j.kind = 'run' and (
      j.state = 'succeeded' and j.created_at >= night.began
      or j.state = 'failed' and j.ended_at > clock_timestamp() - interval '15 minutes'))
  on conflict do nothing
`;

const dueDrills = `
  insert into backup_job (kind, repository_id, member_id, source, asked_by)
  select 'drill', w.id, w.member_id, w.source, 'schedule' from (${sources}) w
  where exists (select from backup_archive a where a.repository_id = w.id and a.source = w.source)
    and not exists (
      select from backup_job j where j.repository_id = w.id and j.source = w.source and j.kind = 'drill' and (
        j.state = 'succeeded' and j.ended_at > clock_timestamp() - interval '1 day'
        or j.state = 'succeeded' and jsonb_path_exists(j.result, '$.sampled ? (@ > 0)')
          and j.ended_at > clock_timestamp() - interval '7 days'
        or j.state = 'failed' and j.ended_at > clock_timestamp() - interval '6 hours'))
  on conflict do nothing
`;
