import { hamilton, hamiltonSplit } from './hamilton.js';
import { house, solidarityName } from './pool.js';
import type { PoolCase } from './pool-case.js';
import { sumOf } from './whole-number.js';

/** One component of a pool: what it shared, and by which key each unit went (umin). `shares` sum to `amount` exactly. */
export interface Component {
  /** `~solidarity`, or the driver's meter. */
  readonly name: string;
  readonly amount: bigint;
  /** Member to umin, what was spread again of the house included. */
  readonly shares: ReadonlyMap<string, bigint>;
  /** What the house's use took; it is inside `shares` already. */
  readonly house: bigint;
  /** Member to umin: how the house's part was spread again by parts. Empty when it took nothing. */
  readonly houseShares: ReadonlyMap<string, bigint>;
  /** Nobody used the driver: it was shared by parts. */
  readonly fallback: boolean;
  /** Who holds one unit by remainder in the first split; `~house` may be among them. */
  readonly remainderUnits: ReadonlySet<string>;
}

/** Splits a pool's amount (umin) by basis points, then each component by its key: solidarity, then drivers as given. */
export function splitComponents(pool: PoolCase, amount: bigint): readonly Component[] {
  const points = new Map([['~sol', BigInt(pool.solidarity)]]);
  for (const [driver, weight] of pool.drivers) points.set(driver, BigInt(weight));
  const amounts = hamilton(amount, points, `${pool.salt}|comp`);
  const solidarity = byParts(pool, solidarityName, amounts.get('~sol') ?? 0n, '~sol');
  return [solidarity, ...pool.drivers.map(([driver]) => byUse(pool, driver, amounts.get(driver) ?? 0n))];
}

function byParts(pool: PoolCase, name: string, amount: bigint, saltName: string): Component {
  const split = hamiltonSplit(amount, pool.parts, `${pool.salt}|${saltName}`);
  return { name, amount, ...split, house: 0n, houseShares: new Map(), fallback: false };
}

function byUse(pool: PoolCase, name: string, amount: bigint): Component {
  const weights = weightsOf(pool, name);
  // Shared with nobody, the amount would vanish: it falls to parts, and says so (W1).
  if (sumOf(weights.values()) === 0n) return { ...byParts(pool, name, amount, name), fallback: true };
  const { shares, remainderUnits } = hamiltonSplit(amount, weights, `${pool.salt}|${name}`);
  const taken = shares.get(house) ?? 0n;
  if (!weights.has(house))
    return { name, amount, shares, house: 0n, houseShares: new Map(), fallback: false, remainderUnits };
  const houseShares = hamilton(taken, pool.parts, `${pool.salt}|${name}|house`);
  return {
    name,
    amount,
    shares: added(shares, houseShares),
    house: taken,
    houseShares,
    fallback: false,
    remainderUnits,
  };
}

function weightsOf(pool: PoolCase, driver: string): Map<string, bigint> {
  const usage = pool.usage.get(driver);
  const weights = new Map<string, bigint>();
  for (const member of pool.parts.keys()) weights.set(member, usage?.get(member) ?? 0n);
  const ownUse = usage?.get(house) ?? 0n;
  if (ownUse > 0n) weights.set(house, ownUse);
  return weights;
}

// Over the members alone: the house's line ends here.
function added(shares: ReadonlyMap<string, bigint>, more: ReadonlyMap<string, bigint>): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const [member, share] of more) sums.set(member, (shares.get(member) ?? 0n) + share);
  return sums;
}
