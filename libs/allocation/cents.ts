import { hamilton } from './hamilton.js';
import { uminPerMinute } from './pool.js';
import { sumOf } from './whole-number.js';

/** The key of a period's cost, in micro-minutes: a member's own minutes and its share of the collective ones. */
export function costKey(
  individual: ReadonlyMap<string, bigint>,
  shares: ReadonlyMap<string, bigint>,
): ReadonlyMap<string, bigint> {
  const key = new Map(shares);
  for (const [member, minutes] of individual) key.set(member, (key.get(member) ?? 0n) + minutes * uminPerMinute);
  return key;
}

/** Splits a real cost in cents by that key; sums to the cent. Throws NoWeightError when nobody has any. */
export function splitCents(cents: bigint, key: ReadonlyMap<string, bigint>, salt: string): ReadonlyMap<string, bigint> {
  return hamilton(cents, key, salt);
}

/** What a month cost in cents, the key of it in micro-minutes, and the part·s of its members. */
export interface MonthCost {
  readonly cents: bigint;
  readonly key: ReadonlyMap<string, bigint>;
  readonly parts: ReadonlyMap<string, bigint>;
  readonly salt: string;
}

/** A cost as it is borne: `key` and `salt` are those it was split with, so that anybody can split it again. */
export interface CostSplit {
  readonly shares: ReadonlyMap<string, bigint>;
  /** Micro-minutes; part·s when `isByParts`. */
  readonly key: ReadonlyMap<string, bigint>;
  readonly salt: string;
  /** Nobody had a minute in the month: those who were there bear its cost by their parts (design 2.7). */
  readonly isByParts: boolean;
}

/** Splits the cost of a month over its members; sums to the cent. Undefined when nobody had a minute nor a part. */
export function splitCost({ cents, key, parts, salt }: MonthCost): CostSplit | undefined {
  if (sumOf(key.values()) > 0n) return { shares: splitCents(cents, key, salt), key, salt, isByParts: false };
  const split = splitByParts(cents, parts, salt);
  return split && { shares: split, key: parts, salt: saltOfParts(salt), isByParts: true };
}

/** The same cost as parts alone would split it: to compare with. Undefined when nobody had a part. */
export function splitByParts(
  cents: bigint,
  parts: ReadonlyMap<string, bigint>,
  salt: string,
): ReadonlyMap<string, bigint> | undefined {
  return sumOf(parts.values()) > 0n ? hamilton(cents, parts, saltOfParts(salt)) : undefined;
}

const saltOfParts = (salt: string): string => `${salt}|parts`;
