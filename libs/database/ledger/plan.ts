import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { founding, uminOfPartMonth } from './founding.js';

/** Micro-minutes (`umin`, 10^-6 minute) that a year plans for a member, and what is used of them. */
export interface MemberPlan {
  /** Short name. */
  readonly member: string;
  readonly own: { readonly planned: bigint; readonly used: bigint; readonly left: bigint; readonly waiting: bigint };
  /** `used`: its weighed share of the months that are closed, with what corrected them since. */
  readonly collective: { readonly planned: bigint; readonly used: bigint; readonly left: bigint };
}

export interface YearPlan {
  readonly year: number;
  readonly members: readonly MemberPlan[];
  /** Months whose collective days are weighed already. */
  readonly closedMonths: readonly string[];
  /** Validated collective minutes of the whole year in micro-minutes, weighed or not. */
  readonly collectiveWorked: bigint;
}

/**
 * The plan of a year, by member: 9 + 2 days for each part there all year, pro rata of its seconds in each month (a month
 * is a twelfth of the year whatever its length, as the statement funds it). `waiting`: minutes nobody validated yet.
 * `left` is negative when more was used than planned.
 */
export async function planOfYear(em: EntityManager, year: number): Promise<YearPlan> {
  const found = await rows<Month>(em, monthsOfMembers, [String(year), null]);
  const [total] = await rows<{ worked: string; closed: string[] }>(em, totals, [String(year)]);
  const members = [...Map.groupBy(found, ({ member }) => member)].map(([member, months]) => planFrom(member, months));
  return {
    year,
    members,
    closedMonths: total?.closed ?? [],
    collectiveWorked: BigInt(total?.worked ?? 0) * 1_000_000n,
  };
}

/** The plan of one member, by its id; zeros when it has neither parts nor minutes that year. */
export async function planOf(em: EntityManager, member: string, year: number): Promise<MemberPlan> {
  const months = await rows<Month>(em, monthsOfMembers, [String(year), member]);
  const [found] = await rows<{ slug: string }>(em, 'select slug from member where id = $1', [member]);
  return planFrom(found?.slug ?? member, months);
}

interface Month {
  readonly member: string;
  readonly presence: string;
  readonly seconds: string;
  readonly used: string;
  readonly waiting: string;
  readonly weighed: string;
}

function planFrom(member: string, months: readonly Month[]): MemberPlan {
  const sum = (of: (month: Month) => bigint): bigint => months.reduce((all, month) => all + of(month), 0n);
  const planned = (days: bigint): bigint =>
    sum(month => (uminOfPartMonth(days) * BigInt(month.presence)) / BigInt(month.seconds));
  const own = planned(founding.ownDays);
  const used = sum(month => BigInt(month.used)) * 1_000_000n;
  const waiting = sum(month => BigInt(month.waiting)) * 1_000_000n;
  const collective = planned(founding.collectiveDays);
  const weighed = sum(month => BigInt(month.weighed));
  return {
    member,
    own: { planned: own, used, left: own - used, waiting },
    collective: { planned: collective, used: weighed, left: collective - weighed },
  };
}

// Said in each part: the planner would compute them for all members before it joins.
const isAsked = (table: string): string => `($2::uuid is null or ${table}.member_id = $2::uuid)`;

// One row for each member and month in which it has parts, minutes or a share.
const monthsOfMembers = `
  with month as (
    select g::date as first, (g + interval '1 month')::date as next,
      tstzrange(g at time zone amie_zone(), (g + interval '1 month') at time zone amie_zone()) as span
    from generate_series(($1 || '-01-01')::timestamp, ($1 || '-12-01')::timestamp, interval '1 month') as g
  ), there as (
    select s.member_id, m.first,
      sum(s.half_parts * extract(epoch from upper(s.valid * m.span) - lower(s.valid * m.span))::bigint) / 2 as presence
    from month m join membership s on s.valid && m.span and s.replaced_at is null
      and ${isAsked('s')} group by 1, 2
  ), worked as (
    select e.member_id, m.first, coalesce(sum(e.minutes) filter (where e.validated_at is not null), 0) as used,
      coalesce(sum(e.minutes) filter (where e.validated_at is null), 0) as waiting
    from month m join time_entry e on e.work_day >= m.first and e.work_day < m.next
    where e.kind = 'individual' and e.withdrawn_at is null and ${isAsked('e')} group by 1, 2
  ), weighed as (
    select l.member_id, l.month as first, sum(l.amount_umin) as weighed
    from month m join period p on p.month = m.first and p.state = 'closed' join (
      select member_id, month, amount_umin from alloc_line
      union all
      select member_id, origin_month, amount_umin from adjustment where pool <> 'individual'
    ) as l on l.month = m.first
    where l.member_id is not null and ${isAsked('l')} group by 1, 2
  )
  select slug as member, coalesce(t.presence, 0)::bigint::text as presence,
    extract(epoch from upper(m.span) - lower(m.span))::bigint::text as seconds,
    coalesce(w.used, 0)::text as used, coalesce(w.waiting, 0)::text as waiting,
    coalesce(g.weighed, 0)::text as weighed
  from there t full join worked w using (member_id, first) full join weighed g using (member_id, first)
  join month m using (first) join member on member.id = member_id
  order by slug, first
`;

const totals = `
  select coalesce((select sum(minutes) from time_entry where kind = 'collective' and validated_at is not null
      and work_day >= ($1 || '-01-01')::date and work_day <= ($1 || '-12-31')::date), 0)::text as worked,
    coalesce((select array_agg(to_char(month, 'YYYY-MM') order by month) from period
      where state = 'closed' and to_char(month, 'YYYY') = $1), '{}') as closed
`;
