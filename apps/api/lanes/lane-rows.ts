import type { ServiceName } from '@amie/reconcile';
import type { Language } from '@amie/values';
import { rows, type Transaction } from '../http/scope.js';
import { textOf } from '../problems/render.js';

/** One service on one server, with what is due there. */
export interface LaneRow {
  readonly service: ServiceName;
  readonly server_id: string;
  readonly server_name: string;
  readonly is_leased: boolean;
  readonly is_backing_off: boolean;
  readonly due: number;
  readonly failures: number;
  readonly next_run_at: Date;
  readonly inspection_due_at: Date;
  readonly last_run_at: Date | null;
  readonly inspected_at: Date | null;
  /** Of the last run, or of the last look when no run failed since. */
  readonly last_problem: { code: string; detail: string } | null;
  readonly stopped_reason: string | null;
  readonly stopped_detail: unknown;
  readonly stopped_at: Date | null;
  readonly is_worker_away: boolean;
  /** Why what was applied could not be tried: the server's trouble, not that of one thing. */
  readonly probe_problem: { code: string; nextAt: string } | null;
}

// The words of the index resource_troubled, so that a lane without trouble costs nothing.
const lanes = `
  select l.*, s.name as server_name, coalesce(l.lease_until > now(), false) as is_leased,
    l.next_run_at > now() as is_backing_off,
    (select count(*)::int from resource r where r.service = l.service and r.server_id = l.server_id
      and r.generation <> r.observed_generation and not r.is_waiting and r.held_reason is null) as due,
    (select away_from < clock_timestamp() from worker_heartbeat) as is_worker_away,
    (select jsonb_build_object('code', r.probe ->> 'code', 'nextAt', r.next_probe_at) from resource r
      where r.service = l.service and r.server_id = l.server_id and r.presence = 'present'
        and r.generation = r.observed_generation and r.ready_generation <> r.generation
        and (r.problem is not null or r.probe ->> 'outcome' in ('broken', 'unknown'))
        and r.probe ->> 'outcome' = 'unknown' and r.probe ? 'code' limit 1) as probe_problem
  from lane l join server s on s.id = l.server_id`;

/** Lanes of these servers, or of all; `all` reach shows what is due for every member. */
export function listLanes(em: Transaction, serverIds?: readonly string[]): Promise<LaneRow[]> {
  const text = `${lanes} where $1::uuid[] is null or l.server_id = any($1) order by s.name, l.service`;
  return rows<LaneRow>(em, text, [serverIds ?? null]);
}

export function showLane(row: LaneRow, language: Language): object {
  return {
    service: row.service,
    server: { id: row.server_id, name: row.server_name },
    state: stateOf(row),
    due: row.due,
    stopped: row.stopped_reason === null ? null : showStop(row, row.stopped_reason, language),
    problem: problemOf(row, language),
    failures: row.failures,
    nextRunAt: nextRunOf(row),
    lastRunAt: row.last_run_at,
    inspectedAt: row.inspected_at,
  };
}

function stateOf(row: LaneRow): 'idle' | 'working' | 'waiting' | 'stopped' {
  if (row.stopped_reason !== null) return 'stopped';
  if (row.is_worker_away) return row.due > 0 ? 'waiting' : 'idle';
  if (row.is_leased) return 'working';
  if (row.is_backing_off && row.failures > 0) return 'waiting';
  if (row.due > 0) return 'working';
  return row.last_problem === null && row.probe_problem === null ? 'idle' : 'waiting';
}

/** When what is in trouble is tried again: the run that failed, else the look, else what could not be probed. */
function nextRunOf(row: LaneRow): Date | string {
  if (row.last_problem !== null) return row.failures > 0 ? row.next_run_at : row.inspection_due_at;
  return row.probe_problem?.nextAt ?? row.next_run_at;
}

/** Without a worker no other problem says anything about today. */
function problemOf(row: LaneRow, language: Language): object | null {
  const code = row.is_worker_away ? 'worker-away' : (row.last_problem ?? row.probe_problem)?.code;
  return code === undefined ? null : { code, ...textOf(code, language) };
}

function showStop(row: LaneRow, reason: string, language: Language): object {
  const { title, action } = textOf(`stopped-${reason}`, language);
  return { reason, title, action, detail: row.stopped_detail, at: row.stopped_at };
}
