import type { Lane } from '@amie/reconcile';
import type { DataSource } from 'typeorm';
import { withScope } from './scope.js';
import { rows } from './statement.js';
import { distinctLanes, keepUnconfirmed, refreshWaiting } from './waiting.js';

/** The lanes to ring, by what is due in them. */
export interface DueLanes {
  readonly reconcile: Lane[];
  readonly probe: Lane[];
  readonly inspect: Lane[];
}

/**
 * The sweep: frees what still waits for something that is confirmed by now, then finds in one statement every lane with
 * something due, so that a lost ring costs seconds and nothing else.
 */
export function dueLanes(db: DataSource): Promise<DueLanes> {
  return withScope(db, 'all', async em => {
    await rows(em, 'select from amie_repair_waiting()');
    const due = await rows<Lane & { what: keyof DueLanes }>(em, sweep);
    const lanesFor = (what: keyof DueLanes) =>
      due.filter(lane => lane.what === what).map(({ service, serverId }) => ({ service, serverId }));
    return { reconcile: lanesFor('reconcile'), probe: lanesFor('probe'), inspect: lanesFor('inspect') };
  });
}

// Who holds a lane rings it again on leaving, so a held one is left alone until its lease runs out.
const sweep = `
  with free as (
    select service, server_id, inspection_due_at, stopped_reason is null as may_write from lane
    where (lease_until is null or lease_until <= clock_timestamp()) and next_run_at <= clock_timestamp()
  )
  select service, server_id as "serverId", 'reconcile' as what from free l
  where may_write and exists (
    select from resource r
    where r.service = l.service and r.server_id = l.server_id and r.next_attempt_at <= statement_timestamp()
      and r.generation <> r.observed_generation and not r.is_waiting and r.held_reason is null)
  union all
  select service, server_id, 'probe' from lane l
  where exists (
    select from resource r
    where r.service = l.service and r.server_id = l.server_id and r.next_probe_at <= statement_timestamp()
      and r.generation = r.observed_generation and r.ready_generation <> r.generation and r.presence = 'present')
  union all
  select service, server_id, 'inspect' from free where inspection_due_at <= clock_timestamp()
`;

/** What was set aside longer ago than its grace period becomes absent; at most `limit` at a time. Returns the lanes to ring. */
export function purgeDue(db: DataSource, limit = 1000): Promise<Lane[]> {
  return withScope(db, 'all', async em => {
    const purged = await rows<Lane & { id: string }>(em, purge, [limit]);
    const ids = purged.map(({ id }) => id);
    await keepUnconfirmed(em, [], ids);
    await refreshWaiting(em, ids);
    return distinctLanes(purged);
  });
}

const purge = `
  with due as (
    select id from resource where presence = 'aside' and purge_after <= clock_timestamp()
    order by purge_after limit $1 for update skip locked
  ), purged as (
    update resource r set presence = 'absent', generation = r.generation + 1, edited_seq = nextval('resource_edit'),
      attempts = 0, problem = null, next_attempt_at = clock_timestamp(), purge_after = null
    from due where r.id = due.id
    returning r.*
  ), told as (
    insert into change_log (actor, member_id, service, server_id, resource_id, key, action, generation, outcome)
    select 'grace period', member_id, service, server_id, id, key, 'purge', generation, 'asked' from purged
  )
  select id, service, server_id as "serverId" from purged
`;
