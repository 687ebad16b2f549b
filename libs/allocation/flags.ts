import type { Flag, MonthInputs } from './month.js';
import type { Pool } from './pool.js';
import { house } from './pool.js';

/** What of a pool as it was shared out makes flags: kept figures of a closed month tell it as well as new ones. */
export interface SharedPool {
  readonly components: readonly { readonly name: string; readonly amount: bigint; readonly fallback: boolean }[];
  /** Member to what the cap moved, below 0 for what it took. */
  readonly capMoved: ReadonlyMap<string, bigint>;
}

/** What decides flags besides. */
export type FlagInputs = Pick<MonthInputs, 'policy' | 'presence' | 'usage'>;

/** What the engine itself has to show of a month: `nobody-has-parts`, `no-subscriber`, `unused-driver` (shared by
 *  parts), `capped`, `left-behind` (use without presence, the house's), `use-without-parts`. Without any pool,
 *  nobody had a part. */
export function engineFlags(inputs: FlagInputs, shares: ReadonlyMap<Pool, SharedPool>): readonly Flag[] {
  if (shares.size === 0) return [{ code: 'nobody-has-parts' }];
  const ofPools = Array.from(shares, ([pool, one]) => poolFlags(inputs, pool, one));
  return [...ofPools.flat(), ...usageFlags(inputs)];
}

/** Entries in order of their names (UTF-16), so that no order of arrival shows. */
export function inOrder<Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1));
}

function poolFlags(inputs: FlagInputs, pool: Pool, { components, capMoved }: SharedPool): Flag[] {
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

function isOfPresent({ presence }: FlagInputs) {
  return ([member, amount]: readonly [string, bigint]): boolean => amount > 0n && (presence.get(member) ?? 0n) > 0n;
}

function usageFlags({ usage, presence }: FlagInputs): Flag[] {
  const flags: Flag[] = [];
  for (const [meter, measured] of inOrder(usage)) {
    for (const [member, amount] of inOrder(measured)) {
      if (amount === 0n || member === house || (presence.get(member) ?? 0n) > 0n) continue;
      flags.push({ code: presence.has(member) ? 'use-without-parts' : 'left-behind', meter, member });
    }
  }
  return flags;
}
