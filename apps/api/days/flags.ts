import type { Language } from '@amie/values';
import { rows, type Transaction } from '../http/scope.js';
import type { ProblemParams } from '../problems/problem.js';
import { textOf } from '../problems/render.js';

/** Something right to write down and worth a look. */
export interface Flag {
  readonly code: 'day-over-600' | 'member-without-parts' | 'month-settled' | 'parts-oversold';
  readonly params: ProblemParams;
}

/** Days of more than ten hours, hours of a member that had no parts by then, and hours that come after their month. */
export async function flagsOf(
  em: Transaction,
  from: string,
  to: string,
  technicianId: number | null = null,
): Promise<Flag[]> {
  const values = [from, to, technicianId];
  const long = await rows<{ day: string; technician: string; minutes: number }>(em, longDays, values);
  const without = await rows<{ day: string; member: string }>(em, withoutParts, values);
  const late = await rows<{ month: string }>(em, afterMonth, values);
  return [
    ...long.map(params => ({ code: 'day-over-600', params }) as const),
    ...without.map(params => ({ code: 'member-without-parts', params }) as const),
    ...late.map(params => ({ code: 'month-settled', params }) as const),
  ];
}

export function showFlag({ code, params }: Flag, language: Language): object {
  return { code, ...textOf(code, language, params) };
}

const among = `e.is_live and e.work_day between $1::date and $2::date and ($3::int is null or e.technician_id = $3)`;
const longDays = `
  select e.work_day::text as day, t.name as technician, sum(e.minutes)::int as minutes
  from time_entry e join technician t on t.id = e.technician_id
  where ${among} and e.kind <> 'absence' group by e.work_day, t.name having sum(e.minutes) > 600 order by 1, 2
`;
const withoutParts = `
  select distinct e.work_day::text as day, m.slug as member
  from time_entry e join member m on m.id = e.member_id
  where ${among} and e.kind = 'individual' and not exists (select from membership s
    where s.member_id = e.member_id and s.replaced_at is null and s.half_parts > 0 and s.valid && e.span)
  order by 1, 2
`;
// What is not in the figures of a month whose cutoff has passed.
const afterMonth = `
  select distinct to_char(p.month, 'YYYY-MM') as month
  from time_entry e join period p on p.month = date_trunc('month', e.work_day) and p.cutoff is not null
  where ${among} and coalesce(e.validated_at, 'infinity') > p.cutoff order by 1
`;
