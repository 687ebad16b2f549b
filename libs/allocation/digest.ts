import type { PoolShares } from './allocate-pool.js';
import { inOrder } from './flags.js';
import type { MonthInputs } from './month.js';
import { policyDigest } from './policy.js';
import type { Pool } from './pool.js';
import { pools } from './pool.js';
import { sha256Hex } from './sha256.js';

/** SHA-256 of everything that decides a month's shares: one JSON array a line, pools in the order of `pools`, names in
 *  order. Flags are left out, as they change no figure. */
export function inputDigest(inputs: MonthInputs): string {
  const rows = [row('month', inputs.month, inputs.policyVersion, policyDigest(inputs.policy))];
  for (const pool of pools) rows.push(row('minutes', pool, `${inputs.minutes.get(pool) ?? 0n}`));
  addAmounts(rows, ['presence'], inOrder(inputs.presence));
  addAmounts(rows, ['individual'], inOrder(inputs.individual));
  for (const [meter, usage] of inOrder(inputs.usage)) addAmounts(rows, ['usage', meter], inOrder(usage));
  return sha256Hex(rows.join('\n'));
}

/** SHA-256 of a month's shares, down to each member's share of each component; they come in order of their names. */
export function outputDigest(
  shares: ReadonlyMap<Pool, PoolShares>,
  totals: ReadonlyMap<string, bigint>,
  unallocated: bigint,
): string {
  const rows = [row('unallocated', `${unallocated}`)];
  addAmounts(rows, ['total'], totals);
  for (const [pool, { umin, components, capMoved }] of shares) {
    addAmounts(rows, ['umin', pool], umin);
    addAmounts(rows, ['cap-moved', pool], capMoved);
    for (const { name, amount, house, fallback, shares: parts } of components) {
      rows.push(row('component', pool, name, `${amount}`, `${house}`, fallback));
      addAmounts(rows, ['share', pool, name], parts);
    }
  }
  return sha256Hex(rows.join('\n'));
}

const row = (...fields: readonly (string | number | boolean)[]): string => JSON.stringify(fields);

function addAmounts(rows: string[], kind: readonly string[], amounts: Iterable<readonly [string, bigint]>): void {
  const start = JSON.stringify(kind).slice(0, -1);
  for (const [name, amount] of amounts) rows.push(`${start},${JSON.stringify(name)},"${amount}"]`);
}
