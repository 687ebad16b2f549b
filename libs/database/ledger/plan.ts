import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { founding, fundedUmin } from './founding.js';

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
  /** Minutes of a day by the last policy of the year: what its minutes are shown in days with. */
  readonly minutesPerDay: bigint;
}

/**
 * The plan of a year, by member: 9 + 2 days for each part there all year, pro rata of its seconds in each month (a month
 * is a twelfth of the year whatever its length, of days as long as its policy says). `waiting`: minutes nobody validated yet.
 * `left` is negative when more was used than planned.
 */
export async function planOfYear(em: EntityManager, year: number): Promise<YearPlan> {
  const months = Map.groupBy(await rows<Month>(em, monthsOfMembers, [String(year), null]), ({ member }) => member);
  const [total] = await rows<Totals>(em, totals, [String(year)]);
  const slugs = await rows<{ id: string; slug: string }>(em, 'select id, slug from member order by slug');
  const members = slugs.flatMap(({ id, slug }) => (months.has(id) ? [planFrom(slug, months.get(id) ?? [])] : []));
  return {
    year,
    members,
    closedMonths: total?.closed ?? [],
    collectiveWorked: BigInt(total?.worked ?? 0) * 1_000_000n,
    minutesPerDay: perDayOf(total?.perDay ?? null),
  };
}

/** The plan of one member, by its id; zeros when it has neither parts nor minutes that year. */
export async function planOf(em: EntityManager, member: string, year: number): Promise<MemberPlan> {
  const months = await rows<Month>(em, monthsOfMembers, [String(year), member]);
  const [found] = await rows<{ slug: string }>(em, 'select slug from member where id = $1', [member]);
  return planFrom(found?.slug ?? member, months);
}

interface Month {
  /** Id. */
  readonly member: string;
  readonly presence: string;
  readonly seconds: string;
  /** Minutes a day by the policy of the month. */
  readonly perDay: number | null;
  readonly used: string;
  readonly waiting: string;
  readonly weighed: string;
}

type Totals = Pick<Month, 'perDay'> & { readonly worked: string; readonly closed: string[] };

const perDayOf = (perDay: number | null): bigint => (perDay === null ? founding.minutesPerDay : BigInt(perDay));

function planFrom(member: string, months: readonly Month[]): MemberPlan {
  const sum = (of: (month: Month) => bigint): bigint => months.reduce((all, month) => all + of(month), 0n);
  const planned = (days: bigint): bigint =>
    sum(({ perDay, presence, seconds }) =>
      fundedUmin(days, perDayOf(perDay), { presence: BigInt(presence), seconds: BigInt(seconds) }),
    );
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

// As the month was proposed with, else as it is in force; null before any policy.
const perDayIn = (month: string): string => `coalesce(
    (select (v.body ->> 'minutes_per_day')::int from period d join policy v on v.version = d.policy_version
      where d.month = ${month}),
    (select (v.body ->> 'minutes_per_day')::int from policy v where v.state = 'active' and v.effective_month <= ${month}
      order by v.effective_month desc limit 1))`;

// One row for each member and month in which it has parts, minutes or a share. What is found is added up rather than
// joined: the planner takes each part for a few rows, and would join them by loops inside loops.
const monthsOfMembers = `
  with month as (
    select g::date as first, ${perDayIn('g::date')} as per_day,
      tstzrange(g at time zone amie_zone(), (g + interval '1 month') at time zone amie_zone()) as span
    from generate_series(($1 || '-01-01')::timestamp, ($1 || '-12-01')::timestamp, interval '1 month') as g
  ), found as (
    select s.member_id, m.first, 0 as used, 0 as waiting, 0 as weighed,
      s.half_parts * extract(epoch from upper(s.valid * m.span) - lower(s.valid * m.span))::bigint as half_presence
    from month m join membership s on s.valid && m.span where s.replaced_at is null and ${isAsked('s')}
    union all
    select e.member_id, date_trunc('month', e.work_day)::date,
      case when e.validated_at is not null then e.minutes else 0 end,
      case when e.validated_at is null then e.minutes else 0 end, 0, 0
    from time_entry e where e.kind = 'individual' and e.withdrawn_at is null and ${isAsked('e')}
      and e.work_day between ($1 || '-01-01')::date and ($1 || '-12-31')::date
    union all
    select l.member_id, l.month, 0, 0, l.amount_umin, 0
    from (
      select member_id, month, amount_umin from alloc_line
      union all
      select member_id, origin_month, amount_umin from adjustment where pool <> 'individual'
    ) as l
    where l.member_id is not null and ${isAsked('l')} and l.month in (select p.month from period p
      where p.state = 'closed' and p.month between ($1 || '-01-01')::date and ($1 || '-12-31')::date)
  )
  select f.member_id as member, (sum(f.half_presence) / 2)::bigint::text as presence,
    (select extract(epoch from upper(m.span) - lower(m.span))::bigint::text from month m where m.first = f.first) as seconds,
    (select m.per_day from month m where m.first = f.first) as "perDay",
    sum(f.used)::text as used, sum(f.waiting)::text as waiting, sum(f.weighed)::bigint::text as weighed
  from found f group by f.member_id, f.first order by f.member_id, f.first
`;

const totals = `
  select coalesce((select sum(minutes) from time_entry where kind = 'collective' and validated_at is not null
      and work_day >= ($1 || '-01-01')::date and work_day <= ($1 || '-12-31')::date), 0)::text as worked,
    coalesce((select array_agg(to_char(month, 'YYYY-MM') order by month) from period
      where state = 'closed' and to_char(month, 'YYYY') = $1), '{}') as closed,
    ${perDayIn(`($1 || '-12-01')::date`)} as "perDay"
`;
