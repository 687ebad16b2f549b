import type { DriftFound, Found, Inspection, Lane, Problem, Told } from '@amie/reconcile';
import type { DataSource, EntityManager } from 'typeorm';
import { holdLane } from './record-outcomes.js';
import { withScope } from './scope.js';
import { keepSignIns } from './sign-ins.js';
import { rows } from './statement.js';

export interface InspectionOptions {
  /** When the next one is due; spread by a tenth so that lanes do not meet. */
  readonly nextInSeconds: number;
}

/**
 * Writes what looking at a whole lane found. Drift counts only for what was confirmed and is not being edited, unless it
 * is gone or ahead; what is no longer seen is resolved; a decision taken stays, open until it was carried out. Returns the
 * keys held at a newer generation that nobody decided about. Throws `StaleEpochError` when given an epoch that is past.
 */
export function recordInspection(
  db: DataSource,
  lane: Lane,
  epoch: bigint | undefined,
  inspection: Inspection,
  options: InspectionOptions = { nextInSeconds: 900 },
): Promise<readonly string[]> {
  return withScope(db, 'all', async em => {
    if (epoch !== undefined) await holdLane(em, lane, epoch);
    const drifted = await keepDrifts(em, lane, inspection.drifts);
    const orphaned = await keepOrphans(em, lane, inspection.orphans);
    await rows(em, resolveOthers, [lane.service, lane.serverId, [...drifted.map(({ key }) => key), ...orphaned]]);
    await keepSignIns(em, inspection.used);
    await keepFacts(em, inspection.told);
    const facts = inspection.facts ? JSON.stringify(inspection.facts) : null;
    await rows(em, looked, [lane.service, lane.serverId, options.nextInSeconds, facts]);
    return drifted.filter(({ isUndecidedAhead }) => isUndecidedAhead).map(({ key }) => key);
  });
}

/**
 * Writes that a look at a whole lane failed, and when the next is due, so that a server that is down shows although
 * nothing is to be done there. A run's own failure stays before it; a look or a run that succeeds takes it away.
 */
export async function recordFailedLook(
  db: DataSource,
  lane: Lane,
  problem: Problem,
  retryInSeconds: number,
): Promise<void> {
  const text = `update lane set inspection_due_at = clock_timestamp() + make_interval(secs => $3),
      last_problem = case when failures = 0 then $4::jsonb else last_problem end
    where service = $1 and server_id = $2`;
  const values = [lane.service, lane.serverId, retryInSeconds, JSON.stringify(problem)];
  await withScope(db, 'all', em => rows(em, text, values));
}

interface KeptDrift {
  readonly key: string;
  readonly isUndecidedAhead: boolean | null;
}

async function keepDrifts(em: EntityManager, lane: Lane, drifts: readonly DriftFound[]): Promise<KeptDrift[]> {
  if (drifts.length === 0) return [];
  return rows<KeptDrift>(em, keep, [
    lane.service,
    lane.serverId,
    drifts.map(({ desired }) => desired.id),
    drifts.map(({ desired }) => desired.generation),
    drifts.map(({ change }) => JSON.stringify([...change.fields])),
    drifts.map(({ found }) => textOf(found)),
  ]);
}

const keep = `
  insert into drift (service, server_id, member_id, resource_id, key, kind, fields, found, wanted)
  select $1, $2, r.member_id, r.id, r.key, 'drift', array (select jsonb_array_elements_text(d.fields)), d.found,
    jsonb_build_object('presence', r.presence, 'generation', r.generation::text, 'spec', r.spec)
  from unnest($3::uuid[], $4::bigint[], $5::jsonb[], $6::jsonb[]) as d(id, generation, fields, found)
  join resource r on r.id = d.id and r.generation = d.generation
    and (r.observed_generation = d.generation or d.found is null and r.observed is not null
      or (d.found->>'generation')::bigint > d.generation)
  on conflict (service, server_id, key) where resolved_at is null do update
    set fields = excluded.fields, found = excluded.found, wanted = excluded.wanted, seen_at = clock_timestamp(),
      kind = excluded.kind, member_id = excluded.member_id, resource_id = excluded.resource_id
  returning key,
    decision is null and (found->>'generation')::bigint > (wanted->>'generation')::bigint as "isUndecidedAhead"
`;

async function keepOrphans(em: EntityManager, lane: Lane, orphans: readonly Found[]): Promise<string[]> {
  if (orphans.length === 0) return [];
  const keys = orphans.map(({ key }) => key);
  await rows(em, keepOrphan, [lane.service, lane.serverId, keys, orphans.map(textOf)]);
  return keys;
}

// The member, where the key names one (`<kind>/<member slug>/…`): orphans too are shown to whom they concern.
const keepOrphan = `
  insert into drift (service, server_id, member_id, key, kind, found)
  select $1, $2, m.id, o.key, 'orphan', o.found
  from unnest($3::text[], $4::jsonb[]) as o(key, found)
  left join member m on m.slug = split_part(o.key, '/', 2)
  on conflict (service, server_id, key) where resolved_at is null do update
    set found = excluded.found, seen_at = clock_timestamp()
`;

const resolveOthers = `
  update drift d set resolved_at = clock_timestamp()
  where service = $1 and server_id = $2 and resolved_at is null and key <> all ($3::text[])
    and (coalesce(decision, 'ignore') = 'ignore' or not exists (
      select from resource r where r.id = d.resource_id and r.generation <> r.observed_generation))
`;
const looked = `
  update lane set inspected_at = clock_timestamp(), facts = coalesce($4::jsonb, facts),
    last_problem = case when failures = 0 then null else last_problem end,
    inspection_due_at = clock_timestamp() + make_interval(secs => $3 * (0.95 + random() / 10))
  where service = $1 and server_id = $2
`;

async function keepFacts(em: EntityManager, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return;
  await rows(em, keepTold, [
    told.map(({ resourceId }) => resourceId),
    told.map(({ generation }) => generation),
    told.map(({ facts }) => JSON.stringify(facts)),
  ]);
}

// A run that confirmed another generation meanwhile wrote down newer ones.
const keepTold = `
  update resource r set observed = jsonb_set(r.observed, '{facts}', t.facts)
  from unnest($1::uuid[], $2::bigint[], $3::jsonb[]) as t(id, generation, facts)
  where r.id = t.id and r.observed_generation = t.generation and r.observed is not null
    and r.observed->'facts' is distinct from t.facts
`;

function textOf(found: Found | undefined): string | null {
  if (!found) return null;
  const { kind, presence, generation, spec } = found;
  return JSON.stringify({ kind, presence, generation: generation?.toString(), spec });
}
