import { rows, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import { addDays, daysBetween, daysOfWeek, weekOf } from './calendar.js';

/** One day worked, or missed, by a technician. */
export interface WorkedDay {
  readonly technician: string;
  readonly fullName: string;
  readonly day: string;
  readonly week: string;
  /** Start and end of each stretch whose hours were told, local time; neighbours are one stretch. */
  readonly periods: readonly { readonly start: string; readonly end: string }[];
  readonly minutes: number;
  /** Of these, told as a number of hours alone. */
  readonly untimedMinutes: number;
  readonly absenceMinutes: number;
  readonly isValidated: boolean;
}

export interface WorkedWeek {
  readonly technician: string;
  readonly fullName: string;
  readonly week: string;
  readonly from: string;
  readonly to: string;
  readonly minutes: number;
  readonly absenceMinutes: number;
}

/** The record of working time: each day from one to another, both included, and each week they touch, whole. */
export interface WorkingTime {
  readonly from: string;
  readonly to: string;
  readonly days: readonly WorkedDay[];
  readonly weeks: readonly WorkedWeek[];
}

const longestRecord = 1_100;

/** What the labour code asks for (D.3171-8): per employee, the hours of each day, and their sum of each week. */
export async function workingTime(
  em: Transaction,
  from: string,
  to: string,
  technicianId: number | null,
): Promise<WorkingTime> {
  const length = daysBetween(from, to);
  if (length < 1 || length > longestRecord) throw new Problem('record-range', { from, to });
  const monday = daysOfWeek(weekOf(from))?.[0] ?? from;
  const sunday = daysOfWeek(weekOf(to))?.[6] ?? to;
  const found = await rows<Omit<WorkedDay, 'week'>>(em, workedDays, [monday, sunday, technicianId]);
  const days = found.map(day => ({ ...day, week: weekOf(day.day) }));
  return { from, to, days: days.filter(({ day }) => day >= from && day <= to), weeks: weeksOf(days) };
}

/** The sums of weeks; a week without any hour is not told. Pure. */
export function weeksOf(days: readonly WorkedDay[]): WorkedWeek[] {
  const weeks = Map.groupBy(days, ({ technician, week }) => `${technician} ${week}`).values();
  return [...weeks].flatMap(of => {
    const [first] = of;
    const [monday] = first ? (daysOfWeek(first.week) ?? []) : [];
    if (!first || monday === undefined) return [];
    return {
      technician: first.technician,
      fullName: first.fullName,
      week: first.week,
      from: monday,
      to: addDays(monday, 6),
      minutes: of.reduce((sum, { minutes }) => sum + minutes, 0),
      absenceMinutes: of.reduce((sum, { absenceMinutes }) => sum + absenceMinutes, 0),
    };
  });
}

const workedDays = `
  with live as (
    select t.name as technician, t.full_name, e.* from time_entry e
    join technician t on t.id = e.technician_id
    where e.is_live and e.work_day between $1::date and $2::date and ($3::int is null or e.technician_id = $3)
  )
  select technician, full_name as "fullName", work_day::text as day,
    (select coalesce(jsonb_agg(jsonb_build_object('start', to_char(lower(s) at time zone amie_zone(), 'HH24:MI'), 'end',
        case when upper(s) = (work_day + 1)::timestamp at time zone amie_zone() then '24:00'
          else to_char(upper(s) at time zone amie_zone(), 'HH24:MI') end) order by lower(s)), '[]')
      from unnest(range_agg(span) filter (where is_timed and kind <> 'absence')) as s) as periods,
    coalesce(sum(minutes) filter (where kind <> 'absence'), 0)::int as minutes,
    coalesce(sum(minutes) filter (where kind <> 'absence' and not is_timed), 0)::int as "untimedMinutes",
    coalesce(sum(minutes) filter (where kind = 'absence'), 0)::int as "absenceMinutes",
    bool_and(validated_at is not null) as "isValidated"
  from live group by technician, full_name, work_day order by technician, work_day
`;
