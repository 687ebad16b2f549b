import { costSalt, type CostSplit, type Pool, splitByParts, splitCost } from '@amie/allocation';
import type { MonthFacts, YearFacts } from '@amie/database';

/** The key of a month's cost by member: own minutes and shares of the pools, in micro-minutes. */
export function keyOf({ individual, pools }: MonthFacts): Map<string, bigint> {
  const key = new Map(individual);
  for (const shares of pools.values()) {
    for (const [member, umin] of shares) key.set(member, (key.get(member) ?? 0n) + umin);
  }
  return new Map([...key].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** A member's shares of all pools of a month, in micro-minutes. */
export function collectiveOf({ pools }: MonthFacts, member: string): bigint {
  let sum = 0n;
  for (const shares of pools.values()) sum += shares.get(member) ?? 0n;
  return sum;
}

/** A month's cost as it is borne, to the cent; undefined while there is no cost, or nobody to bear it. */
export function splitOf(facts: MonthFacts, cents: bigint | undefined): CostSplit | undefined {
  if (cents === undefined) return undefined;
  return splitCost({ cents, key: keyOf(facts), parts: facts.presence, salt: saltOf(facts) });
}

/** What each member owes of a month. */
export const dueOf = (facts: MonthFacts, cents: bigint | undefined): CostSplit['shares'] | undefined =>
  splitOf(facts, cents)?.shares;

/** The same cost as parts alone would split it: to compare with. */
export function byPartsOf(facts: MonthFacts, cents: bigint | undefined): CostSplit['shares'] | undefined {
  return cents === undefined ? undefined : splitByParts(cents, facts.presence, saltOf(facts));
}

const saltOf = ({ month, policyVersion }: MonthFacts): string => costSalt(month, policyVersion);

/** What corrections of earlier years move, in cents by member; it sums to 0, as both splits sum to the same cost. */
export function earlierOf({ earlier }: YearFacts): Map<string, bigint> {
  const moved = new Map<string, bigint>();
  for (const { cents, before, after } of earlier) {
    const [was, is] = [dueOf(before, cents), dueOf(after, cents)];
    for (const member of new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])) {
      moved.set(member, (moved.get(member) ?? 0n) + (is?.get(member) ?? 0n) - (was?.get(member) ?? 0n));
    }
  }
  return moved;
}

/** Where a figure opens: the way from it down to its readings. */
export const explainPath = (month: string, pool: Pool, member: string): string =>
  `/api/v1/explain/${month}/${pool}/${member}`;

/** Where what is due of a month opens, by own minutes and pool. */
export const duePath = (month: string, member: string): string =>
  `/api/v1/statements/${member}/${month.slice(0, 4)}/due/${month}`;

/** Where the shares of all members in a month open. */
export const sharesPath = (month: string): string => `/api/v1/shares/${month}`;

/** Where what is told of a whole year opens, for one member. */
export const yearLinks = (year: number, member: string) =>
  ({
    self: `/api/v1/statements/${member}/${year}`,
    plan: `/api/v1/plan/${year}?member=${member}`,
    proof: `/api/v1/proof/${year}`,
    provisions: `/api/v1/provisions?year=${year}&member=${member}`,
  }) as const;
