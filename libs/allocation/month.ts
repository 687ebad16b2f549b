import { allocatePool, type PoolShares } from './allocate-pool.js';
import { inputDigest, outputDigest } from './digest.js';
import { engineFlags, inOrder } from './flags.js';
import type { Policy } from './policy.js';
import { house, type Pool, pools, uminPerMinute } from './pool.js';
import type { PoolCase } from './pool-case.js';
import { sumOf } from './whole-number.js';

/** The version of the rules of this library. A change of any figure it gives is a new version. */
export const engineVersion = '1';

/** Something to see beside a month's figures: never changes one. `code` is worded by callers. */
export interface Flag {
  readonly code: string;
  readonly pool?: Pool;
  readonly meter?: string;
  /** Member, or `~house`. */
  readonly member?: string;
  readonly note?: string;
}

/** All that decides a month's shares, as frozen at the cutoff. */
export interface MonthInputs {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly policyVersion: number;
  readonly policy: Policy;
  /** Member to part·s. */
  readonly presence: ReadonlyMap<string, bigint>;
  /** Validated collective minutes of each pool; missing counts 0. */
  readonly minutes: ReadonlyMap<Pool, bigint>;
  /** Member to individual minutes. */
  readonly individual: ReadonlyMap<string, bigint>;
  /** usage[meter][member or `~house`]; of a member without presence it counts to the house. */
  readonly usage: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
  readonly flags: readonly Flag[];
}

/** A month shared out. `unallocated` minutes (in umin) are left when nobody had a part: such a month cannot close. */
export interface MonthShares {
  /** Every pool; empty when nobody had a part. */
  readonly pools: ReadonlyMap<Pool, PoolShares>;
  /** Member to umin over all pools; members in order of their names. */
  readonly totals: ReadonlyMap<string, bigint>;
  readonly unallocated: bigint;
  /** Those of the inputs, then the engine's own. */
  readonly flags: readonly Flag[];
  readonly inputDigest: string;
  readonly outputDigest: string;
  readonly engine: typeof engineVersion;
}

/** Shares every pool of a month (design 2.7). The same inputs give the same digests, in whatever order they come. */
export function allocateMonth(inputs: MonthInputs): MonthShares {
  const cases = casesOf(inputs);
  const shares = new Map(Array.from(cases, ([pool, one]) => [pool, allocatePool(one)] as const));
  const unallocated = cases.size > 0 ? 0n : sumOf(inputs.minutes.values()) * uminPerMinute;
  const totals = totalsOf(inputs, shares);
  return {
    pools: shares,
    totals,
    unallocated,
    flags: [...inputs.flags, ...engineFlags(inputs, shares)],
    inputDigest: inputDigest(inputs),
    outputDigest: outputDigest(shares, totals, unallocated),
    engine: engineVersion,
  };
}

/** The case of one pool, as `amie allocate` takes it: members in order of their names. Nobody with a part: undefined. */
export function monthCase(inputs: MonthInputs, pool: Pool): PoolCase | undefined {
  const presence = new Map(inOrder(inputs.presence));
  if (sumOf(presence.values()) === 0n) return undefined;
  const { base, ...rule } = inputs.policy.pools[pool];
  const usage = new Map(rule.drivers.map(([meter]) => [meter, usageOf(inputs.usage.get(meter), presence)] as const));
  const parts = base === 'all' ? presence : subscribersOf(presence, usage);
  const salt = `${inputs.month}|v${inputs.policyVersion}|${pool}`;
  return { salt, minutes: inputs.minutes.get(pool) ?? 0n, ...rule, parts, usage };
}

function casesOf(inputs: MonthInputs): Map<Pool, PoolCase> {
  const cases = new Map<Pool, PoolCase>();
  for (const pool of pools) {
    const one = monthCase(inputs, pool);
    if (one) cases.set(pool, one);
  }
  return cases;
}

// What a member leaves behind is mutualised, and seen as the house's (design 2.8b).
function usageOf(
  measured: ReadonlyMap<string, bigint> | undefined,
  presence: ReadonlyMap<string, bigint>,
): ReadonlyMap<string, bigint> {
  const usage = new Map<string, bigint>();
  if (!measured) return usage;
  for (const member of presence.keys()) usage.set(member, measured.get(member) ?? 0n);
  let others = 0n;
  for (const [member, amount] of measured) if (!presence.has(member)) others += amount;
  return others > 0n ? usage.set(house, others) : usage;
}

// Without any subscriber the pool is everybody's: its minutes were worked and someone bears them.
function subscribersOf(
  presence: ReadonlyMap<string, bigint>,
  usage: ReadonlyMap<string, ReadonlyMap<string, bigint>>,
): ReadonlyMap<string, bigint> {
  const uses = (member: string) => Array.from(usage.values()).some(driver => (driver.get(member) ?? 0n) > 0n);
  const parts = new Map(Array.from(presence, ([member, part]) => [member, uses(member) ? part : 0n] as const));
  return sumOf(parts.values()) === 0n ? presence : parts;
}

function totalsOf(inputs: MonthInputs, shares: ReadonlyMap<Pool, PoolShares>): ReadonlyMap<string, bigint> {
  const all = Array.from(shares.values(), ({ umin }) => umin);
  return new Map(
    Array.from(inOrder(inputs.presence), ([member]) => [member, sumOf(all.map(umin => umin.get(member) ?? 0n))]),
  );
}
