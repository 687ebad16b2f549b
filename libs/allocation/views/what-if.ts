import { allocateMonth, type MonthInputs, type MonthShares } from '../month.js';
import type { Pool } from '../pool.js';
import { differences, type Difference, uminTable } from '../table.js';

/** One thing that could be otherwise in a month; `add` may be negative. */
export type Change =
  /** Use of a meter, in its own unit (times seconds for what is looked at): one more mailbox is the month's seconds. */
  | { readonly kind: 'usage'; readonly meter: string; readonly member: string; readonly add: bigint }
  /** Part·s: one more part is the month's seconds. */
  | { readonly kind: 'presence'; readonly member: string; readonly add: bigint }
  /** Worked minutes of a pool. */
  | { readonly kind: 'minutes'; readonly pool: Pool; readonly add: bigint };

/** A month as it is and as it would be, and who bears more or less (micro-minutes). Of a pool whose minutes did not
 *  change the differences sum to 0: what one member no longer bears, the others do. */
export interface WhatIf {
  readonly before: MonthShares;
  readonly after: MonthShares;
  readonly differences: readonly Difference[];
  /** Over all pools, by member, where anything differs. */
  readonly totals: ReadonlyMap<string, bigint>;
}

/** A change that would leave less than nothing. */
export class ChangeError extends Error {
  constructor(readonly change: Change) {
    super(`this change of ${change.kind} would leave less than nothing`);
    this.name = 'ChangeError';
  }
}

/** Shares a month again as it would be after some changes. Nothing is kept. Throws ChangeError. */
export function whatIf(inputs: MonthInputs, changes: readonly Change[]): WhatIf {
  const before = allocateMonth(inputs);
  const after = allocateMonth(changes.reduce(changed, inputs));
  const all = differences(uminTable(before), uminTable(after));
  const totals = new Map<string, bigint>();
  for (const { member, amount } of all) totals.set(member, (totals.get(member) ?? 0n) + amount);
  return { before, after, differences: all, totals };
}

function changed(inputs: MonthInputs, change: Change): MonthInputs {
  switch (change.kind) {
    case 'usage': {
      const usage = added(inputs.usage.get(change.meter) ?? new Map<string, bigint>(), change.member, change);
      return { ...inputs, usage: new Map(inputs.usage).set(change.meter, usage) };
    }
    case 'presence':
      return { ...inputs, presence: added(inputs.presence, change.member, change) };
    case 'minutes':
      return { ...inputs, minutes: added(inputs.minutes, change.pool, change) };
  }
}

function added<Key>(amounts: ReadonlyMap<Key, bigint>, key: Key, change: Change): ReadonlyMap<Key, bigint> {
  const sum = (amounts.get(key) ?? 0n) + change.add;
  if (sum < 0n) throw new ChangeError(change);
  return new Map(amounts).set(key, sum);
}
