import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { awaitNothing, bringIn } from './arrivals.js';
import { holdAgainst, type Residue, residueKey } from './control.js';
import { addAbsent, expectProvisioned } from './expected.js';
import { followOwners } from './owners.js';
import { lockSlot, startRun, valuesOf } from './runs.js';
import type { MeterRun, ReadingRow, ReadingSlot, RecordedRun } from './words.js';

/** A run that was not made on the day it says it is about. */
export class RunDayError extends Error {}

/** A server's clock may be this far from ours before its readings are marked. */
const toleratedSkewSeconds = 300;

/**
 * Writes what a run read, and that it is done, in this one transaction: subjects seen for the first time, readings,
 * what was expected and did not come (`absent`), the rest of the file system (`house`). A second run of a slot adds
 * nothing; a dated log counted again adds a revision where it holds more. Throws `RunDayError`, `UnknownMeterError`.
 */
export async function recordRun(em: EntityManager, run: MeterRun, given: readonly ReadingRow[]): Promise<RecordedRun> {
  await forMany(em);
  await lockSlot(em, run);
  const { runId, observedAt } = await holdRun(em, run);
  const { refusedDays } = await bringIn(em, run, given);
  await expectProvisioned(em, run);
  await followOwners(em, run);
  const skew = await skewOf(em, runId, run.serverTime);
  const begun: Begun = { runId, observedAt, quality: Math.abs(skew ?? 0) > toleratedSkewSeconds ? 's' : 'o' };
  const { added, revised } = await addReadings(em, begun);
  const { expected, absent } = run.slot === 0 ? await addAbsent(em, run, runId, observedAt) : none;
  const residue = run.control && holdAgainst(run.control, given);
  const rest =
    residue && run.control ? await addRest(em, run, begun, residueRow(run.control.meter, residue), absent > 0) : 0;
  const state = residue?.isSuspect ? 'suspect' : 'done';
  await flagRun(em, runId, run.usageDay, { skew: begun.quality === 's' ? skew : undefined, refusedDays, residue });
  await end(em, runId, { state, expected, got: given.length, skew, residue, run });
  return { runId, state, added: added + rest, revised, absent };
}

/** The run, when it read, and how good its clock made it. */
interface Begun {
  readonly runId: number;
  readonly observedAt: Date;
  readonly quality: 'o' | 's';
}

/** Writes that a slot will never be read: for the night (slot 0) every gauge that was expected is absent, never zero. */
export async function recordAbsent(em: EntityManager, slot: ReadingSlot, reason: string): Promise<RecordedRun> {
  await forMany(em);
  await lockSlot(em, slot);
  const [done] = await rows<{ id: number }>(em, endedWell, valuesOf(slot));
  if (done) return { runId: done.id, state: 'done', added: 0, revised: 0, absent: 0 };
  const runId = await startRun(em, slot);
  await rows(em, 'select amie_open_month($1::date)', [slot.usageDay]);
  await expectProvisioned(em, slot);
  await followOwners(em, slot);
  await awaitNothing(em);
  const noon = await momentOf(em, slot.usageDay);
  const { expected, absent } = slot.slot === 0 ? await addAbsent(em, slot, runId, noon) : none;
  await rows(em, endAbsent, [runId, expected, reason]);
  return { runId, state: 'absent', added: 0, revised: 0, absent };
}

const none = { expected: 0, absent: 0 };

/** Statements about a whole server read and join tables whole, unlike all others; for this transaction only. */
async function forMany(em: EntityManager): Promise<void> {
  await rows(
    em,
    `select set_config('enable_seqscan', 'on', true), set_config('work_mem', '64MB', true),
    set_config('enable_nestloop', 'off', true)`,
  );
}

/** The run this is, written down now unless it was when it began; the moment its readings are of. */
async function holdRun(em: EntityManager, run: MeterRun): Promise<{ runId: number; observedAt: Date }> {
  const known = run.runId === undefined ? [] : await rows<{ id: number }>(em, isOpen, [run.runId, ...valuesOf(run)]);
  const runId = known[0]?.id ?? (await startRun(em, run));
  const [found] = await rows<{ at: Date; day: string }>(em, observed, [runId, run.observedAt ?? null]);
  if (found?.day !== run.usageDay)
    throw new RunDayError(`a reading of ${run.usageDay} was made on ${found?.day}: it is nobody's reading of that day`);
  return { runId, observedAt: found.at };
}

function residueRow(meter: string, { rest }: Residue): ReadingRow {
  return { meter, key: residueKey(meter), value: rest };
}

/** How many seconds the server's clock was ahead (behind: negative) of the time the run took; undefined when it told none. */
async function skewOf(em: EntityManager, runId: number, serverTime?: number): Promise<number | undefined> {
  if (serverTime === undefined) return undefined;
  const [found] = await rows<{ skew: number }>(em, skew, [runId, serverTime]);
  return found?.skew;
}

/** The house's part of the file system: nobody can tell it while a subject is absent whose part it may be. */
async function addRest(
  em: EntityManager,
  run: MeterRun,
  begun: Begun,
  row: ReadingRow,
  mayLack: boolean,
): Promise<number> {
  const lacks = [row.meter, run.serverId, run.service, run.usageDay];
  const [missing] = mayLack ? await rows(em, absentOf, lacks) : [];
  await bringIn(em, run, [missing ? { ...row, value: 'absent' } : row]);
  await followOwners(em, run);
  return (await addReadings(em, begun)).added;
}

async function addReadings(em: EntityManager, { runId, observedAt, quality }: Begun) {
  const values = [runId, observedAt, quality];
  const [counted] = await rows<{ added: number; given: number }>(em, add, values);
  const added = counted?.added ?? 0;
  if (added === counted?.given) return { added, revised: 0 };
  const revised = await rows(em, revise, values);
  await rows(em, flagLower, [runId]);
  return { added, revised: revised.length };
}

