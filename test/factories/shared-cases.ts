import fc from 'fast-check';
import type { PoolCase } from '@amie/allocation';

// Names that JavaScript would put in another order ("10" before "9b"), and some that are not ASCII.
const member = fc.oneof(
  fc.constantFrom('A', 'B', 'C', 'D', '10', '9', '2', '__proto__', 'constructor', 'théâtre', '演劇', '🎭', 'a.b'),
  fc.stringMatching(/^[a-z0-9-]{1,12}$/),
);
const driverName = fc.constantFrom('mail.storage', 'mail.boxes', 'web.bytes', '7', 'usage', 'house');

// Small weights make ties, the largest are beyond 2^64.
const weight = fc.oneof(
  fc.constant(0n),
  fc.bigInt({ min: 0n, max: 3n }),
  fc.bigInt({ min: 0n, max: 20_000_000n }),
  fc.bigInt({ min: 0n, max: 10n ** 24n }),
);

const cap = fc.oneof(
  fc.constantFrom<readonly [bigint, bigint]>([1n, 1n], [3n, 1n], [3n, 2n], [11n, 10n]),
  fc
    .tuple(fc.bigInt({ min: 0n, max: 40n }), fc.bigInt({ min: 1n, max: 40n }))
    .map(([more, under]) => [under + more, under] as const),
);

const rule = fc
  .uniqueArray(driverName, { maxLength: 4 })
  .chain(names =>
    fc.tuple(
      fc.constant(names),
      fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: names.length, maxLength: names.length }),
    ),
  )
  .map(([names, marks]) => {
    const bounds = [0, ...marks.toSorted((one, other) => one - other), 10_000];
    const points = bounds.slice(1).map((bound, index) => bound - (bounds[index] ?? 0));
    const [solidarity = 10_000, ...rest] = points;
    return { solidarity, drivers: names.map((name, index) => [name, rest[index] ?? 0] as const) };
  });

/** Members with the same weight now and then, so that a tie is no rarity. */
function weights(names: readonly string[]): fc.Arbitrary<ReadonlyMap<string, bigint>> {
  const each = fc.array(weight, { minLength: names.length, maxLength: names.length });
  return fc
    .oneof(
      each,
      weight.map(same => names.map(() => same)),
    )
    .map(all => new Map(names.map((name, index) => [name, all[index] ?? 0n])));
}

/** Any case the format allows: some without use, without parts, with a house, with a driver nobody used. */
export const anyCase: fc.Arbitrary<PoolCase> = fc
  .record({ members: fc.uniqueArray(member, { minLength: 1, maxLength: 9 }), rule })
  .chain(({ members, rule: { solidarity, drivers } }) =>
    fc.record({
      salt: fc.oneof(
        fc.constantFrom('2025-10|v1|mail', '2025-11|v2|web'),
        fc.string({ unit: 'grapheme', maxLength: 8 }),
      ),
      minutes: fc.oneof(
        fc.bigInt({ min: 0n, max: 5n }),
        fc.bigInt({ min: 0n, max: 5_000n }),
        fc.bigInt({ min: 0n, max: 10n ** 20n }),
      ),
      solidarity: fc.constant(solidarity),
      drivers: fc.constant(drivers),
      cap,
      parts: weights(members).filter(parts => [...parts.values()].some(part => part > 0n)),
      usage: fc
        .tuple(...drivers.map(() => usageOf(members)))
        .map(all => new Map(drivers.map(([name], index) => [name, all[index] ?? new Map<string, bigint>()] as const))),
    }),
  );

function usageOf(members: readonly string[]): fc.Arbitrary<ReadonlyMap<string, bigint>> {
  const named = fc.subarray([...members, '~house']);
  return fc.oneof(named, fc.constant([...members])).chain(weights);
}

/** Weights of one split, with one above 0 at least. */
export const anyWeights: fc.Arbitrary<ReadonlyMap<string, bigint>> = fc
  .uniqueArray(member, { minLength: 1, maxLength: 12 })
  .chain(weights)
  .filter(all => [...all.values()].some(weight => weight > 0n));
