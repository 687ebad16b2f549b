import type { Desired, Lane, ProbeResult } from '@amie/reconcile';
import type { DataSource } from 'typeorm';
import { withScope } from './scope.js';
import { rows } from './statement.js';
import { advanceTasks, type Step } from './task-progress.js';

/** What using one thing showed, at the generation it had when the probe began. */
export interface Probed {
  readonly desired: Desired;
  readonly result: ProbeResult;
}

/**
 * Writes what probes showed: ready, or tried again later (a quarter of a second, then twice as long each time, at most 300 s). A result for a generation that is no
 * longer the confirmed one says nothing and is dropped. Needs no lease: probes run outside the lane.
 */
export function recordProbes(db: DataSource, _lane: Lane, probed: readonly Probed[]): Promise<void> {
  return withScope(db, 'all', async em => {
    if (probed.length === 0) return;
    const written = await rows<{ place: number; isNews: boolean }>(em, record, [
      probed.map(({ desired }) => desired.id),
      probed.map(({ desired }) => desired.generation),
      probed.map(({ result }) => isWorking(result)),
      probed.map(({ result }) => JSON.stringify(result)),
    ]);
    const steps = written.flatMap(({ place, isNews }) => stepOf(probed[place - 1], isNews));
    await advanceTasks(em, steps);
  });
}

function isWorking(result: ProbeResult): result is Extract<ProbeResult, { outcome: 'ready' | 'full' }> {
  return result.outcome === 'ready' || result.outcome === 'full';
}

// Only the first of several like results is news for those who follow a task.
const record = `
  with p as (
    select * from unnest($1::uuid[], $2::bigint[], $3::boolean[], $4::jsonb[]) with ordinality
      as p(id, generation, is_working, result, place)
  ), before as (
    select p.*, r.probe ->> 'outcome' as outcome, coalesce((r.probe ->> 'failures')::int, 0) as failures
    from resource r join p using (id)
    where r.observed_generation = p.generation and r.generation = p.generation
    order by r.id for no key update of r
  ), updated as (
    update resource r set
      ready_generation = case when b.is_working then b.generation else r.ready_generation end,
      ready_at = case when b.is_working then clock_timestamp() else r.ready_at end,
      probe = b.result || jsonb_build_object('at', clock_timestamp(),
        'failures', case when b.is_working then 0 else b.failures + 1 end),
      next_probe_at = case when b.is_working then r.next_probe_at else
        clock_timestamp() + make_interval(secs => least(300, 0.25 * 2 ^ least(b.failures, 12)) * (0.5 + random() / 2)) end
    from before b where r.id = b.id
  )
  select place::int as place, outcome is distinct from result ->> 'outcome' as "isNews" from before order by place
`;

function stepOf(probed: Probed | undefined, isNews: boolean): Step[] {
  if (!probed || !isNews) return [];
  const { desired, result } = probed;
  const at = { resourceId: desired.id, generation: desired.generation };
  const params = { kind: desired.kind, key: desired.key, resourceId: desired.id, outcome: result.outcome };
  if (isWorking(result)) return [{ ...at, state: 'ready', event: { code: 'resource-ready', params } }];
  const problem = result.code ?? `probe-${result.outcome}`;
  return [{ ...at, state: 'delayed', event: { code: 'resource-not-working', params: { ...params, problem } } }];
}
