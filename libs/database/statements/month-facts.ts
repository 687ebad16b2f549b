import type { Flag, MonthInputs, Pool } from '@amie/allocation';
import { allocateMonth, uminPerMinute, uminTable } from '@amie/allocation';
import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { closedFlags } from './closed-flags.js';
import { type Corrections, correctionsUntil, withCorrections } from './corrections.js';

/** Amounts in micro-minutes by member's short name. */
export type UminByMember = ReadonlyMap<string, bigint>;

/** A month as a statement needs it: closed ones from what was kept, open ones computed now (`provisional`). */
export interface MonthFacts {
  readonly month: string;
  readonly state: 'closed' | 'provisional';
  readonly policyVersion: number;
  /** SHA-256 over the month's figures; what a closed month keeps for ever. */
  readonly outputDigest: string;
  /** Part·s by member. */
  readonly presence: ReadonlyMap<string, bigint>;
  /** Own minutes and shares of the pools, corrections made until the end of the year included. */
  readonly individual: UminByMember;
  readonly pools: ReadonlyMap<Pool, UminByMember>;
  /** What of these figures came by correction after the close, by pool, `individual` for own minutes; empty if nothing. */
  readonly corrections: ReadonlyMap<Pool | 'individual', UminByMember>;
  readonly flags: readonly Flag[];
}

/** What is asked of the ledger and the readings for a month that is not closed; undefined when there is nothing yet. */
export type ReadInputs = (em: EntityManager, month: string) => Promise<MonthInputs | undefined>;

/** The months of a year that have figures, in order. Corrections count up to those issued in the year `until`. */
export async function monthsOfYear(
  em: EntityManager,
  year: number,
  until: number,
  readInputs: ReadInputs,
): Promise<MonthFacts[]> {
  const kept = await closedMonths(em, year, await correctionsUntil(em, year, until));
  const all: MonthFacts[] = [];
  for (const month of monthNames(year)) {
    const facts = kept.get(month) ?? (await provisional(em, month, readInputs));
    if (facts) all.push(facts);
  }
  return all;
}

/** The months of a year, `2025-01` to `2025-12`. */
export const monthNames = (year: number): string[] =>
  Array.from({ length: 12 }, (_, at) => `${year}-${String(at + 1).padStart(2, '0')}`);

async function provisional(em: EntityManager, month: string, read: ReadInputs): Promise<MonthFacts | undefined> {
  const inputs = await read(em, month);
  if (!inputs) return undefined;
  const shares = allocateMonth(inputs);
  const individual = Array.from(inputs.individual, ([member, minutes]) => [member, minutes * uminPerMinute] as const);
  return {
    month,
    state: 'provisional',
    policyVersion: inputs.policyVersion,
    outputDigest: shares.outputDigest,
    presence: inputs.presence,
    individual: new Map(individual),
    pools: uminTable(shares),
    corrections: new Map(),
    flags: shares.flags,
  };
}

interface Closed {
  readonly month: string;
  readonly policyVersion: number;
  readonly outputDigest: string;
}

interface Amount {
  readonly month: string;
  readonly name: string;
  readonly member: string;
  readonly amount: string;
}

async function closedMonths(
  em: EntityManager,
  year: number,
  corrections: Corrections,
): Promise<Map<string, MonthFacts>> {
  const closed = await rows<Closed>(em, closedText, [String(year)]);
  const lines = Map.groupBy(await rows<Amount>(em, linesText, [String(year)]), ({ month }) => month);
  const inputs = Map.groupBy(await rows<Amount>(em, inputsText, [String(year)]), ({ month }) => month);
  const flags = await closedFlags(em, year);
  return new Map(
    closed.map(({ month, policyVersion, outputDigest }) => {
      const kept = inputs.get(month) ?? [];
      const own = amountsOf(kept.filter(({ name }) => name === 'individual'));
      const facts: MonthFacts = {
        month,
        state: 'closed',
        policyVersion,
        outputDigest,
        presence: amountsOf(kept.filter(({ name }) => name === 'presence')),
        individual: new Map(Array.from(own, ([member, minutes]) => [member, minutes * uminPerMinute])),
        pools: poolsOf(lines.get(month) ?? []),
        corrections: new Map(),
        flags: flags.get(month) ?? [],
      };
      return [month, withCorrections(facts, corrections.get(month))];
    }),
  );
}

function poolsOf(lines: readonly Amount[]): Map<Pool, UminByMember> {
  const pools = Map.groupBy(lines, ({ name }) => name as Pool);
  return new Map(Array.from(pools, ([pool, ofPool]) => [pool, amountsOf(ofPool)]));
}

const amountsOf = (found: readonly Amount[]): Map<string, bigint> =>
  new Map(found.map(({ member, amount }) => [member, BigInt(amount)]));

const closedText = `
  select to_char(month, 'YYYY-MM') as month, policy_version as "policyVersion", output_sha256 as "outputDigest"
  from period where to_char(month, 'YYYY') = $1 and state = 'closed'`;
const linesText = `
  select to_char(l.month, 'YYYY-MM') as month, l.pool as name, m.slug as member, sum(l.amount_umin)::text as amount
  from alloc_line l join member m on m.id = l.member_id
  where to_char(l.month, 'YYYY') = $1 group by 1, 2, 3 order by 1, 2, 3`;
const inputsText = `
  select to_char(i.month, 'YYYY-MM') as month, i.kind as name, m.slug as member, i.amount::text as amount
  from period_input i join member m on m.id = i.member_id
  where to_char(i.month, 'YYYY') = $1 and i.kind in ('presence', 'individual') order by 1, 2, 3`;
