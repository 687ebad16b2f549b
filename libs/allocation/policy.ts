import type { Pool } from './pool.js';

/** How one pool is shared. Basis points sum to 10,000; `subscribers` leaves out members without any use of the pool. */
export interface PoolRule {
  readonly solidarity: number;
  readonly drivers: readonly (readonly [string, number])[];
  readonly cap: readonly [bigint, bigint];
  readonly base: 'all' | 'subscribers';
}

/** The rule the board votes (design 2.6): a rule for every pool, and what the shares are used for. */
export interface Policy {
  readonly minutesPerDay: number;
  readonly effect: 'inform' | 'adjust-days' | 'true-up';
  readonly pools: Readonly<Record<Pool, PoolRule>>;
}
