import type { EntityManager } from 'typeorm';
import { estimateOf, type ExplainedReading, house, missingDays, type Owner, readingsOf } from '../metering/index.js';
import { rows } from '../statement.js';
import { firstDay, type Month } from './months.js';

/** One day of a subject while it was somebody's: what counted, and all samples. */
export interface UsageDay {
  readonly day: string;
  /** `quiet`: a dated log, read later, that did not mention the day. Unknown weighs nothing, and lowers the coverage. */
  readonly kind: 'observed' | 'estimated' | 'quiet' | 'unknown';
  /** Highest sample of the day, or its estimate. */
  readonly peak: bigint | null;
  /** Seconds of the day on which it was the owner's. */
  readonly seconds: number;
  /** What the day adds to the owner's figure; null where days do not add up (a counter that only counts up). */
  readonly amount: bigint | null;
  readonly samples: readonly ExplainedReading[];
}

/** Which subject, for whom, and as known when (now, without a cutoff). */
export interface WantedDays {
  readonly subjectId: number;
  readonly meter: string;
  readonly month: Month;
  readonly owner: Owner;
  readonly cutoff?: Date | undefined;
}

/**
 * Opens a subject's figure of a month into its days, by the rules of the fold: two look-ups, three where a day is
 * missing. Days on which nothing was expected (not over yet, before its first night) are not in it.
 */
export async function daysOf(em: EntityManager, wanted: WantedDays): Promise<UsageDay[]> {
  const { subjectId, meter, month, owner, cutoff } = wanted;
  const values = [subjectId, meter, firstDay(month), owner === house ? null : owner, cutoff ?? null];
  const held = await rows<HeldDay>(em, heldDays, values);
  const readings = await readingsOf(em, subjectId, meter, month, cutoff?.toISOString());
  const samples = Map.groupBy(readings, ({ day }) => day);
  const peaks = peaksOf(samples);
  const lacks = held.some(one => one.form !== 'daily' && one.isOver && !peaks.has(one.day));
  if (lacks) for (const { day, peak } of await rows<Peak>(em, beside, values)) peaks.set(day, BigInt(peak));
  return held.flatMap(one => {
    const all = samples.get(one.day) ?? [];
    const day = dayOf(one, peaks, all.length > 0);
    return day ? [{ day: one.day, seconds: one.seconds, ...day, samples: all }] : [];
  });
}

interface HeldDay {
  readonly day: string;
  readonly form: 'gauge' | 'daily' | 'cumulative';
  /** Null where nothing was ever expected. */
  readonly firstDay: string | null;
  readonly isOver: boolean;
  /** Whether a member had a part of the day: what is the house's alone is missed only where a run said so. */
  readonly isMembers: boolean;
  /** Whether a dated log that held the day was read since. */
  readonly isLogRead: boolean;
  readonly seconds: number;
  /** Seconds of all owners until this one's end, and of the whole day. */
  readonly until: number;
  readonly total: number;
}

interface Peak {
  readonly day: string;
  readonly peak: string;
}

function peaksOf(samples: ReadonlyMap<string, readonly ExplainedReading[]>): Map<string, bigint> {
  const peaks = new Map<string, bigint>();
  for (const [day, all] of samples) {
    for (const { value, isCurrent } of all) {
      if (isCurrent && value !== null && value >= (peaks.get(day) ?? 0n)) peaks.set(day, value);
    }
  }
  return peaks;
}

type Worth = Pick<UsageDay, 'kind' | 'peak' | 'amount'>;

function dayOf(held: HeldDay, peaks: ReadonlyMap<string, bigint>, isSampled: boolean): Worth | undefined {
  const { form, seconds } = held;
  const peak = peaks.get(held.day);
  if (peak === undefined) return missingDay(held, peaks, isSampled);
  const amount = form === 'gauge' ? peak * BigInt(seconds) : form === 'daily' ? partOf(peak, held) : null;
  return { kind: 'observed', peak, amount };
}

