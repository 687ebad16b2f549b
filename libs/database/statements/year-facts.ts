import { uminPerMinute } from '@amie/allocation';
import type { EntityManager } from 'typeorm';
import { individualMinutes, planOfYear } from '../ledger/index.js';
import { homeToday, monthFigures, PeriodRefused } from '../periods/index.js';
import { rows } from '../statement.js';
import { costsOfYear, provisionsOfYear } from './costs.js';
import { type MonthFacts, monthNames, monthsOfYear, type ReadInputs, type UminByMember } from './month-facts.js';

/** All that statements and the proof of a year are made from: nothing else is looked up, so that all agree. */
export interface YearFacts {
  readonly year: number;
  /** Short name to name, of every member. */
  readonly names: ReadonlyMap<string, string>;
  readonly months: readonly MonthFacts[];
  /** Own minutes of months without figures (before the first policy), in micro-minutes by month, then member. */
  readonly unweighed: ReadonlyMap<string, UminByMember>;
  /** Cents by month. */
  readonly costs: ReadonlyMap<string, bigint>;
  readonly provisions: readonly Provision[];
  /** Planned micro-minutes of the year by member. */
  readonly plan: ReadonlyMap<string, Planned>;
  /** Minutes of a day by the last policy of the year. */
  readonly minutesPerDay: bigint;
  /** Corrections of months of earlier years that were issued this year. */
  readonly earlier: readonly Earlier[];
  /** Days of a meter that were estimated for want of a reading, by month, then member. */
  readonly estimated: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** When the youngest row these facts rest on was written: what a printed page is dated with. */
  readonly asOf: Date;
}

export interface Provision {
  readonly month: string;
  readonly member: string;
  readonly cents: bigint;
}

export interface Planned {
  readonly own: bigint;
  readonly collective: bigint;
}

/** A month of an earlier year before and after the corrections of this one, with what it cost. */
export interface Earlier {
  readonly cents: bigint;
  readonly before: MonthFacts;
  readonly after: MonthFacts;
}

/** The facts of a year, of every member: shares of a cost are only known together. Needs the reach of all. */
export async function yearFacts(em: EntityManager, year: number): Promise<YearFacts> {
  const months = await monthsOfYear(em, year, year, readOpen(await homeToday(em)));
  const plan = await planOfYear(em, year);
  const provisions = await provisionsOfYear(em, year);
  return {
    year,
    names: await namesOf(em),
    months,
    unweighed: await unweighedOf(em, year, months),
    costs: await costsByMonth(em, year),
    provisions: provisions.map(({ month, member, cents }) => ({ month, member, cents })),
    plan: new Map(plan.members.map(({ member, own, collective }) => [member, plannedOf(own, collective)])),
    minutesPerDay: plan.minutesPerDay,
    earlier: await earlierOf(em, year),
    estimated: await estimatedOf(em, year),
    asOf: await asOfYear(em, year),
  };
}

type Amount = { readonly planned: bigint };
const plannedOf = (own: Amount, collective: Amount): Planned => ({ own: own.planned, collective: collective.planned });

// A month to come, one before the first policy, and one in which nothing was and nobody is: no figures, and no zeros.
function readOpen(today: string): ReadInputs {
  return async (em, month) => {
    if (month > today.slice(0, 7)) return undefined;
    try {
      const { inputs } = await monthFigures(em, month);
      const isEmpty = inputs.presence.size === 0 && [...inputs.minutes.values()].every(minutes => minutes === 0n);
      return isEmpty ? undefined : inputs;
    } catch (error) {
      if (error instanceof PeriodRefused && error.code === 'policy-missing') return undefined;
      throw error;
    }
  };
}

