import {
  allocateMonth,
  costKey,
  costSalt,
  type MonthCost,
  type MonthInputs,
  splitCost,
  uminTable,
  type UminTable,
} from '@amie/allocation';
import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { frozenInputs } from './frozen-inputs.js';
import type { Month } from './months.js';
import type { PolicyInForce } from './policies.js';

/** What another rule would have given in a closed month, for every member (micro-minutes; cents where a cost is known and borne). */
export interface ReplayedMonth {
  readonly month: Month;
  /** Version the month was closed with. */
  readonly closedWith: number;
  readonly before: UminTable;
  readonly after: UminTable;
  readonly cents: { readonly before: ReadonlyMap<string, bigint>; readonly after: ReadonlyMap<string, bigint> } | null;
}

/** Shares every closed month (or those named) again under another policy, from its frozen keys. Writes nothing. */
export async function replayPolicy(
  em: EntityManager,
  draft: PolicyInForce,
  months?: readonly Month[],
): Promise<ReplayedMonth[]> {
  const closed = await rows<{ month: Month; cents: string | null }>(em, closedMonths, [months ?? null]);
  const replayed: ReplayedMonth[] = [];
  for (const { month, cents } of closed) {
    replayed.push(await replayOne(em, month, draft, cents === null ? null : BigInt(cents)));
  }
  return replayed;
}

const closedMonths = `
  select to_char(p.month, 'YYYY-MM') as month,
    (select sum(c.cents)::text from period_cost c where c.month = p.month) as cents
  from period p where p.state = 'closed' and ($1::text[] is null or to_char(p.month, 'YYYY-MM') = any($1::text[]))
  order by p.month
`;

async function replayOne(
  em: EntityManager,
  month: Month,
  draft: PolicyInForce,
  cost: bigint | null,
): Promise<ReplayedMonth> {
  const kept = await frozenInputs(em, month);
  const [before, after] = [allocateMonth(kept), allocateMonth({ ...kept, ...named(draft) })];
  const cents = (totals: ReadonlyMap<string, bigint>, version: number) =>
    cost === null || cost < 0n ? undefined : centsOf(kept, totals, { cents: cost, salt: costSalt(month, version) });
  const [was, would] = [cents(before.totals, kept.policyVersion), cents(after.totals, draft.version)];
  return {
    month,
    closedWith: kept.policyVersion,
    before: uminTable(before),
    after: uminTable(after),
    cents: was && would ? { before: was, after: would } : null,
  };
}

// No rule moves a month that nobody worked in: its cost is borne by parts, before and after.
function centsOf(
  { individual, presence }: MonthInputs,
  totals: ReadonlyMap<string, bigint>,
  cost: Pick<MonthCost, 'cents' | 'salt'>,
): ReadonlyMap<string, bigint> | undefined {
  return splitCost({ ...cost, key: costKey(individual, totals), parts: presence })?.shares;
}

const named = ({ version, policy }: PolicyInForce) => ({ policyVersion: version, policy });
