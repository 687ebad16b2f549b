import { type Kind, type Lane, type Outcome, StaleEpochError } from '@amie/reconcile';
import type { DataSource, EntityManager } from 'typeorm';
import { logChanges } from './change-lines.js';
import { withScope } from './scope.js';
import { rows } from './statement.js';
import { advanceTasks, type Step } from './task-progress.js';
import { refreshWaiting } from './waiting.js';

/** Whether a kind is probed before it is ready (its shape says so); the others are ready once applied. */
export type IsProbed = (kind: Kind) => boolean;

type Confirmed = Extract<Outcome, { result: 'confirmed' }>;
type Failed = Extract<Outcome, { result: 'failed' }>;

/**
 * Writes what a run learnt in one transaction, bulk, and throws `StaleEpochError` without writing when the lane has
 * been taken by someone else. What a person edited meanwhile stays due: only the generation that was confirmed counts.
 * Returns how many things may now be probed; what waited for them is freed by `freeAround`.
 */
export function recordOutcomes(
  db: DataSource,
  lane: Lane,
  epoch: bigint,
  outcomes: readonly Outcome[],
  isProbed: IsProbed,
): Promise<number> {
  const failed = outcomes.filter((outcome): outcome is Failed => outcome.result === 'failed');
  return inNoHurry(db, async em => {
    await holdLane(em, lane, epoch);
    const readyToProbe = await recordConfirmed(em, lane, confirmedOf(outcomes), isProbed);
    await recordFailed(em, failed);
    await logChanges(em, lane, epoch, outcomes);
    await advanceTasks(
      em,
      outcomes.map(outcome => stepOf(outcome, isProbed)),
    );
    return readyToProbe;
  });
}

const confirmedOf = (outcomes: readonly Outcome[]): Confirmed[] =>
  outcomes.filter((outcome): outcome is Confirmed => outcome.result === 'confirmed');

/** One transaction that waits for no disk: what a crash of the machine takes from here, the next look sees again. */
function inNoHurry<Result>(db: DataSource, work: (em: EntityManager) => Promise<Result>): Promise<Result> {
  return withScope(db, 'all', async em => {
    await rows(em, 'set local synchronous_commit = off', []);
    return work(em);
  });
}

/**
 * Frees what waited for outcomes that are recorded; returns the lanes where something may now run. In a transaction of
 * its own: of two lanes that confirm at one moment what a third thing stands on, neither sees the other's before its
 * commit, and both would leave it waiting. What is not freed for a crash in between, the sweep frees.
 */
export async function freeAround(db: DataSource, outcomes: readonly Outcome[]): Promise<Lane[]> {
  const ids = confirmedOf(outcomes).map(({ desired }) => desired.id);
  if (ids.length === 0) return [];
  return inNoHurry(db, em => refreshWaiting(em, ids));
}

/** Keeps the lane as it is until commit; throws `StaleEpochError` when the lease is no longer ours. */
export async function holdLane(em: EntityManager, lane: Lane, epoch: bigint): Promise<void> {
  const [held] = await rows<{ epoch: bigint }>(em, hold, [lane.service, lane.serverId]);
  if (held?.epoch !== epoch) throw new StaleEpochError(`the lane is at epoch ${held?.epoch ?? 'none'}, not ${epoch}`);
}

const hold = 'select epoch from lane where service = $1 and server_id = $2 for no key update';

/** Writes what is confirmed; returns how many of it may now be probed. */
async function recordConfirmed(
  em: EntityManager,
  lane: Lane,
  confirmed: readonly Confirmed[],
  isProbed: IsProbed,
): Promise<number> {
  if (confirmed.length === 0) return 0;
  const ids = confirmed.map(({ desired }) => desired.id);
  const probed = confirmed.map(({ desired }) => desired.presence === 'present' && isProbed(desired.kind));
  const written = await rows<{ id: string }>(em, confirm, [
    ids,
    confirmed.map(({ desired }) => desired.generation),
    confirmed.map(observedOf),
    probed,
    confirmed.map(({ desired }) => desired.secret !== undefined),
    lane.service,
    lane.serverId,
  ]);
  const toProbe = new Set(ids.filter((_, place) => probed[place]));
  return written.filter(({ id }) => toProbe.has(id)).length;
}

