import fc from 'fast-check';
import type { PoolCase } from '../../libs/allocation/pool-case.js';

const members = ['atelier', 'bateau', 'cinema', 'dahlia', 'echo'] as const;
const meters = ['mail.storage', 'mail.boxes'] as const;

const weights = (keys: readonly string[], highest: bigint) =>
  fc
    .tuple(...keys.map(() => fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: highest }))))
    .map(amounts => new Map(keys.map((key, at) => [key, amounts[at] ?? 0n] as const)));

const rules = fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 })).map(([one, other]) => {
  const [low, high] = [Math.min(one, other), Math.max(one, other)];
  return {
    solidarity: low,
    drivers: [
      [meters[0], high - low],
      [meters[1], 10_000 - high],
    ] as const,
  };
});

/** Any pool that the engine takes: members without parts or use, a house, drivers nobody used, tight and wide caps. */
export const anyPoolCase: fc.Arbitrary<PoolCase> = fc
  .record({
    salt: fc.constantFrom('2025-10|v1|mail', '2025-11|v1|mail'),
    minutes: fc.bigInt({ min: 0n, max: 20_000n }),
    rule: rules,
    cap: fc
      .constantFrom([1n, 1n], [3n, 1n], [3n, 2n])
      .map(([numerator = 1n, denominator = 1n]) => [numerator, denominator] as const),
    parts: weights(members, 20_000_000n),
    usage: fc.tuple(...meters.map(() => weights([...members, '~house'], 200_000_000_000_000n))),
  })
  .filter(({ parts }) => [...parts.values()].some(part => part > 0n))
  .map(({ rule, usage, ...rest }) => ({
    ...rest,
    ...rule,
    usage: new Map(meters.map((meter, at) => [meter, usage[at] ?? new Map<string, bigint>()] as const)),
  }));

export const poolMembers: readonly string[] = members;