async function unweighedOf(
  em: EntityManager,
  year: number,
  months: readonly MonthFacts[],
): Promise<Map<string, UminByMember>> {
  const weighed = new Set(months.map(({ month }) => month));
  const unweighed = new Map<string, UminByMember>();
  for (const month of monthNames(year).filter(one => !weighed.has(one))) {
    const worked = await individualMinutes(em, month);
    const umin = Array.from(worked, ([member, minutes]) => [member, minutes * uminPerMinute] as const);
    if (umin.length > 0) unweighed.set(month, new Map(umin));
  }
  return unweighed;
}

async function costsByMonth(em: EntityManager, year: number): Promise<Map<string, bigint>> {
  const costs = new Map<string, bigint>();
  for (const { month, cents } of await costsOfYear(em, year)) costs.set(month, (costs.get(month) ?? 0n) + cents);
  return costs;
}

async function namesOf(em: EntityManager): Promise<Map<string, string>> {
  const found = await rows<{ slug: string; name: string }>(em, 'select slug, name from member order by slug');
  return new Map(found.map(({ slug, name }) => [slug, name]));
}

async function earlierOf(em: EntityManager, year: number): Promise<Earlier[]> {
  const text = `select distinct extract(year from origin_month)::int as year from adjustment
    where to_char(issued_month, 'YYYY') = $1 and to_char(origin_month, 'YYYY') < $1 order by 1`;
  const years = await rows<{ year: number }>(em, text, [String(year)]);
  const all: Earlier[] = [];
  for (const { year: origin } of years) {
    const costs = await costsByMonth(em, origin);
    const before = await monthsOfYear(em, origin, year - 1, nothingOpen);
    for (const after of await monthsOfYear(em, origin, year, nothingOpen)) {
      const was = before.find(({ month }) => month === after.month);
      const cents = costs.get(after.month);
      if (was && cents !== undefined && !isSame(was, after)) all.push({ cents, before: was, after });
    }
  }
  return all;
}

const nothingOpen: ReadInputs = () => Promise.resolve(undefined);

function isSame(one: MonthFacts, other: MonthFacts): boolean {
  const pools = [...other.pools].every(([pool, shares]) => isEqual(shares, one.pools.get(pool) ?? new Map()));
  return pools && isEqual(other.individual, one.individual);
}

const isEqual = (one: ReadonlyMap<string, bigint>, other: ReadonlyMap<string, bigint>): boolean =>
  [...new Set([...one.keys(), ...other.keys()])].every(key => (one.get(key) ?? 0n) === (other.get(key) ?? 0n));

async function estimatedOf(em: EntityManager, year: number): Promise<Map<string, Map<string, number>>> {
  const text = `select to_char(u.month, 'YYYY-MM') as month, m.slug as member, max(u.days_estimated)::int as days
    from usage_month u join member m on m.id = u.member_id
    where to_char(u.month, 'YYYY') = $1 and u.days_estimated > 0 group by 1, 2 order by 1, 2`;
  const months = new Map<string, Map<string, number>>();
  for (const { month, member, days } of await rows<{ month: string; member: string; days: number }>(em, text, [
    String(year),
  ])) {
    months.set(month, (months.get(month) ?? new Map<string, number>()).set(member, days));
  }
  return months;
}

async function asOfYear(em: EntityManager, year: number): Promise<Date> {
  const [found] = await rows<{ at: Date }>(em, asOfText, [String(year)]);
  return found?.at ?? new Date(`${year}-01-01T00:00:00Z`);
}

const asOfText = `
  select date_trunc('second', coalesce(greatest(
    (select max(closed_at) from period where to_char(month, 'YYYY') = $1),
    (select max(recorded_at) from period_cost where to_char(month, 'YYYY') = $1),
    (select max(recorded_at) from provision where to_char(month, 'YYYY') = $1),
    (select max(issued_at) from adjustment where to_char(issued_month, 'YYYY') = $1),
    (select max(validated_at) from time_entry where to_char(work_day, 'YYYY') = $1),
    (select max(kept_at) from month_draft where to_char(month, 'YYYY') = $1)
  ), ($1 || '-01-01')::timestamptz)) as at`;
