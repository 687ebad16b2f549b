import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import type { Frame } from './fold-frame.js';
import { missingDays } from './missing-days.js';

/**
 * Reads a month once: for each subject and meter the sum of its day peaks and the days that have one, as bits. Fills
 * fold_owner, fold_revised, fold_seen, fold_missed and fold_pair.
 */
export async function survey(em: EntityManager, { first, next, cutoff, last, oddDay }: Frame): Promise<void> {
  await rows(em, owners, [first, next, cutoff]);
  await rows(em, 'analyze pg_temp.fold_owner');
  await rows(em, revised, [first, next, cutoff]);
  await rows(em, 'analyze pg_temp.fold_revised');
  const isRevised = await areAny(em, 'select from pg_temp.fold_revised');
  const from = current(isRevised, '$1::date', '$2::date', '$3::timestamptz');
  const odd = oddDay === null ? {} : { day: '$4::date' };
  const values = oddDay === null ? [first, next, cutoff] : [first, next, cutoff, oddDay];
  const isSampled = await areAny(em, sampled, [first, next]);
  if (!isSampled) await rows(em, bySum(from, odd.day), values);
  if (isSampled || (await areAny(em, repeated))) await sumPeaks(em, byPeak(from, odd.day), values);
  await rows(em, 'analyze pg_temp.fold_seen');
  await rows(em, missed(from), [first, next, cutoff]);
  await rows(em, pairs, [first, next, cutoff, last]);
  await rows(em, 'analyze pg_temp.fold_pair');
}

/** Goes through the readings in the order of their key: neither sorted nor held in memory, however many there are. */
async function sumPeaks(em: EntityManager, text: string, values: readonly unknown[]): Promise<void> {
  await rows(em, 'truncate pg_temp.fold_seen');
  await rows(em, inOrder('off'));
  await rows(em, text, values);
  await rows(em, inOrder('on'));
}

const inOrder = (other: 'on' | 'off') =>
  `select set_config(name, '${other}', true) from unnest('{enable_seqscan,enable_sort,enable_hashagg,enable_bitmapscan}'::text[]) as name`;

async function areAny(em: EntityManager, found: string, values: readonly unknown[] = []): Promise<boolean> {
  const [any] = await rows<{ isAny: boolean }>(em, `select exists (${found}) as "isAny"`, values);
  return any?.isAny ?? true;
}

/** The readings that count between two days (the second excluded) at a cutoff: of each slot the newest revision known. */
export function current(isRevised: boolean, from: string, to: string, cutoff: string): string {
  const newest = `and not exists (select from pg_temp.fold_revised v
    where (v.subject_id, v.meter_id, v.usage_day, v.slot) = (r.subject_id, r.meter_id, r.usage_day, r.slot)
      and v.revision > r.revision)`;
  return `reading r where r.usage_day >= ${from} and r.usage_day < ${to} and r.recorded_at <= ${cutoff}
    ${isRevised ? newest : ''}`;
}

// A bit for each day of the month, the first being bit 0.
const daysBetween = (from: string, to: string) =>
  `((1::bigint << (least(${to}, $2::date - 1) - $1::date + 1)) - (1::bigint << greatest(${from} - $1::date, 0)))::integer`;

// Time in the home zone decides which days an owner had a part of; a bound at midnight belongs to the day it begins.
const owners = `
  insert into pg_temp.fold_owner
  select o.subject_id, o.member_id, o.from_at, o.to_at,
    ${daysBetween('(o.from_at at time zone amie_zone())::date', `((o.to_at - interval '1 microsecond') at time zone amie_zone())::date`)},
    o.valid @> o.month
  from (
    select s.*, tstzrange(amie_day_start($1::date), amie_day_start($2::date)) as month,
      greatest(lower(valid), amie_day_start($1::date)) as from_at,
      least(upper(valid), amie_day_start($2::date)) as to_at
    from subject_owner s
    where recorded_at <= $3::timestamptz and (retired_at is null or retired_at > $3::timestamptz)
  ) o where o.valid && o.month
`;
const revised = `
  insert into pg_temp.fold_revised
  select subject_id, meter_id, usage_day, slot, max(revision) from reading
  where revision > 0 and usage_day >= $1::date - 31 and usage_day < $2::date + 31 and recorded_at <= $3::timestamptz
  group by 1, 2, 3, 4
`;

