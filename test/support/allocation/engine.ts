import {
  allocatePool,
  type Component,
  hamilton,
  house,
  type PoolCase,
  type PoolShares,
  splitCents,
} from '@amie/allocation';

export type Amounts = ReadonlyMap<string, bigint>;

/** What the properties of shares are asked of: the library, or a copy of it with a defect. */
export interface Engine {
  divide(total: bigint, weights: Amounts, salt: string): Amounts;
  allocate(pool: PoolCase): Shared;
  cents(cents: bigint, key: Amounts, salt: string): Amounts;
}

export type Shared = Pick<PoolShares, 'umin' | 'capMoved'> & { readonly components: readonly Shares[] };
export type Shares = Pick<Component, 'name' | 'amount' | 'shares' | 'house' | 'fallback'>;

/** The engine as it is used. */
export const library: Engine = { divide: hamilton, allocate: allocatePool, cents: splitCents };

/** The steps a defect can be in. */
export interface Steps {
  readonly divide: Engine['divide'];
  readonly byParts: Engine['divide'];
  readonly whenUnused: Engine['divide'];
  readonly spreadHouse: Engine['divide'];
  readonly limit: (amount: bigint, part: bigint, whole: bigint, cap: readonly [bigint, bigint]) => bigint;
  readonly spreadExcess: Engine['divide'];
  readonly weigh: (weight: bigint) => bigint;
}

/** The same rules put together once more from separate steps, to break one of them at a time. */
export function composed(broken: Partial<Steps>): Engine {
  const divide = broken.divide ?? hamilton;
  const steps: Steps = {
    divide,
    byParts: divide,
    whenUnused: divide,
    spreadHouse: divide,
    limit: (amount, part, whole, [top, bottom]) => (top * amount * part + bottom * whole - 1n) / (bottom * whole),
    spreadExcess: divide,
    weigh: weight => weight,
    ...broken,
  };
  return { divide, allocate: pool => allocateBy(steps, pool), cents: divide };
}

function allocateBy(steps: Steps, pool: PoolCase): Shared {
  const amount = pool.minutes * 1_000_000n;
  const points = new Map(
    [['~sol', pool.solidarity], ...pool.drivers].map(([name, weight]) => [String(name), BigInt(weight as number)]),
  );
  const amounts = steps.divide(amount, points, `${pool.salt}|comp`);
  const components = [...points.keys()].map(name =>
    name === '~sol'
      ? solidarity(steps, pool, amounts.get(name) ?? 0n)
      : driver(steps, pool, name, amounts.get(name) ?? 0n),
  );
  const before = plus(
    new Map(Array.from(pool.parts, ([member]) => [member, 0n])),
    ...components.map(({ shares }) => shares),
  );
  const umin = capped(steps, pool, amount, before);
  return {
    umin,
    components,
    capMoved: new Map(Array.from(umin, ([member, now]) => [member, now - (before.get(member) ?? 0n)])),
  };
}

function solidarity(steps: Steps, { parts, salt }: PoolCase, amount: bigint): Shares {
  return {
    name: '~solidarity',
    amount,
    shares: steps.byParts(amount, parts, `${salt}|~sol`),
    house: 0n,
    fallback: false,
  };
}

function driver(steps: Steps, { parts, usage, salt }: PoolCase, name: string, amount: bigint): Shares {
  const used = usage.get(name);
  const weights = new Map(Array.from(parts, ([member]) => [member, steps.weigh(used?.get(member) ?? 0n)]));
  if ((used?.get(house) ?? 0n) > 0n) weights.set(house, steps.weigh(used?.get(house) ?? 0n));
  const isUnused = [...weights.values()].every(weight => weight === 0n);
  if (isUnused)
    return { name, amount, shares: steps.whenUnused(amount, parts, `${salt}|${name}`), house: 0n, fallback: true };
  const shares = new Map(steps.divide(amount, weights, `${salt}|${name}`));
  const taken = shares.get(house) ?? 0n;
  shares.delete(house);
  return {
    name,
    amount,
    shares: plus(shares, steps.spreadHouse(taken, parts, `${salt}|${name}|house`)),
    house: taken,
    fallback: false,
  };
}

function capped(steps: Steps, { parts, salt, cap }: PoolCase, amount: bigint, before: Amounts): Amounts {
  const whole = [...parts.values()].reduce((sum, part) => sum + part, 0n);
  const limits = new Map(Array.from(parts, ([member, part]) => [member, steps.limit(amount, part, whole, cap)]));
  let now = before;
  for (let round = 0; round <= parts.size; round += 1) {
    const cut = new Map(Array.from(now, ([member, share]) => [member, less(share, limits.get(member) ?? 0n)]));
    const excess = [...now].reduce((sum, [member, share]) => sum + share - (cut.get(member) ?? 0n), 0n);
    const room = new Map(
      [...parts].filter(([member, part]) => part > 0n && (cut.get(member) ?? 0n) < (limits.get(member) ?? 0n)),
    );
    if (excess === 0n || room.size === 0) return cut;
    now = plus(cut, steps.spreadExcess(excess, room, `${salt}|cap`));
  }
  return now;
}

const less = (one: bigint, other: bigint): bigint => (one < other ? one : other);

function plus(start: Amounts, ...more: readonly Amounts[]): Map<string, bigint> {
  const sums = new Map(start);
  for (const amounts of more) for (const [name, amount] of amounts) sums.set(name, (sums.get(name) ?? 0n) + amount);
  return sums;
}