function missingDay(held: HeldDay, peaks: ReadonlyMap<string, bigint>, isSampled: boolean): Worth | undefined {
  const { day, form, firstDay: first, seconds } = held;
  if (!held.isOver || first === null || day < first || !(held.isMembers || isSampled)) return undefined;
  const worthNothing = { peak: null, amount: form === 'cumulative' ? null : 0n };
  // A reading that says absent is stronger than a log that says nothing.
  if (form === 'daily') return { kind: held.isLogRead && !isSampled ? 'quiet' : 'unknown', ...worthNothing };
  const estimate = estimateOf({ day, firstDay: first, peaks });
  // What a counter missed lies in its next difference, if there is one.
  if (form === 'cumulative') return { kind: estimate?.isBetween ? 'estimated' : 'unknown', ...worthNothing };
  if (!estimate) return { kind: 'unknown', ...worthNothing };
  return { kind: 'estimated', peak: estimate.peak, amount: estimate.peak * BigInt(seconds) };
}

const partOf = (amount: bigint, { until, seconds, total }: HeldDay): bigint =>
  (amount * BigInt(until)) / BigInt(total) - (amount * BigInt(until - seconds)) / BigInt(total);

const heldDays = `
  with day as (
    select d::date as day, amie_day_start(d::date) as begins, amie_day_start(d::date + 1) as ends
    from generate_series($3::date, $3::date + interval '1 month' - interval '1 day', interval '1 day') as d
  ), part as (
    select day.*, o.member_id, greatest(coalesce(lower(o.valid), begins), begins) as from_at,
      least(coalesce(upper(o.valid), ends), ends) as to_at
    from day join subject_owner o on o.subject_id = $1::int and o.valid && tstzrange(begins, ends)
      and ($5::timestamptz is null and o.retired_at is null
        or o.recorded_at <= $5::timestamptz and (o.retired_at is null or o.retired_at > $5::timestamptz))
  ), timed as (
    select *, (floor(extract(epoch from to_at - begins)) - floor(extract(epoch from from_at - begins)))::int as seconds
    from part
  ), summed as (
    select *, (sum(seconds) over (partition by day order by from_at))::int as until,
      (sum(seconds) over (partition by day))::int as total, bool_or(member_id is not null) over (partition by day) as is_members
    from timed
  )
  select s.day::text, e.form, (select min(p.first_day)::text from subject_meter p where (p.subject_id, p.meter_id) = ($1::int, e.id)
      and ($5::timestamptz is null or p.recorded_at <= $5::timestamptz)) as "firstDay",
    s.ends <= coalesce($5::timestamptz, clock_timestamp()) as "isOver", s.is_members as "isMembers",
    e.form = 'daily' and exists (select from meter_run r join subject u on u.id = $1::int
      and (r.server_id, r.service) = (u.server_id, u.service)
      where r.usage_day > s.day and r.usage_day <= s.day + ${missingDays.logged} and r.state in ('done', 'suspect')
        and ($5::timestamptz is null or r.ended_at <= $5::timestamptz)) as "isLogRead",
    s.seconds, s.until, s.total
  from summed s join meter e on e.name = $2
  where s.member_id is not distinct from (select id from member where slug = $4) and s.seconds > 0
  order by s.day, s.from_at
`;

// The observed days nearest to the month on either side.
const near = (from: string, to: string, order: 'asc' | 'desc') => `(
  select r.usage_day::text as day, max(r.value)::text as peak from reading r
  where r.subject_id = $1::int and r.meter_id = (select id from meter where name = $2)
    and r.usage_day >= ${from} and r.usage_day < ${to} and r.value is not null
    and ($5::timestamptz is null or r.recorded_at <= $5::timestamptz) and $4::text is not distinct from $4::text
    and not exists (select from reading v where (v.subject_id, v.meter_id, v.usage_day, v.slot)
      = (r.subject_id, r.meter_id, r.usage_day, r.slot) and v.revision > r.revision
      and ($5::timestamptz is null or v.recorded_at <= $5::timestamptz))
  group by r.usage_day order by r.usage_day ${order} limit 1)`;
const beside = `
  ${near(`$3::date - ${missingDays.estimated}`, '$3::date', 'desc')}
  union all
  ${near(`($3::date + interval '1 month')::date`, `($3::date + interval '1 month')::date + ${missingDays.after}`, 'asc')}
`;
