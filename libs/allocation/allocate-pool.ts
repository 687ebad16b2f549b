import { applyCaps, capsOf } from './cap.js';
import { type Component, splitComponents } from './components.js';
import { uminPerMinute } from './pool.js';
import type { PoolCase } from './pool-case.js';
import { sumOf } from './whole-number.js';

/** A pool shared out: every member of `parts` appears everywhere, zeros included, in the order of `parts`. */
export interface PoolShares {
  /** The result, in micro-minutes; sums to the pool's minutes times 1,000,000. */
  readonly umin: ReadonlyMap<string, bigint>;
  /** Solidarity, then the drivers as given; before the cap. */
  readonly components: readonly Component[];
  /** What the cap took or added, signed; sums to 0. */
  readonly capMoved: ReadonlyMap<string, bigint>;
  /** The most each member may bear, in micro-minutes. */
  readonly caps: ReadonlyMap<string, bigint>;
}

/** Shares one pool of worked minutes over its members, exact to the unit (design 2.7). Throws NoWeightError when parts
 *  sum to 0, RangeError on a negative amount. */
export function allocatePool(pool: PoolCase): PoolShares {
  const amount = pool.minutes * uminPerMinute;
  const components = splitComponents(pool, amount);
  const before = totalsOf(components, pool.parts);
  const caps = capsOf(pool, amount);
  const umin = applyCaps(before, caps, pool.parts, `${pool.salt}|cap`);
  requireWhole(umin, amount);
  return { umin, components, capMoved: movedBy(before, umin), caps };
}

function totalsOf(components: readonly Component[], parts: ReadonlyMap<string, bigint>): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const member of parts.keys()) {
    let total = 0n;
    for (const { shares } of components) total += shares.get(member) ?? 0n;
    totals.set(member, total);
  }
  return totals;
}

function movedBy(before: ReadonlyMap<string, bigint>, after: ReadonlyMap<string, bigint>): Map<string, bigint> {
  return new Map(Array.from(after, ([member, amount]) => [member, amount - (before.get(member) ?? 0n)]));
}

// Conservation is asserted where it could break, not reported afterwards (W2).
function requireWhole(umin: ReadonlyMap<string, bigint>, amount: bigint): void {
  const sum = sumOf(umin.values());
  if (sum !== amount) throw new Error(`shares sum to ${sum} umin instead of ${amount}: this is a defect of Amie`);
}
