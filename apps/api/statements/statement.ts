import type { YearFacts } from '@amie/database';
import { pools, type Pool, roundBothWays, uminPerMinute } from '@amie/allocation';
import { type StatementFlag, flagsOf } from './statement-flags.js';
import {
  byPartsOf,
  collectiveOf,
  duePath,
  earlierOf,
  explainPath,
  keyOf,
  sharesPath,
  splitOf,
  yearLinks,
} from './year.js';

/** A member's sheet of a year (*relevé*): the one source of its JSON, its CSV and its PDF. */
export interface Statement {
  readonly member: { readonly slug: string; readonly name: string };
  readonly year: number;
  /** Every month is closed, and every cost known. */
  readonly isFinal: boolean;
  readonly asOf: Date;
  readonly days: { readonly own: DaysLine; readonly collective: DaysLine };
  /** What minutes are shown in days with. */
  readonly minutesPerDay: bigint;
  readonly months: readonly StatementMonth[];
  /** Every pool, in their order; minutes rounded both ways over pools and months. */
  readonly pools: readonly PoolLine[];
  readonly poolTotals: readonly Cell[];
  readonly poolTotal: Cell;
  readonly euros: Euros;
  readonly flags: readonly StatementFlag[];
  /** Every member's share of the collective minutes of the year, the largest first. */
  readonly shares: readonly ShareBar[];
  /** Where the figures of the year open. */
  readonly links: Readonly<Record<'self' | 'plan' | 'proof' | 'provisions', string>>;
}

/** Micro-minutes planned, used and left; below 0 when more was used than planned. */
export interface DaysLine {
  readonly planned: bigint;
  readonly used: bigint;
  readonly left: bigint;
}

/** An exact amount of micro-minutes, the whole minutes shown for it, and where it opens. */
export interface Cell {
  readonly umin: bigint;
  readonly minutes: bigint;
  /** What of it was corrected after the close; the explanation tells the rest. */
  readonly corrected?: bigint;
  readonly month?: string;
  readonly explain: string;
}

export interface PoolLine {
  readonly pool: Pool;
  readonly cells: readonly Cell[];
  readonly total: Cell;
}

/** One month of the year: what it cost, the member's key of it, what is due; cents, micro-minutes. */
export interface StatementMonth {
  readonly month: string;
  readonly state: 'closed' | 'provisional';
  readonly policyVersion: number;
  readonly digest: string;
  readonly isCorrected: boolean;
  /** Nobody had a minute: the cost is borne by parts. */
  readonly isByParts: boolean;
  readonly individual: bigint;
  readonly collective: bigint;
  readonly key: bigint;
  readonly keyTotal: bigint;
  readonly cost?: bigint;
  readonly due?: bigint;
  readonly byParts?: bigint;
  readonly explain: string;
}

/** Cents of the year. `trueUp` is due less provisions: below 0 it comes back to the member. */
export interface Euros {
  readonly cost: bigint;
  readonly due: bigint;
  readonly byParts: bigint;
  /** What corrections of earlier years move, this year. */
  readonly earlier: bigint;
  readonly provisions: readonly { readonly month: string; readonly cents: bigint }[];
  readonly provided: bigint;
  readonly trueUp: bigint;
}

export interface ShareBar {
  readonly slug: string;
  readonly name: string;
  readonly umin: bigint;
  readonly isOwn: boolean;
}

/** The sheet of one member, from the facts of the year alone: the same facts give the same sheet. */
export function statementOf(facts: YearFacts, slug: string): Statement {
  const months = facts.months.map(month => monthLine(facts, month.month, slug));
  const lines = poolLines(facts, slug);
  return {
    member: { slug, name: facts.names.get(slug) ?? slug },
    year: facts.year,
    isFinal: months.length === 12 && months.every(({ state, cost }) => state === 'closed' && cost !== undefined),
    asOf: facts.asOf,
    days: daysOf(facts, slug, months),
    minutesPerDay: facts.minutesPerDay,
    months,
    ...lines,
    euros: eurosOf(facts, slug, months),
    flags: flagsOf(facts, slug),
    shares: sharesOf(facts, slug),
    links: yearLinks(facts.year, slug),
  };
}