const bits = 'bit_or(1 << (usage_day - $1::date))';
const sums = (value: string, odd = 'null') =>
  `subject_id, meter_id, sum(${value}), ${odd === 'null' ? odd : `sum(${value}) filter (where usage_day = ${odd})`}, count(*), ${bits}`;
// Where each day has one sample the sum of samples is the sum of peaks, and a third of the work.
const bySum = (from: string, odd?: string) => `
  insert into pg_temp.fold_seen select ${sums('value', odd)} from ${from} and value is not null group by 1, 2
`;
// Whether the month was sampled more than once a day, by its runs; what they do not tell of, the bits do.
const sampled = `
  select from meter_run where slot > 0 and state in ('done', 'suspect') and usage_day >= $1::date and usage_day < $2::date
`;
const repeated = `select from pg_temp.fold_seen where samples <> bit_count(seen::bit(32))`;
const byPeak = (from: string, odd?: string) => `
  insert into pg_temp.fold_seen select ${sums('peak', odd)} from (
    select r.subject_id, r.meter_id, r.usage_day, max(r.value) as peak from ${from} and r.value is not null
    group by 1, 2, 3
  ) peaks group by 1, 2
`;
const missed = (from: string) => `
  insert into pg_temp.fold_missed select subject_id, meter_id, ${bits} from ${from} and quality = 'a' group by 1, 2
`;

// What is a member's is missed on every day it lacks; what is the house's only where a run said so. A day that a dated
// log does not mention was quiet, if a later run could still read that log.
const pairs = `
  with source as (
    select server_id, service, coalesce(bit_or(1 << (d - $1::date)), 0) as read
    from (
      select distinct server_id, service, usage_day - back as d from meter_run, generate_series(1, ${missingDays.logged}) as back
      where state in ('done', 'suspect') and ended_at <= $3::timestamptz
        and usage_day > $1::date and usage_day < $2::date + ${missingDays.logged}
    ) days where d >= $1::date and d < $2::date group by 1, 2
  ), owned as (
    select subject_id, bit_or(case when member_id is not null then days else 0 end) as by_members,
      bit_or(case when member_id is null then days else 0 end) as by_house,
      bool_and(is_whole) as is_whole, (array_agg(member_id))[1] as member_id
    from pg_temp.fold_owner group by 1
  ), judged as (
    select p.subject_id, p.meter_id, m.form, o.member_id, o.is_whole, coalesce(f.total, 0) as total,
      coalesce(f.odd, 0) as odd, coalesce(f.seen, 0) as seen, coalesce(a.missed, 0) & ~coalesce(f.seen, 0) as missed,
      coalesce(s.read, 0) as read, p.first_day,
      (o.by_members | (coalesce(a.missed, 0) & o.by_house)) & ~coalesce(f.seen, 0)
        & case when p.first_day <= $4::date then ${daysBetween('p.first_day', '$4::date')} else 0 end as lacks
    from (
      select subject_id, meter_id, min(first_day) as first_day from subject_meter
      where recorded_at <= $3::timestamptz and first_day < $2::date group by 1, 2
    ) p join meter m on m.id = p.meter_id join owned o on o.subject_id = p.subject_id
    join subject u on u.id = p.subject_id
    left join pg_temp.fold_seen f on (f.subject_id, f.meter_id) = (p.subject_id, p.meter_id)
    left join pg_temp.fold_missed a on (a.subject_id, a.meter_id) = (p.subject_id, p.meter_id)
    left join source s on (s.server_id, s.service) = (u.server_id, u.service)
  )
  insert into pg_temp.fold_pair
  select subject_id, meter_id, form, member_id, is_whole, total, odd, seen,
    case form when 'daily' then lacks & (~read | missed) else lacks end,
    case form when 'daily' then lacks & read & ~missed else 0 end, first_day
  from judged
`;
