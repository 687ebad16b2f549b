import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import type { MeterRun, ReadingRow } from './words.js';

/** A reading of a meter the platform does not know, or that this service does not read. */
export class UnknownMeterError extends Error {}

/** What happened on the way in, for the flags of the run. */
export interface Arrivals {
  /** Days that a log cannot hold, by its own server's clock: they are left out. */
  readonly refusedDays: readonly string[];
}

/**
 * Brings a run's rows into the temporary table `arriving` (subject, meter, day, slot, value, epoch), one row for each
 * however often it was given; subjects and pairs seen for the first time are written down.
 */
export async function bringIn(em: EntityManager, run: MeterRun, given: readonly ReadingRow[]): Promise<Arrivals> {
  await awaitNothing(em);
  await rows(em, makeGiven);
  await rows(em, fillGiven, columnsOf(run, given));
  const [stranger] = await rows<{ meter: string }>(em, strangers, [run.service]);
  if (stranger) throw new UnknownMeterError(`the service ${run.service} reads no meter ${stranger.meter}`);
  const refused = await rows<{ day: string }>(em, refuseDays, [run.usageDay]);
  await openMonths(em);
  await rows(em, addSubjects, [run.serverId, run.service]);
  await rows(em, resolve, [run.serverId, run.service, run.usageDay, run.slot]);
  await rows(em, addPairs);
  return { refusedDays: refused.map(({ day }) => day) };
}

/** An empty `arriving`: nothing came, or nothing has come yet. */
export async function awaitNothing(em: EntityManager): Promise<void> {
  await rows(em, 'drop table if exists pg_temp.arriving, pg_temp.given');
  await rows(em, makeArriving);
}

function columnsOf(run: MeterRun, given: readonly ReadingRow[]): unknown[] {
  return [
    given.map(({ meter }) => meter),
    given.map(({ key }) => key),
    given.map(({ value }) => (value === 'absent' ? null : value)),
    given.map(({ day }) => day ?? run.usageDay),
    given.map(({ epoch }) => epoch ?? null),
  ];
}

const makeGiven = `
  create temporary table given (meter text, key text, value bigint, day date, epoch bigint) on commit drop
`;
const fillGiven = `
  insert into pg_temp.given select * from unnest($1::text[], $2::text[], $3::bigint[], $4::date[], $5::bigint[])
`;
const strangers = `
  select distinct g.meter from pg_temp.given g
  where not exists (select from meter m where m.name = g.meter and m.service = $1 and m.form <> 'event') limit 1
`;

// Logs are kept for some weeks; a line from next year tells of a wrong clock, not of use.
const refuseDays = `
  delete from pg_temp.given where day not between $1::date - 40 and $1::date returning day::text
`;

/** Partitions for every day that arrives, and one month ahead. */
async function openMonths(em: EntityManager): Promise<void> {
  await rows(em, openAll);
}

const openAll = `
  select amie_open_month(m::date) from (select min(day) as first, max(day) as last from pg_temp.given) g,
    generate_series(date_trunc('month', first), last + interval '1 month', interval '1 month') as m
`;
const addSubjects = `
  insert into subject (server_id, service, key)
  select $1::uuid, $2, g.key from (select distinct key from pg_temp.given) g
  where not exists (select from subject s where (s.server_id, s.service, s.key) = ($1::uuid, $2, g.key))
  order by g.key
  on conflict do nothing
`;
const makeArriving = `
  create temporary table arriving (value bigint, epoch bigint, subject_id integer, day date, meter_id smallint,
    slot smallint, form text) on commit drop
`;

// A dated log has one figure for each day, whichever slot reads it. Given twice in one run, the higher counts.
const resolve = `
  insert into pg_temp.arriving
  select max(g.value), max(g.epoch), s.id, case when m.form = 'daily' then g.day else $3::date end as day, m.id,
    case when m.form = 'daily' then 0 else $4::smallint end as slot, m.form
  from pg_temp.given g join meter m on m.name = g.meter
  join subject s on (s.server_id, s.service, s.key) = ($1::uuid, $2, g.key)
  group by s.id, m.id, m.form, 4
`;
const addPairs = `
  insert into subject_meter (subject_id, meter_id, first_day)
  select a.subject_id, a.meter_id, min(a.day) from pg_temp.arriving a
  where not exists (select from subject_meter p where (p.subject_id, p.meter_id) = (a.subject_id, a.meter_id)
    and p.first_day <= a.day)
  group by 1, 2
  on conflict do nothing
`;
