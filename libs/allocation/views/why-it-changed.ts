import { allocatePool } from '../allocate-pool.js';
import { monthCase, type MonthInputs } from '../month.js';
import type { Pool } from '../pool.js';

/** What can move a share, in the order it is always told. */
export const causes = ['pool-minutes', 'presence', 'others-use', 'own-use', 'policy', 'cap'] as const;
export type Cause = (typeof causes)[number];

/** From last month's share to this one's: every cause with the micro-minutes it moved, signed. They sum to `to - from`. */
export interface Waterfall {
  readonly from: bigint;
  readonly to: bigint;
  readonly steps: readonly { readonly cause: Cause; readonly amount: bigint }[];
}

/**
 * Why a member's share of a pool is not what it was: this month's minutes, presence, others' use, own use and policy
 * take the place of last month's, one after the other and always in this order, before any cap; what the caps moved
 * comes last. Exact: nothing is left over. A month without any part counts 0.
 */
export function whyItChanged(last: MonthInputs, now: MonthInputs, member: string, pool: Pool): Waterfall {
  const states = between(last, now, member);
  const shares = states.map(state => shareOf(state, pool, member));
  const [first, final] = [shares[0] ?? nothing, shares.at(-1) ?? nothing];
  const moved = shares.slice(1).map((share, at) => share.before - (shares[at] ?? nothing).before);
  const amounts = [...moved, final.moved - first.moved];
  return {
    from: first.before + first.moved,
    to: final.before + final.moved,
    steps: causes.map((cause, at) => ({ cause, amount: amounts[at] ?? 0n })),
  };
}

// The month and the policy's version only salt ties; they change first, so that a step tells of nothing else.
function between(last: MonthInputs, now: MonthInputs, member: string): MonthInputs[] {
  const { month, policyVersion, minutes, presence, usage } = now;
  const worked = { ...last, month, policyVersion, minutes };
  const there = { ...worked, presence };
  const others = { ...there, usage: usageBut(usage, last.usage, member) };
  const own = { ...others, usage };
  return [last, worked, there, others, own, { ...own, policy: now.policy }];
}

// Everybody's use of now, with the member's own of before.
function usageBut(now: MonthInputs['usage'], last: MonthInputs['usage'], member: string): MonthInputs['usage'] {
  const meters = new Set([...now.keys(), ...last.keys()]);
  return new Map(
    Array.from(meters, meter => {
      const amounts = new Map(now.get(meter));
      amounts.set(member, last.get(meter)?.get(member) ?? 0n);
      return [meter, amounts];
    }),
  );
}

interface Share {
  /** Before the cap. */
  readonly before: bigint;
  readonly moved: bigint;
}

const nothing: Share = { before: 0n, moved: 0n };

function shareOf(inputs: MonthInputs, pool: Pool, member: string): Share {
  const rule = monthCase(inputs, pool);
  if (!rule) return nothing;
  const { umin, capMoved } = allocatePool(rule);
  const moved = capMoved.get(member) ?? 0n;
  return { before: (umin.get(member) ?? 0n) - moved, moved };
}
