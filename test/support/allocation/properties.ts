import { house, type PoolCase } from '@amie/allocation';
import fc from 'fast-check';
import { anyCase, anyWeights } from '../../factories/shared-cases.js';
import type { Amounts, Engine, Shared } from './engine.js';

/** A claim about any engine; throws with the smallest case found against it. A seed makes the cases the same each time. */
export type Property = (engine: Engine, tries?: Tries) => void;
export interface Tries {
  readonly numRuns: number;
  readonly seed?: number;
}

const some: Tries = { numRuns: 150 };
const many: Tries = { numRuns: 300 };

/** Sums of what was shared are what there was to share, at every step. */
export const sumsAreExact: Property = (engine, tries = some) =>
  everyCase(tries, pool => {
    const amount = pool.minutes * 1_000_000n;
    const { umin, components, capMoved } = engine.allocate(pool);
    equal(sum(umin), amount);
    equal(sum(capMoved), 0n);
    equal(total(components.map(one => one.amount)), amount);
    for (const one of components) equal(sum(one.shares), one.amount);
  });

export const nothingIsNegative: Property = (engine, tries = some) =>
  everyCase(tries, pool => {
    const { umin, components } = engine.allocate(pool);
    for (const amounts of [umin, ...components.map(({ shares }) => shares)]) {
      for (const amount of amounts.values()) atLeast(amount, 0n);
    }
  });

export const orderNeverMatters: Property = (engine, tries = some) =>
  everyCase(tries, pool => {
    const turned: PoolCase = {
      ...pool,
      parts: reversed(pool.parts),
      usage: reversed(new Map(Array.from(pool.usage, ([driver, used]) => [driver, reversed(used)] as const))),
    };
    same(engine.allocate(turned).umin, engine.allocate(pool).umin);
  });

// A name decides nothing but who of those with one remainder is given the unit.
export const namesOnlySettleTies: Property = (engine, tries = many) =>
  everySplit(tries, (amount, weights, salt) => {
    const renamed = new Map(Array.from(weights, ([name, weight]) => [`${name}-renamed`, weight]));
    const first = engine.divide(amount, weights, salt);
    const second = engine.divide(amount, renamed, salt);
    const remainders = Array.from(weights.values(), weight => (amount * weight) % sum(weights));
    for (const [name, weight] of weights) {
      const difference = (second.get(`${name}-renamed`) ?? 0n) - (first.get(name) ?? 0n);
      const remainder = (amount * weight) % sum(weights);
      const isAlone = remainders.filter(other => other === remainder).length === 1;
      atMost(absolute(difference), isAlone ? 0n : 1n);
    }
  });

export const sharesKeepQuota: Property = (engine, tries = many) =>
  everySplit(tries, (amount, weights, salt) => {
    const whole = sum(weights);
    for (const [name, share] of engine.divide(amount, weights, salt)) {
      below(absolute(share * whole - amount * (weights.get(name) ?? 0n)), whole);
    }
  });

// Compared exactly: by floats the wrong member is given the unit once weights are large.
export const unitsGoToTheLargestRemainders: Property = (engine, tries = many) =>
  everySplit(tries, (amount, weights, salt) => {
    const whole = sum(weights);
    const given: bigint[] = [];
    const refused: bigint[] = [];
    for (const [name, share] of engine.divide(amount, weights, salt)) {
      const exact = amount * (weights.get(name) ?? 0n);
      (share > exact / whole ? given : refused).push(exact % whole);
    }
    for (const one of given) for (const other of refused) atLeast(one, other);
  });

export const nobodyPaysForNothing: Property = (engine, tries = some) => {
  everyCase(tries, pool => {
    const { umin } = engine.allocate(pool);
    for (const [member, part] of pool.parts) {
      const isUnused = [...pool.usage.values()].every(used => (used.get(member) ?? 0n) === 0n);
      if (part === 0n && isUnused) equal(umin.get(member) ?? 0n, 0n);
    }
  });
  everySplit(tries, (amount, weights, salt) => {
    const shares = engine.divide(amount, weights, salt);
    for (const [name, weight] of weights) if (weight === 0n) equal(shares.get(name) ?? 0n, 0n);
  });
};

