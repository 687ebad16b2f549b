import { type Pool, pools } from './pool.js';

/** Micro-minutes by pool and member: of a month, or of several. */
export type UminTable = ReadonlyMap<Pool, ReadonlyMap<string, bigint>>;

/** The figures of a month's shares alone. */
export function uminTable(shares: {
  readonly pools: ReadonlyMap<Pool, { readonly umin: ReadonlyMap<string, bigint> }>;
}): UminTable {
  return new Map(Array.from(shares.pools, ([pool, { umin }]) => [pool, umin]));
}

/** Sums of several tables (the months of a year, a month and its adjustments): added up, never rounded again. */
export function sumTables(tables: Iterable<UminTable>): UminTable {
  const sums = new Map<Pool, Map<string, bigint>>();
  for (const table of tables) {
    for (const [pool, shares] of table) {
      const sum = sums.get(pool) ?? new Map<string, bigint>();
      for (const [member, amount] of shares) sum.set(member, (sum.get(member) ?? 0n) + amount);
      sums.set(pool, sum);
    }
  }
  return sums;
}

/** What a closed month's figure of a member lacks (signed umin). */
export interface Difference {
  readonly pool: Pool;
  readonly member: string;
  readonly amount: bigint;
}

/** New minus old, where they differ: of a pool they sum to 0 when only keys moved, to the difference of its minutes
 *  when the ledger did. Old plus differences is new (design 2.8). */
export function differences(old: UminTable, now: UminTable): readonly Difference[] {
  return pools.flatMap(pool => {
    const before = old.get(pool) ?? new Map<string, bigint>();
    const after = now.get(pool) ?? new Map<string, bigint>();
    const members = [...new Set([...before.keys(), ...after.keys()])].sort();
    const all = members.map(member => ({
      pool,
      member,
      amount: (after.get(member) ?? 0n) - (before.get(member) ?? 0n),
    }));
    return all.filter(({ amount }) => amount !== 0n);
  });
}
