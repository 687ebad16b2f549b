import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';

/** A month as a fold sees it: its days, what was known at its cutoff, and its day of another length. */
export interface Frame {
  /** First of the month and of the next, `YYYY-MM-DD`. */
  readonly first: string;
  readonly next: string;
  /** ISO 8601 with microseconds. */
  readonly cutoff: string;
  /** Last day that was over at the cutoff; days after it are not missed. */
  readonly last: string;
  /** The day on which the clocks change, and by how many seconds it is longer. */
  readonly oddDay: string | null;
  readonly oddSeconds: number;
}

/** Frames a month `YYYY-MM` at a cutoff, now without one. Throws a RangeError on anything else. */
export async function frameOf(em: EntityManager, month: string, cutoff?: string): Promise<Frame> {
  if (!/^20\d\d-(?:0[1-9]|1[0-2])$/.test(month)) throw new RangeError(`${month} is no month such as 2025-10`);
  const [found] = await rows<Frame>(em, frame, [`${month}-01`, cutoff ?? null]);
  if (!found) throw new Error('the calendar gave no answer');
  return found;
}

const frame = `
  with given as (
    select $1::date as first, ($1::date + interval '1 month')::date as next,
      coalesce($2::timestamptz, clock_timestamp()) as cutoff
  ), odd as (
    select d::date as day, amie_day_seconds(d::date) - 86400 as seconds
    from given, generate_series(first, next - 1, interval '1 day') as d
    where amie_day_seconds(d::date) <> 86400
  )
  select first::text, next::text, to_char(cutoff at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as cutoff,
    least(next - 1, (cutoff at time zone amie_zone())::date - 1)::text as last,
    (select day::text from odd) as "oddDay", coalesce((select seconds from odd), 0) as "oddSeconds"
  from given
`;

/** Tables of one transaction that a fold works in. */
const scratch = {
  fold_owner:
    'subject_id integer, member_id uuid, from_at timestamptz, to_at timestamptz, days integer, is_whole boolean',
  fold_revised:
    'subject_id integer, meter_id smallint, usage_day date, slot smallint, revision smallint, primary key (subject_id, meter_id, usage_day, slot)',
  fold_seen: 'subject_id integer, meter_id smallint, total numeric, odd numeric, samples bigint, seen integer',
  fold_missed: 'subject_id integer, meter_id smallint, missed integer',
  fold_pair:
    'subject_id integer, meter_id smallint, form text, member_id uuid, is_whole boolean, total numeric, odd numeric, seen integer, gaps integer, zeros integer, first_day date',
  fold_gap: 'subject_id integer, meter_id smallint, day date, before date, after date, first_day date, estimate bigint',
  fold_near: 'subject_id integer, meter_id smallint, day date, peak bigint',
  fold_day: 'subject_id integer, meter_id smallint, form text, day date, amount numeric, kind "char"',
  fold_rollback: 'subject_id integer, meter_id smallint, day date, before bigint, after bigint',
  fold_usage:
    'meter_id smallint, member_id uuid, subject_id integer, amount numeric, observed integer, estimated integer, unknown integer',
} as const;

/** Makes the scratch tables anew, and lets this transaction read tables whole and take its time, as no other does. */
export async function openScratch(em: EntityManager): Promise<void> {
  await rows(em, freedom);
  await rows(
    em,
    `drop table if exists ${Object.keys(scratch)
      .map(name => `pg_temp.${name}`)
      .join(', ')}`,
  );
  for (const [name, columns] of Object.entries(scratch))
    await rows(em, `create temporary table ${name} (${columns}) on commit drop`);
}

const freedom = `
  select set_config('enable_seqscan', 'on', true), set_config('work_mem', '128MB', true),
    set_config('statement_timeout', '10min', true)
`;
