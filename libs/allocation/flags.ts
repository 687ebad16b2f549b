import type { PoolShares } from './allocate-pool.js';
import type { Flag, MonthInputs } from './month.js';
import type { Pool } from './pool.js';
import { house } from './pool.js';
import type { PoolCase } from './pool-case.js';

/** What the engine itself has to show of a month: `nobody-has-parts`, `no-subscriber`, `unused-driver` (shared by
 *  parts), `capped`, `left-behind` (use without presence, the house's), `use-without-parts`. */
export function engineFlags(
  inputs: MonthInputs,
  cases: ReadonlyMap<Pool, PoolCase>,
  shares: ReadonlyMap<Pool, PoolShares>,
): readonly Flag[] {
  if (cases.size === 0) return [{ code: 'nobody-has-parts' }];
  const ofPools = Array.from(shares, ([pool, one]) => poolFlags(inputs, pool, one));
  return [...ofPools.flat(), ...usageFlags(inputs)];
}

/** Entries in order of their names (UTF-16), so that no order of arrival shows. */
export function inOrder<Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1));
}

function poolFlags(inputs: MonthInputs, pool: Pool, { components, capMoved }: PoolShares): Flag[] {
  const flags: Flag[] = [];
  const { base, drivers } = inputs.policy.pools[pool];
  for (const { name, amount, fallback } of components) {
    if (fallback && amount > 0n) flags.push({ code: 'unused-driver', pool, meter: name });
  }
  const isUsed = drivers.some(([meter]) => [...(inputs.usage.get(meter) ?? [])].some(isOfPresent(inputs)));
  if (base === 'subscribers' && !isUsed) flags.push({ code: 'no-subscriber', pool });
  for (const [member, moved] of capMoved) if (moved < 0n) flags.push({ code: 'capped', pool, member });
  return flags;
}

function isOfPresent({ presence }: MonthInputs) {
  return ([member, amount]: readonly [string, bigint]): boolean => amount > 0n && (presence.get(member) ?? 0n) > 0n;
}

function usageFlags({ usage, presence }: MonthInputs): Flag[] {
  const flags: Flag[] = [];
  for (const [meter, measured] of inOrder(usage)) {
    for (const [member, amount] of inOrder(measured)) {
      if (amount === 0n || member === house || (presence.get(member) ?? 0n) > 0n) continue;
      flags.push({ code: presence.has(member) ? 'use-without-parts' : 'left-behind', meter, member });
    }
  }
  return flags;
}
