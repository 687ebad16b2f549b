import { findRow, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import type { TechnicianRow } from '../technicians/technician-rows.js';
import { entryIn } from './entry-rows.js';

/** When, as people say it: one of the four ways. */
export interface TimeAsked {
  readonly day: string;
  readonly half?: 'morning' | 'afternoon';
  readonly start?: string;
  readonly end?: string;
  readonly minutes?: number;
}

/** A span of a day, `[start, end)` as PostgreSQL writes it, of 1 to 600 real minutes. */
export interface PlacedTime {
  readonly span: string;
  readonly minutes: number;
  /** Whether a start was told; hours alone are placed where the day has room. */
  readonly isTimed: boolean;
}

const halves = { morning: ['09:00', '12:30'], afternoon: ['13:30', '17:00'] } as const;

/**
 * The span that was asked for, free of what the day holds already (but for the entry that is being edited); refuses
 * what is not one of the four ways, passes midnight, or meets another entry.
 */
export async function placeTime(
  em: Transaction,
  technician: TechnicianRow,
  asked: TimeAsked,
  butNot: string | null = null,
): Promise<PlacedTime> {
  const { half, start, end, minutes, day } = asked;
  const form = Object.entries({ half, start, end, minutes }).flatMap(([name, value]) =>
    value === undefined ? [] : name,
  );
  if (!forms.includes(form.join(' '))) throw new Problem('time-form');
  if (start === undefined && half === undefined) return placeMinutes(em, technician, day, minutes ?? 0, butNot);
  const [from, to] = half ? halves[half] : [start ?? '', end];
  const placed = await clockSpan(em, day, from, to, minutes);
  await refuseTaken(em, technician, day, placed.span, butNot);
  return { span: placed.span, minutes: placed.minutes, isTimed: half === undefined };
}

const forms: readonly string[] = ['half', 'start end', 'start minutes', 'minutes'];

async function clockSpan(
  em: Transaction,
  day: string,
  start: string,
  end: string | undefined,
  minutes: number | undefined,
): Promise<Omit<PlacedTime, 'isTimed'>> {
  if (end !== undefined && end <= start) throw new Problem('entry-over-midnight');
  const found = await findRow<ClockSpan>(em, onClock, [day, start, end ?? null, minutes ?? null]);
  if (!found) throw new Error('a day has no clock');
  if (found.jumped !== null) throw new Problem('time-not-on-clock', { day, value: found.jumped });
  if (found.minutes < 1 || found.minutes > 600) throw new Problem('entry-length', { minutes: found.minutes });
  if (found.passes) throw new Problem('entry-over-midnight');
  return found;
}

interface ClockSpan {
  readonly span: string;
  readonly minutes: number;
  readonly passes: boolean;
  readonly jumped: string | null;
}

// An hour that the clock shows twice is taken the second time; a start before it and minutes say the first.
const onClock = `
  with said as (
    select $1::date + $2::time as start, $1::date + $3::time as stop
  ), real as (
    select s.*, s.start at time zone amie_zone() as begins,
      coalesce(s.stop at time zone amie_zone(), s.start at time zone amie_zone() + $4::int * interval '1 minute') as ends
    from said s
  )
  select case when ends > begins then tstzrange(begins, ends)::text else '' end as span,
    (extract(epoch from ends - begins) / 60)::int as minutes,
    ends > ($1::date + 1)::timestamp at time zone amie_zone() as passes,
    case when begins at time zone amie_zone() <> start then $2::text
      when ends at time zone amie_zone() <> stop then $3::text end as jumped
  from real
`;

/** Refuses a span that another entry takes up, and names that one. */
async function refuseTaken(
  em: Transaction,
  { id, name }: TechnicianRow,
  day: string,
  span: string,
  butNot: string | null,
): Promise<void> {
  const met = await entryIn(em, id, span, butNot);
  if (!met) return;
  const what = met.pool ?? met.member ?? met.kind;
  const entry = met.id.slice(0, 8);
  throw new Problem('entry-overlaps', { day, technician: name, what, start: met.start, end: met.end, entry });
}

/** Hours without a start: after what the day holds from nine on, else before nine. */
async function placeMinutes(
  em: Transaction,
  { id, name }: TechnicianRow,
  day: string,
  minutes: number,
  butNot: string | null,
): Promise<PlacedTime> {
  const found = await findRow<{ span: string }>(em, firstRoom, [id, day, minutes, butNot]);
  if (!found) throw new Problem('day-full', { day, technician: name, minutes });
  return { span: found.span, minutes, isTimed: false };
}

const firstRoom = `
  with bounds as (
    select $2::date::timestamp at time zone amie_zone() as midnight,
      ($2::date + time '09:00') at time zone amie_zone() as nine,
      ($2::date + 1)::timestamp at time zone amie_zone() as next
  ), taken as (
    select coalesce(range_agg(span), '{}') as spans from time_entry
    where technician_id = $1 and is_live and work_day = $2::date and ($4::uuid is null or id <> $4)
  ), room as (
    select 1 as turn, unnest(tstzmultirange(tstzrange(nine, next)) - spans) as free from bounds, taken
    union all
    select 2, unnest(tstzmultirange(tstzrange(midnight, nine)) - spans) from bounds, taken
  )
  select tstzrange(lower(free), lower(free) + $3::int * interval '1 minute')::text as span
  from room where upper(free) - lower(free) >= $3::int * interval '1 minute'
  order by turn, lower(free) limit 1
`;