function monthLine(facts: YearFacts, month: string, slug: string): StatementMonth {
  const found = facts.months.find(one => one.month === month);
  if (!found) throw new Error(`no facts of ${month}`);
  const { state, policyVersion, outputDigest: digest, corrections } = found;
  const key = keyOf(found);
  const cost = facts.costs.get(month);
  const split = splitOf(found, cost);
  return {
    month,
    state,
    policyVersion,
    digest,
    isCorrected: corrections.size > 0,
    isByParts: split?.isByParts ?? false,
    individual: found.individual.get(slug) ?? 0n,
    collective: collectiveOf(found, slug),
    key: key.get(slug) ?? 0n,
    keyTotal: sumOf(key.values()),
    ...(cost !== undefined && { cost }),
    ...shareOf('due', split?.shares, slug),
    ...shareOf('byParts', byPartsOf(found, cost), slug),
    explain: duePath(month, slug),
  };
}

const shareOf = <Name extends string>(name: Name, shares: ReadonlyMap<string, bigint> | undefined, slug: string) =>
  (shares ? { [name]: shares.get(slug) ?? 0n } : {}) as Partial<Record<Name, bigint>>;

function daysOf(facts: YearFacts, slug: string, months: readonly StatementMonth[]): Statement['days'] {
  const unweighed = Array.from(facts.unweighed.values(), members => members.get(slug) ?? 0n);
  const { own, collective } = facts.plan.get(slug) ?? { own: 0n, collective: 0n };
  return {
    own: daysLine(own, sumOf([...months.map(({ individual }) => individual), ...unweighed])),
    collective: daysLine(collective, sumOf(months.map(month => month.collective))),
  };
}

const daysLine = (planned: bigint, used: bigint): DaysLine => ({ planned, used, left: planned - used });

function poolLines(facts: YearFacts, slug: string): Pick<Statement, 'pools' | 'poolTotals' | 'poolTotal'> {
  const exact = pools.map(pool => facts.months.map(month => month.pools.get(pool)?.get(slug) ?? 0n));
  const shown = roundBothWays(exact, uminPerMinute);
  const { self } = yearLinks(facts.year, slug);
  const lines = pools.map((pool, row) => ({
    pool,
    cells: facts.months.map(({ month, corrections }, column) => ({
      umin: exact[row]?.[column] ?? 0n,
      ...correctedBy(corrections.get(pool)?.get(slug)),
      minutes: shown.cells[row]?.[column] ?? 0n,
      month,
      explain: explainPath(month, pool, slug),
    })),
    total: { umin: sumOf(exact[row] ?? []), minutes: shown.rows[row] ?? 0n, explain: self },
  }));
  const totals = facts.months.map(({ month }, column) => ({
    umin: sumOf(exact.map(row => row[column] ?? 0n)),
    minutes: shown.columns[column] ?? 0n,
    month,
    explain: sharesPath(month),
  }));
  return {
    pools: lines,
    poolTotals: totals,
    poolTotal: { umin: sumOf(exact.flat()), minutes: shown.total, explain: self },
  };
}

function eurosOf(facts: YearFacts, slug: string, months: readonly StatementMonth[]): Euros {
  const due = sumOf(months.map(month => month.due ?? 0n));
  const earlier = earlierOf(facts).get(slug) ?? 0n;
  const provisions = facts.provisions.filter(({ member }) => member === slug);
  const provided = sumOf(provisions.map(({ cents }) => cents));
  return {
    cost: sumOf(months.map(({ cost }) => cost ?? 0n)),
    due,
    byParts: sumOf(months.map(({ byParts }) => byParts ?? 0n)),
    earlier,
    provisions: provisions.map(({ month, cents }) => ({ month, cents })),
    provided,
    trueUp: due + earlier - provided,
  };
}

const correctedBy = (umin: bigint | undefined) => (umin ? { corrected: umin } : {});

function sharesOf(facts: YearFacts, slug: string): ShareBar[] {
  const members = new Set(
    facts.months.flatMap(({ pools: shares }) => [...shares.values()].flatMap(one => [...one.keys()])),
  );
  return Array.from(members, member => ({
    slug: member,
    name: facts.names.get(member) ?? member,
    umin: sumOf(facts.months.map(month => collectiveOf(month, member))),
    isOwn: member === slug,
  })).sort((one, other) =>
    one.umin === other.umin ? (one.slug < other.slug ? -1 : 1) : one.umin > other.umin ? -1 : 1,
  );
}

export function sumOf(amounts: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
}