async function flagRun(
  em: EntityManager,
  runId: number,
  day: string,
  seen: { skew: number | undefined; refusedDays: readonly string[]; residue: Residue | undefined },
): Promise<void> {
  if (seen.skew !== undefined) await flag(em, runId, 'skewed-clock', day, { seconds: `${seen.skew}` });
  for (const refused of new Set(seen.refusedDays)) await flag(em, runId, 'skewed-clock', day, { day: refused });
  if (!seen.residue?.isSuspect) return;
  const { total, sum } = seen.residue;
  await flag(em, runId, 'residue', day, { total: `${total}`, sum: `${sum}` });
}

async function flag(em: EntityManager, runId: number, kind: string, day: string, detail: Record<string, string>) {
  const text = `insert into meter_flag (run_id, kind, usage_day, detail) values ($1, $2, $3::date, $4::jsonb)`;
  await rows(em, text, [runId, kind, day, JSON.stringify(detail)]);
}

interface Ending {
  readonly state: 'done' | 'suspect';
  readonly expected: number;
  readonly got: number;
  readonly skew: number | undefined;
  readonly residue: Residue | undefined;
  readonly run: MeterRun;
}

async function end(
  em: EntityManager,
  runId: number,
  { state, expected, got, skew, residue, run }: Ending,
): Promise<void> {
  const source = [run.rawSha256, run.command, run.toolVersion, process.versions.tz ?? null];
  const control = [residue?.total ?? null, residue?.sum ?? null];
  await rows(em, endDone, [runId, state, expected, got, ...source, ...control, skew ?? null]);
}

async function momentOf(em: EntityManager, day: string): Promise<Date> {
  const [found] = await rows<{ at: Date }>(em, `select amie_day_start($1::date) + interval '12 hours' as at`, [day]);
  if (!found) throw new Error('the clock gave no answer');
  return found.at;
}

const isOpen = `
  select id from meter_run where id = $1 and state = 'started'
    and (server_id, service, usage_day, slot) = ($2::uuid, $3, $4::date, $5::smallint)
`;
const observed = `
  select coalesce($2::timestamptz, started_at) as at,
    (coalesce($2::timestamptz, started_at) at time zone amie_zone())::date::text as day
  from meter_run where id = $1
`;
const skew = `
  select (case when $2 < s.began then $2 - s.began when $2 > s.ended then $2 - s.ended else 0 end)::int as skew
  from (select extract(epoch from started_at)::float8 - 1 as began,
    extract(epoch from clock_timestamp())::float8 + 1 as ended from meter_run where id = $1) s
`;
const add = `
  with added as (
    insert into reading (value, epoch, observed_at, subject_id, usage_day, run_id, meter_id, slot, quality)
    select value, epoch, $2::timestamptz, subject_id, day, $1, meter_id, slot,
      case when value is null then 'a' else $3 end::"char"
    from pg_temp.arriving order by subject_id, meter_id, day
    on conflict do nothing
    returning 1
  )
  select (select count(*)::int from added) as added, (select count(*)::int from pg_temp.arriving) as given
`;

// The newest revision of what arrived again. What a person decided stands.
const standing = `
  pg_temp.arriving a cross join lateral (
    select r.value, r.revision, r.author from reading r
    where (r.subject_id, r.meter_id, r.usage_day, r.slot) = (a.subject_id, a.meter_id, a.day, a.slot)
    order by r.revision desc limit 1
  ) s
  where a.value is not null and s.author is null
`;
const revise = `
  insert into reading (value, epoch, observed_at, subject_id, usage_day, run_id, meter_id, slot, revision, quality, reason)
  select a.value, a.epoch, $2::timestamptz, a.subject_id, a.day, $1, a.meter_id, a.slot, s.revision + 1, $3::"char",
    case when a.form = 'daily' then 'recount' else 'late' end
  from ${standing} and (s.value is null or a.form = 'daily' and a.value > s.value)
  on conflict do nothing
  returning 1
`;
// Once for each day: a log that rotates away holds less of it every night.
const flagLower = `
  insert into meter_flag (run_id, kind, subject_id, meter_id, usage_day, detail)
  select $1, 'lower-recount', a.subject_id, a.meter_id, a.day,
    jsonb_build_object('kept', s.value::text, 'recounted', a.value::text)
  from ${standing} and a.form = 'daily' and a.value < s.value and not exists (
    select from meter_flag f where f.usage_day = a.day and f.kind = 'lower-recount'
      and (f.subject_id, f.meter_id) = (a.subject_id, a.meter_id))
`;
const endDone = `
  update meter_run set state = $2, ended_at = clock_timestamp(), expected = $3, got = $4, raw_sha256 = $5, command = $6,
    tool_version = $7, tz_version = $8, control_total = $9::numeric, control_sum = $10::numeric, skew_seconds = $11
  where id = $1
`;
const absentOf = `
  select from reading r join subject s on s.id = r.subject_id join meter m on m.id = r.meter_id
  where m.name = $1 and s.server_id = $2::uuid and s.service = $3 and r.usage_day = $4::date and r.quality = 'a'
    and r.slot = 0 and s.key not like 'residue/%' limit 1
`;
const endedWell = `
  select id from meter_run where (server_id, service, usage_day, slot) = ($1::uuid, $2, $3::date, $4::smallint)
    and state in ('done', 'suspect')
`;
const endAbsent = `
  update meter_run set state = 'absent', ended_at = clock_timestamp(), expected = $2, got = 0, error = left($3, 2000)
  where id = $1
`;
