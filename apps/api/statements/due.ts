import { explainDue, type ExplainNode, pools, uminPerMinute } from '@amie/allocation';
import type { YearFacts } from '@amie/database';
import { z } from 'zod';
import { explainPath, splitOf } from './year.js';

/** One line of an explanation as JSON: amounts are decimal strings; `opens` is where it goes on. */
export interface DueLine {
  readonly id: string;
  readonly label: string;
  readonly amount: string;
  readonly unit: string;
  readonly key: string | null;
  readonly total: string | null;
  readonly byRemainder: boolean;
  readonly opens: string | null;
  readonly facts: Readonly<Record<string, string>>;
  readonly children: readonly DueLine[];
}

export const dueView: z.ZodType<DueLine> = z.lazy(() =>
  z.object({
    id: z.string(),
    label: z.string(),
    amount: z.string(),
    unit: z.string(),
    key: z.string().nullable(),
    total: z.string().nullable(),
    byRemainder: z.boolean(),
    opens: z.string().nullable(),
    facts: z.record(z.string(), z.string()),
    children: z.array(dueView),
  }),
);

/** How what a member owes of a month came about, by own minutes and pool; undefined while the month has no cost
 *  that anybody bears. A cost borne by parts says so among its facts, and opens to nothing. */
export function dueLines(year: YearFacts, month: string, slug: string): DueLine | undefined {
  const found = year.months.find(one => one.month === month);
  const cents = year.costs.get(month);
  const split = found && splitOf(found, cents);
  if (!split || cents === undefined) return undefined;
  const { key, salt, isByParts } = split;
  const own = {
    individual: (found.individual.get(slug) ?? 0n) / uminPerMinute,
    pools: new Map(pools.map(pool => [pool, found.pools.get(pool)?.get(slug) ?? 0n])),
  };
  const tree = explainDue({ month, cents, salt, key }, slug, isByParts ? undefined : own);
  const facts = { ...tree.facts, ...(isByParts && { by: 'parts' }) };
  return show({ ...tree, facts }, month, slug, found.outputDigest);
}

function show(node: ExplainNode, month: string, slug: string, digest: string): DueLine {
  const { id, label, amount, unit, key, total, byRemainder = false, facts = {}, children } = node;
  const pool = pools.find(one => one === facts.name);
  return {
    id,
    label,
    amount: String(amount),
    unit,
    key: key === undefined ? null : String(key),
    total: total === undefined ? null : String(total),
    byRemainder,
    opens: pool ? explainPath(month, pool, slug) : null,
    facts: label === 'due' ? { ...facts, digest } : facts,
    children: children.map(child => show(child, month, slug, digest)),
  };
}
