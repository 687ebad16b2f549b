/** One pool to share: all that decides the result to the last unit (the case format that ends the design page). */
export interface PoolCase {
  /** Decides ties: `<month>|v<policy version>|<pool>`. */
  readonly salt: string;
  /** Worked minutes of the pool. */
  readonly minutes: bigint;
  /** Basis points shared by parts alone; with those of the drivers they sum to 10,000. */
  readonly solidarity: number;
  /** Meter and its basis points, in the order of the policy. */
  readonly drivers: readonly (readonly [string, number])[];
  /** Nobody bears more than numerator/denominator times the share of its parts. At least 1. */
  readonly cap: readonly [bigint, bigint];
  /** Member to part·s (parts times seconds present). */
  readonly parts: ReadonlyMap<string, bigint>;
  /** usage[driver][member or `~house`], in the meter's own unit times seconds; missing counts 0. */
  readonly usage: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
}
