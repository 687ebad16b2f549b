import fc from 'fast-check';
import type { MonthInputs } from '../../libs/allocation/month.js';
import { type Pool, pools } from '../../libs/allocation/pool.js';
import { anyPoolCase, poolMembers } from './pool-cases.js';

const minutes = fc
  .tuple(...pools.map(() => fc.bigInt({ min: 0n, max: 2000n })))
  .map(all => new Map<Pool, bigint>(pools.map((pool, at) => [pool, all[at] ?? 0n])));

/** Any month that the engine takes: mail and web metered by any rule, the other pools by parts alone. */
export const anyMonth: fc.Arbitrary<MonthInputs> = fc
  .tuple(anyPoolCase, minutes, fc.constantFrom('2025-09', '2025-10'), fc.constantFrom(1, 2), fc.boolean())
  .map(([rule, worked, month, policyVersion, isForAll]) => {
    const { solidarity, drivers, cap, parts, usage } = rule;
    const byParts = { solidarity: 10_000, drivers: [], cap: [3n, 1n], base: 'all' } as const;
    const metered = { solidarity, drivers, cap, base: isForAll ? 'all' : 'subscribers' } as const;
    const rules = { ...Object.fromEntries(pools.map(pool => [pool, byParts])), mail: metered, web: metered };
    return {
      month,
      policyVersion,
      policy: { minutesPerDay: 420, effect: 'inform', pools: rules as MonthInputs['policy']['pools'] },
      presence: parts,
      minutes: worked,
      individual: new Map(poolMembers.map((member, at) => [member, BigInt(at * 37)])),
      usage,
      flags: [],
    };
  });