// The floor in figures of its own: two divisions may each round a unit away.
export const solidarityIsTheFloor: Property = (engine, tries = some) =>
  everyCase(tries, pool => {
    const { umin, components, capMoved } = engine.allocate(pool);
    const scale = 10_000n * sum(pool.parts);
    for (const [member, part] of pool.parts) {
      const before = (umin.get(member) ?? 0n) - (capMoved.get(member) ?? 0n);
      atLeast(before, components[0]?.shares.get(member) ?? 0n);
      atLeast((before + 2n) * scale, pool.minutes * 1_000_000n * BigInt(pool.solidarity) * part);
    }
  });

export const nobodyIsAboveTheCap: Property = (engine, tries = some) =>
  everyCase(tries, pool => {
    const [top, bottom] = pool.cap;
    const scale = bottom * sum(pool.parts);
    for (const [member, amount] of engine.allocate(pool).umin) {
      // Below the next whole unit above the cap, and 0 without parts.
      below((amount - 1n) * scale, top * pool.minutes * 1_000_000n * (pool.parts.get(member) ?? 0n));
    }
  });

export const whatNobodyUsedFallsToParts: Property = (engine, tries = some) =>
  everyCase(tries, pool => {
    const name = pool.drivers[0]?.[0];
    if (name === undefined) return;
    const unused = { ...pool, usage: new Map([...pool.usage, [name, new Map<string, bigint>()] as const]) };
    const one = componentOf(engine.allocate(unused), name);
    equal(one.fallback, true);
    same(one.shares, engine.divide(one.amount, pool.parts, `${pool.salt}|${name}`));
    equal(sum(one.shares), one.amount);
  });

export const usingMoreNeverCostsLess: Property = (engine, tries = some) =>
  everyCase(tries, (pool, extra) => {
    const [member] = pool.parts.keys();
    const name = pool.drivers[0]?.[0];
    if (name === undefined || member === undefined) return;
    const used = pool.usage.get(name) ?? new Map<string, bigint>();
    const more = new Map([...used, [member, (used.get(member) ?? 0n) + extra] as const]);
    const before = engine.allocate(pool);
    const after = engine.allocate({ ...pool, usage: new Map([...pool.usage, [name, more] as const]) });
    // The whole is rounded at every step; a driver that somebody used, without a house, is one step and exact.
    atLeast((after.umin.get(member) ?? 0n) + stepsOf(pool), before.umin.get(member) ?? 0n);
    if (componentOf(before, name).fallback || (used.get(house) ?? 0n) > 0n) return;
    atLeast(componentOf(after, name).shares.get(member) ?? 0n, componentOf(before, name).shares.get(member) ?? 0n);
  });

export const equalsBearTheSame: Property = (engine, tries = some) =>
  everyCase(tries, pool => {
    const [member] = pool.parts.keys();
    if (member === undefined) return;
    const { umin } = engine.allocate(withTwin(pool, member, amount => [amount, amount]));
    atMost(absolute((umin.get(member) ?? 0n) - (umin.get('twin') ?? 0n)), stepsOf(pool));
  });

// Before the cap: who puts its use with one half and its parts with the other has one half above its cap.
export const splittingAMemberChangesNothing: Property = (engine, tries = some) =>
  everyCase(tries, (pool, extra) => {
    const [member] = pool.parts.keys();
    if (member === undefined) return;
    const halves = withTwin(pool, member, amount => [
      amount - amount / ((extra % 7n) + 1n),
      amount / ((extra % 7n) + 1n),
    ]);
    const together = beforeCap(engine.allocate(halves), member) + beforeCap(engine.allocate(halves), 'twin');
    atMost(absolute(together - beforeCap(engine.allocate(pool), member)), 2n * stepsOf(pool));
  });

