import type { EntityManager } from 'typeorm';
import { house, type ExplainedReading, type Owner, readingsOf } from '../metering/index.js';
import { rows } from '../statement.js';
import { firstDay, type Month } from './months.js';

/** One day of a subject while it was somebody's: what counted, and all samples. */
export interface UsageDay {
  readonly day: string;
  /** `quiet`: a dated log that did not mention the day. Unknown weighs nothing, and lowers the coverage. */
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

/** Opens a subject's figure of a month into its days, by the rules of the fold: two look-ups, three where a day is missing. */
export async function daysOf(em: EntityManager, wanted: WantedDays): Promise<UsageDay[]> {
  const { subjectId, meter, month, owner, cutoff } = wanted;
  const values = [subjectId, meter, firstDay(month), owner === house ? null : owner, cutoff ?? null];
  const held = await rows<HeldDay>(em, heldDays, values);
  const readings = await readingsOf(em, subjectId, meter, month, cutoff?.toISOString());
  const samples = Map.groupBy(readings, ({ day }) => day);
  const peaks = peaksOf(samples);
  const lacks = held.some(one => one.form === 'gauge' && one.isOver && !peaks.has(one.day));
  if (lacks) for (const { day, peak } of await rows<Peak>(em, beside, values)) peaks.set(day, BigInt(peak));
  return held
    .filter(({ seconds }) => seconds > 0)
    .map(one => ({ ...dayOf(one, peaks, samples, owner), samples: samples.get(one.day) ?? [] }));
}

interface HeldDay {
  readonly day: string;
  readonly form: 'gauge' | 'daily' | 'cumulative';
  readonly firstDay: string | null;
  readonly isOver: boolean;
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

function dayOf(
  held: HeldDay,
  peaks: ReadonlyMap<string, bigint>,
  samples: ReadonlyMap<string, readonly ExplainedReading[]>,
  owner: Owner,
): Omit<UsageDay, 'samples'> {
  const { day, form, seconds } = held;
  const peak = peaks.get(day);
  if (form === 'cumulative') return { day, seconds, kind: 'observed', peak: peak ?? null, amount: null };
  if (form === 'daily') {
    if (peak === undefined) return { day, seconds, kind: 'quiet', peak: null, amount: 0n };
    return { day, seconds, kind: 'observed', peak, amount: partOf(peak, held) };
  }
  if (peak !== undefined) return { day, seconds, kind: 'observed', peak, amount: peak * BigInt(seconds) };
  // What is the house's is missed only where a run said so.
  const isMissed = held.isOver && (owner !== house || samples.has(day));
  const estimate = isMissed ? estimateOf(held, peaks) : undefined;
  if (estimate === undefined) return { day, seconds, kind: 'unknown', peak: null, amount: 0n };
  return { day, seconds, kind: 'estimated', peak: estimate, amount: estimate * BigInt(seconds) };
}

const partOf = (amount: bigint, { until, seconds, total }: HeldDay): bigint =>
  (amount * BigInt(until)) / BigInt(total) - (amount * BigInt(until - seconds)) / BigInt(total);

/** Days without a reading are estimated for a week. */
const estimatedDays = 7;

function estimateOf({ day, firstDay: first }: HeldDay, peaks: ReadonlyMap<string, bigint>): bigint | undefined {
  if (first !== null && day < first) return undefined;
  const days = [...peaks.keys()].sort();
  const before = days.findLast(one => one < day);
  const after = days.find(one => one > day);
  const since = before ?? (first === null ? undefined : dayBefore(first));
  if (since === undefined || daysBetween(since, day) > estimatedDays) return undefined;
  const near = [before, after].flatMap(one => (one === undefined ? [] : [peaks.get(one) ?? 0n]));
  return near.reduce<bigint | undefined>((least, one) => (least === undefined || one < least ? one : least), undefined);
}

const dayLength = 86_400_000;
const daysBetween = (one: string, other: string): number => (Date.parse(other) - Date.parse(one)) / dayLength;
const dayBefore = (day: string): string => new Date(Date.parse(day) - dayLength).toISOString().slice(0, 10);

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
      (sum(seconds) over (partition by day))::int as total
    from timed
  )
  select s.day::text, e.form, p.first_day::text as "firstDay", s.seconds, s.until, s.total,
    s.ends <= coalesce($5::timestamptz, clock_timestamp()) as "isOver"
  from summed s join meter e on e.name = $2
  left join subject_meter p on p.subject_id = $1::int and p.meter_id = e.id
  where s.member_id is not distinct from (select id from member where slug = $4)
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
  ${near(`$3::date - ${estimatedDays}`, '$3::date', 'desc')}
  union all
  ${near(`($3::date + interval '1 month')::date`, `($3::date + interval '1 month')::date + 31`, 'asc')}
`;
