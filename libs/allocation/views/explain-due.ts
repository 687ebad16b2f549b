import { hamiltonSplit } from '../hamilton.js';
import { type Pool, pools, uminPerMinute } from '../pool.js';
import { sumOf } from '../whole-number.js';
import { addsUp, type ExplainNode } from './explain-node.js';

/** The salt of a month's cost: like that of a pool, so that ties of a cent are drawn and not chosen. */
export const costSalt = (month: string, policyVersion: number): string => `${month}|v${policyVersion}|cost`;

/** What a month's cost was split by, and among whom. */
export interface ExplainedCost {
  readonly month: string;
  readonly cents: bigint;
  /** The salt the cost was split with. */
  readonly salt: string;
  /** What the cost was split by (`splitCost`): member to micro-minutes, or to part·s. */
  readonly key: ReadonlyMap<string, bigint>;
}

/** What one member's key is made of: minutes worked for it alone, and its share of each pool in micro-minutes. */
export interface OwnKey {
  readonly individual: bigint;
  readonly pools: ReadonlyMap<Pool, bigint>;
}

/**
 * What a member owes of a month's cost, by its own days and its share of each pool, to the cent. Every line keeps the
 * micro-minutes it stands for as `key`, of the member's `total`; a line of a pool opens as that pool's explanation.
 * Without `own` (a cost borne by parts) nothing lies below. Throws ExplanationError when the lines do not sum to what is
 * due.
 */
export function explainDue({ month, cents, salt, key }: ExplainedCost, member: string, own?: OwnKey): ExplainNode {
  const id = `${month}/due/${member}`;
  const { shares, remainderUnits } = hamiltonSplit(cents, key, salt);
  const amount = shares.get(member) ?? 0n;
  return addsUp({
    id,
    label: 'due',
    amount,
    unit: 'cents',
    key: key.get(member) ?? 0n,
    total: sumOf(key.values()),
    byRemainder: remainderUnits.has(member),
    children: amount === 0n || !own ? [] : linesOf(id, amount, `${salt}|${member}`, own),
    facts: { of: String(cents), month, salt },
  });
}

function linesOf(parent: string, amount: bigint, salt: string, own: OwnKey): ExplainNode[] {
  const key = new Map<string, bigint>([['individual', own.individual * uminPerMinute]]);
  for (const pool of pools) key.set(pool, own.pools.get(pool) ?? 0n);
  const { shares, remainderUnits } = hamiltonSplit(amount, key, salt);
  return Array.from(key, ([name, umin]) => ({
    id: `${parent}/${name}`,
    label: name === 'individual' ? 'individual' : 'pool-cents',
    amount: shares.get(name) ?? 0n,
    unit: 'cents',
    key: umin,
    total: sumOf(key.values()),
    byRemainder: remainderUnits.has(name),
    children: [],
    facts: { of: String(amount), name },
  }));
}
