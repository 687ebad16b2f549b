import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { goByDay } from './fold-days.js';
import { flagsOf } from './fold-flags.js';
import { frameOf, openScratch } from './fold-frame.js';
import { fillGaps } from './fold-gaps.js';
import { survey } from './fold-survey.js';
import type { MonthUsage, Owner, UsageLine } from './words.js';

/** A closed month's parts stay as they were. */
export class MonthClosedError extends Error {}

/**
 * Usage of a month (`YYYY-MM`) from the readings known at `cutoff` (ISO 8601; everything known now without it). Writes
 * nothing: the same month at the same cutoff is the same, whatever was recorded since. Throws a RangeError.
 */
export async function foldMonth(em: EntityManager, month: string, cutoff?: string): Promise<MonthUsage> {
  const frame = await frameOf(em, month, cutoff);
  await openScratch(em);
  await survey(em, frame);
  await fillGaps(em, frame);
  await goByDay(em, frame);
  await rows(em, whole, [frame.oddDay, frame.oddSeconds]);
  await rows(em, parted);
  const lines = (await rows<TextLine>(em, summed)).map(lineOf);
  return { month, cutoff: frame.cutoff, usage: usageOf(lines), lines, flags: await flagsOf(em, frame) };
}

/** Folds and keeps the parts of each figure in `usage_month`, for whoever asks to see them. Throws `MonthClosedError`. */
export async function keepMonth(em: EntityManager, month: string, cutoff?: string): Promise<MonthUsage> {
  const [found] = await rows<{ isClosed: boolean }>(em, isClosed, [`${month}-01`]);
  const folded = await foldMonth(em, month, cutoff);
  if (found?.isClosed) throw new MonthClosedError(`the month ${month} is closed: its parts stay as they were`);
  await rows(em, 'delete from usage_month where month = $1::date', [`${month}-01`]);
  await rows(em, keep, [`${month}-01`]);
  return folded;
}

type TextLine = Omit<UsageLine, 'amount'> & { readonly amount: string };

const lineOf = (line: TextLine): UsageLine => ({ ...line, amount: BigInt(line.amount) });

function usageOf(lines: readonly UsageLine[]): ReadonlyMap<string, ReadonlyMap<Owner, bigint>> {
  const usage = new Map<string, Map<Owner, bigint>>();
  for (const { meter, owner, amount } of lines) {
    const owners = usage.get(meter) ?? new Map<Owner, bigint>();
    usage.set(meter, owners);
    if (amount > 0n) owners.set(owner, amount);
  }
  return usage;
}

const bits = (mask: string) => `bit_count((${mask})::bit(32))::integer`;

// One owner all month: seconds times the sum of peaks, one day being longer or shorter.
const whole = `
  insert into pg_temp.fold_usage
  select p.meter_id, p.member_id, p.subject_id,
    case p.form when 'gauge' then p.total * 86400 + p.odd * $2::integer + coalesce(g.amount, 0) else p.total end,
    ${bits('p.seen | p.zeros')}, coalesce(g.estimated, 0),
    case p.form when 'daily' then ${bits('p.gaps')} else coalesce(g.unknown, 0) end
  from pg_temp.fold_pair p left join (
    select subject_id, meter_id,
      sum(estimate::numeric * (86400 + case when day = $1::date then $2::integer else 0 end)) as amount,
      count(estimate)::integer as estimated, (count(*) - count(estimate))::integer as unknown
    from pg_temp.fold_gap group by 1, 2
  ) g on (g.subject_id, g.meter_id) = (p.subject_id, p.meter_id)
  where p.is_whole and p.form <> 'cumulative'
`;

// Whole seconds since the day began, so that the parts of a day add up to it. What is counted by the day is split by
// the seconds each owner had of it; before there was an owner the thing was not there.
const parted = `
  with held as (
    select d.*, o.member_id, o.from_at,
      floor(extract(epoch from least(o.to_at, amie_day_start(d.day + 1)) - amie_day_start(d.day)))
        - floor(extract(epoch from greatest(o.from_at, amie_day_start(d.day)) - amie_day_start(d.day))) as seconds
    from pg_temp.fold_day d join pg_temp.fold_owner o on o.subject_id = d.subject_id
      and o.from_at < amie_day_start(d.day + 1) and o.to_at > amie_day_start(d.day)
  ), placed as (
    select h.*, sum(seconds) over (partition by subject_id, meter_id, day order by from_at) as until,
      sum(seconds) over (partition by subject_id, meter_id, day) as total
    from held h where seconds > 0
  )
  insert into pg_temp.fold_usage
  select meter_id, member_id, subject_id, coalesce(sum(case form when 'gauge' then amount * seconds
      else div(amount * until, total) - div(amount * (until - seconds), total) end), 0),
    count(*) filter (where kind = 'o'), count(*) filter (where kind = 'e'), count(*) filter (where kind = 'u')
  from placed group by 1, 2, 3
`;

const summed = `
  select m.name as meter, coalesce(b.slug, '~house') as owner, u.amount::text, u.observed, u.estimated, u.unknown
  from (
    select meter_id, member_id, sum(amount) as amount, sum(observed)::integer as observed,
      sum(estimated)::integer as estimated, sum(unknown)::integer as unknown
    from pg_temp.fold_usage group by 1, 2
  ) u join meter m on m.id = u.meter_id left join member b on b.id = u.member_id
  order by m.name collate "C", coalesce(b.slug, '~house') collate "C"
`;

const isClosed = `select exists (select from period where month = $1::date and state = 'closed') as "isClosed"`;
const keep = `
  insert into usage_month (month, meter_id, member_id, subject_id, amount, days_observed, days_estimated, days_unknown)
  select $1::date, meter_id, member_id, subject_id, amount, observed, estimated, unknown from pg_temp.fold_usage
  order by meter_id, member_id, subject_id
`;
