import type { YearFacts } from '@amie/database';
import { sumOf } from './statement.js';
import { byPartsOf, collectiveOf, duePath, earlierOf, splitOf } from './year.js';

/** One member's exact share of one month's cost. `due` is `cost × key / keyTotal`, to the cent;
 *  the key is micro-minutes, or part·s in a month without any minute (`isByParts`). */
export interface ProofLine {
  readonly slug: string;
  readonly name: string;
  readonly individual: bigint;
  readonly collective: bigint;
  readonly key: bigint;
  readonly due: bigint;
  readonly byParts: bigint;
  readonly explain: string;
}

export interface ProofMonth {
  readonly month: string;
  readonly state: 'closed' | 'provisional';
  readonly policyVersion: number;
  readonly digest: string;
  readonly salt: string;
  readonly isByParts: boolean;
  readonly cost: bigint;
  readonly keyTotal: bigint;
  readonly lines: readonly ProofLine[];
}

export interface ProofTotal {
  readonly slug: string;
  readonly name: string;
  readonly due: bigint;
  readonly earlier: bigint;
  readonly provided: bigint;
  readonly trueUp: bigint;
}

/** The proof for the accountant: every month's cost split over its members, provisions called, what is left to settle. */
export interface Proof {
  readonly year: number;
  readonly isFinal: boolean;
  readonly asOf: Date;
  readonly months: readonly ProofMonth[];
  /** Months with figures and no cost recorded yet. */
  readonly withoutCost: readonly string[];
  readonly members: readonly ProofTotal[];
  readonly cost: bigint;
  readonly due: bigint;
  readonly provided: bigint;
  readonly trueUp: bigint;
}

/** A cost that its members' shares do not sum to, or that nobody bears. Nothing is proved then, and nothing is shown. */
export class ProofError extends Error {
  constructor(
    readonly month: string,
    readonly cost: bigint,
    readonly sum: bigint,
  ) {
    super(`the shares of ${month} sum to ${sum} cents of ${cost}`);
    this.name = 'ProofError';
  }
}

/** Splits every cost of a year to the cent (CGI 261 B: sums claimed are exactly each member's share of common expenses). Throws ProofError. */
export function proofOf(facts: YearFacts): Proof {
  const months = [...facts.costs]
    .filter(([month, cost]) => cost !== 0n || facts.months.some(one => one.month === month && splitOf(one, cost)))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([month, cost]) => monthOf(facts, month, cost));
  const members = totalsOf(facts, months);
  const cost = sumOf(months.map(month => month.cost));
  const due = sumOf(members.map(total => total.due + total.earlier));
  const provided = sumOf(members.map(total => total.provided));
  const trueUp = sumOf(members.map(total => total.trueUp));
  // Invariant 24, where it could break: provisions and true-ups are the cost.
  if (due !== cost || provided + trueUp !== cost) throw new ProofError(String(facts.year), cost, due);
  return {
    year: facts.year,
    isFinal:
      facts.months.length === 12 && facts.months.every(one => one.state === 'closed' && facts.costs.has(one.month)),
    asOf: facts.asOf,
    months,
    withoutCost: facts.months.map(({ month }) => month).filter(month => !facts.costs.has(month)),
    members,
    cost,
    due,
    provided,
    trueUp,
  };
}

function monthOf(facts: YearFacts, month: string, cost: bigint): ProofMonth {
  const found = facts.months.find(one => one.month === month);
  const split = found && splitOf(found, cost);
  if (!found || !split) throw new ProofError(month, cost, 0n);
  const { shares, key, salt, isByParts } = split;
  const sum = sumOf(shares.values());
  if (sum !== cost) throw new ProofError(month, cost, sum);
  const parts = byPartsOf(found, cost);
  const { state, policyVersion, outputDigest: digest } = found;
  const lines = Array.from(inOrder(key), ([slug, own]) => ({
    slug,
    name: facts.names.get(slug) ?? slug,
    individual: found.individual.get(slug) ?? 0n,
    collective: collectiveOf(found, slug),
    key: own,
    due: shares.get(slug) ?? 0n,
    byParts: parts?.get(slug) ?? 0n,
    explain: duePath(month, slug),
  }));
  return { month, state, policyVersion, digest, salt, isByParts, cost, keyTotal: sumOf(key.values()), lines };
}

const inOrder = (key: ReadonlyMap<string, bigint>) => [...key].sort(([one], [other]) => (one < other ? -1 : 1));

function totalsOf(facts: YearFacts, months: readonly ProofMonth[]): ProofTotal[] {
  const lines = Map.groupBy(
    months.flatMap(month => month.lines),
    ({ slug }) => slug,
  );
  const earlier = earlierOf(facts);
  const provisions = Map.groupBy(facts.provisions, ({ member }) => member);
  const members = [...new Set([...lines.keys(), ...earlier.keys(), ...provisions.keys()])].sort();
  return members.map(slug => {
    const due = sumOf((lines.get(slug) ?? []).map(line => line.due));
    const moved = earlier.get(slug) ?? 0n;
    const provided = sumOf((provisions.get(slug) ?? []).map(({ cents }) => cents));
    return {
      slug,
      name: facts.names.get(slug) ?? slug,
      due,
      earlier: moved,
      provided,
      trueUp: due + moved - provided,
    };
  });
}
