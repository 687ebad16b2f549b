import type { Pool } from '@amie/allocation';
import { type LedgerLine, linesOfMemberAlone, linesOfPool, linesOfSheets } from '@amie/database';
import type { Transaction } from '../http/scope.js';
import type { Opened } from './open-usage.js';

/** Lines of the ledger under a figure, and whether they sum to it. */
export interface ShownLines {
  readonly minutes: string;
  readonly isWhole: boolean;
  readonly many: number;
  /** Only at the depth of readings: a pool may have hundreds. */
  readonly entries?: readonly object[];
}

/** The minutes worked in the pool, and the member's own beside them: who worked them when, and who validated them. */
export async function openLedger(
  em: Transaction,
  facts: Readonly<Record<string, string>>,
  { month, member, cutoff, depth }: Opened,
): Promise<{ readonly pool: ShownLines; readonly own: ShownLines }> {
  const worked = await linesOfPool(em, month, facts.pool as Pool, cutoff);
  const own = await linesOfMemberAlone(em, month, member, cutoff);
  const entries = (found: readonly LedgerLine[]) => (depth === 'readings' ? { entries: found } : {});
  return {
    pool: { ...sumUp(worked, BigInt(facts.minutes ?? 0)), ...entries(worked) },
    own: { ...sumUp(own), ...entries(own) },
  };
}

/** The entries of the sheets a member is on, under its weight in a training. */
export async function openSheets(
  em: Transaction,
  meter: string,
  key: bigint,
  { month, member, cutoff }: Opened,
): Promise<object | undefined> {
  const found = await linesOfSheets(em, month, member, cutoff);
  if (found.length === 0) return undefined;
  const { minutes, isWhole } = sumUp(found, key);
  return { meter, amount: minutes, isWholeKey: isWhole, subjects: [], entries: found };
}

function sumUp(found: readonly LedgerLine[], figure?: bigint): ShownLines {
  const sum = BigInt(found.reduce((all, { minutes }) => all + minutes, 0));
  return { minutes: `${sum}`, isWhole: figure === undefined || sum === figure, many: found.length };
}
