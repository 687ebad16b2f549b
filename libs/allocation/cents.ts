import { hamilton } from './hamilton.js';
import { uminPerMinute } from './pool.js';

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
