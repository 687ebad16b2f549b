import type { PoolShares } from './allocate-pool.js';
import type { Policy } from './policy.js';
import type { Pool } from './pool.js';

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
  /** usage[meter][member or `~house`]. */
  readonly usage: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
  readonly flags: readonly Flag[];
}

/** A month shared out. `unallocated` minutes (in umin) are left when nobody had a part: such a month cannot close. */
export interface MonthShares {
  /** Every pool; empty when nobody had a part. */
  readonly pools: ReadonlyMap<Pool, PoolShares>;
  /** Member to umin over all pools. */
  readonly totals: ReadonlyMap<string, bigint>;
  readonly unallocated: bigint;
  /** Those of the inputs, then the engine's own. */
  readonly flags: readonly Flag[];
  readonly inputDigest: string;
  readonly outputDigest: string;
  readonly engine: '1';
}