function observedOf({ found }: Confirmed): string | null {
  if (!found) return null;
  const { presence, generation, spec, facts } = found;
  return JSON.stringify({ presence, generation: generation?.toString(), spec, facts });
}

// Never lowers what was confirmed. The password is forgotten only if this very run carried it and no newer one came.
const confirm = `
  with o as (
    select * from unnest($1::uuid[], $2::bigint[], $3::jsonb[], $4::boolean[], $5::boolean[])
      as o(id, generation, observed, is_probed, had_password)
  ), updated as (
    update resource r set
      observed = o.observed, observed_at = clock_timestamp(), observed_generation = o.generation,
      ready_generation = case when o.is_probed then r.ready_generation else o.generation end,
      ready_at = case when o.is_probed then r.ready_at else clock_timestamp() end,
      probe = null, next_probe_at = clock_timestamp(),
      attempts = 0, problem = null
    from o
    where r.id = o.id and o.generation between r.observed_generation and r.generation
    returning r.id, r.person_id, r.key, o.generation, o.had_password, o.observed is null and r.presence = 'absent' as is_gone
  ), forgotten as (
    update person p set password_sealed = null
    from updated u where u.had_password and p.id = u.person_id and p.password_generation <= u.generation
  ), delivered as (
    delete from resource_secret s using updated u
    where s.resource_id = u.id and s.generation <= u.generation and (u.had_password or u.is_gone)
  ), buried as (
    update claimed_name c set tombstoned_at = clock_timestamp()
    from updated u where u.is_gone and c.resource_id = u.id and c.tombstoned_at is null
  ), mended as (
    update drift d set resolved_at = clock_timestamp()
    from updated u
    where d.service = $6 and d.server_id = $7 and d.key = u.key and d.kind = 'drift' and d.resolved_at is null
  )
  select id from updated
`;

async function recordFailed(em: EntityManager, failed: readonly Failed[]): Promise<void> {
  if (failed.length === 0) return;
  await rows(em, fail, [
    failed.map(({ desired }) => desired.id),
    failed.map(({ desired }) => desired.generation),
    failed.map(({ problem }) => JSON.stringify(problem)),
    failed.map(({ problem }) => problem.isTerminal),
  ]);
}

// 2, 4, 8 … at most 300 s, spread over the upper half; a terminal failure waits for an edit. An edit meanwhile wins.
const fail = `
  update resource r set attempts = r.attempts + 1, problem = f.problem,
    next_attempt_at = case when f.is_terminal then 'infinity' else
      clock_timestamp() + make_interval(secs => least(300, 2 ^ least(r.attempts + 1, 10)) * (0.5 + random() / 2)) end
  from unnest($1::uuid[], $2::bigint[], $3::jsonb[], $4::boolean[]) as f(id, generation, problem, is_terminal)
  where r.id = f.id and r.generation = f.generation
`;

function stepOf(outcome: Outcome, isProbed: IsProbed): Step {
  const { desired } = outcome;
  const names = { kind: desired.kind, key: desired.key, resourceId: desired.id };
  const at = { resourceId: desired.id, generation: desired.generation };
  if (outcome.result === 'confirmed') {
    const state = desired.presence === 'present' && isProbed(desired.kind) ? 'applied' : 'ready';
    const action = outcome.change?.action;
    return { ...at, state, event: { code: `resource-${state}`, params: { ...names, action } } };
  }
  const { code, isTerminal } = outcome.problem;
  const [state, event] = isTerminal
    ? (['failed', 'resource-failed'] as const)
    : (['delayed', 'resource-delayed'] as const);
  return { ...at, state, event: { code: event, params: { ...names, problem: code } } };
}