export const unitsOfAMeterDoNotMatter: Property = (engine, tries = some) =>
  everyCase(tries, (pool, extra) => {
    const scaled = (used: Amounts) => new Map(Array.from(used, ([member, amount]) => [member, amount * (extra + 1n)]));
    const usage = new Map(Array.from(pool.usage, ([driver, used]) => [driver, scaled(used)]));
    same(engine.allocate({ ...pool, usage }).umin, engine.allocate(pool).umin);
  });

export const centsSumToTheCost: Property = (engine, tries = many) =>
  everySplit(tries, (cents, key, salt) => {
    const due = engine.cents(cents, key, salt);
    equal(sum(due), cents);
    // Whatever was called during the year, what is still due makes it whole.
    const provisions = new Map(Array.from(key, ([member, weight]) => [member, weight % 1_000n]));
    const trueUps = Array.from(due, ([member, amount]) => amount - (provisions.get(member) ?? 0n));
    equal(sum(provisions) + total(trueUps), cents);
  });

const sum = (amounts: Amounts): bigint => total(amounts.values());

function total(amounts: Iterable<bigint>): bigint {
  let all = 0n;
  for (const amount of amounts) all += amount;
  return all;
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
const reversed = <Value>(map: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> => new Map([...map].reverse());

/** Splits that decide one member's figure at most: components, the house of each, and the rounds of the cap. */
const stepsOf = (pool: PoolCase): bigint => BigInt(2 + 2 * pool.drivers.length + pool.parts.size + 1);

function beforeCap({ umin, capMoved }: Shared, member: string): bigint {
  return (umin.get(member) ?? 0n) - (capMoved.get(member) ?? 0n);
}

function componentOf({ components }: Shared, name: string) {
  const found = components.find(one => one.name === name);
  if (!found) throw new Error(`${name} is missing`);
  return found;
}

/** The case with `twin` beside a member; what each of the two has of every amount is told by `divide`. */
function withTwin(pool: PoolCase, member: string, divide: (amount: bigint) => readonly [bigint, bigint]): PoolCase {
  const both = (amounts: Amounts): Amounts => {
    const [one, other] = divide(amounts.get(member) ?? 0n);
    return new Map([...amounts, [member, one] as const, ['twin', other] as const]);
  };
  return {
    ...pool,
    parts: both(pool.parts),
    usage: new Map(Array.from(pool.usage, ([driver, used]) => [driver, both(used)])),
  };
}

function everyCase(tries: Tries, check: (pool: PoolCase, extra: bigint) => void): void {
  const pools = anyCase.filter(({ parts }) => !parts.has('twin'));
  fc.assert(
    fc.property(pools, fc.bigInt({ min: 1n, max: 10n ** 12n }), (pool, extra) => check(pool, extra)),
    tries,
  );
}

function everySplit(tries: Tries, check: (amount: bigint, weights: Amounts, salt: string) => void): void {
  const amounts = fc.oneof(fc.bigInt({ min: 0n, max: 12n }), fc.bigInt({ min: 0n, max: 10n ** 16n }));
  fc.assert(
    fc.property(amounts, anyWeights, fc.constantFrom('2025-10', '2025-11'), (amount, weights, salt) =>
      check(amount, weights, salt),
    ),
    tries,
  );
}

function equal(one: unknown, other: unknown): void {
  if (one !== other) throw new Error(`${String(one)} instead of ${String(other)}`);
}

function same(one: Amounts, other: Amounts): void {
  equal(one.size, other.size);
  for (const [name, amount] of one) equal(amount, other.get(name));
}

function atLeast(value: bigint, least: bigint): void {
  if (value < least) throw new Error(`${value} is below ${least}`);
}

function atMost(value: bigint, most: bigint): void {
  if (value > most) throw new Error(`${value} is above ${most}`);
}

function below(value: bigint, bound: bigint): void {
  if (value >= bound) throw new Error(`${value} is not below ${bound}`);
}
