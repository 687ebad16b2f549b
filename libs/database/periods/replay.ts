import { allocateMonth, type MonthInputs, type MonthShares } from '@amie/allocation';
import type { EntityManager } from 'typeorm';
import { linesOf } from './alloc-lines.js';
import { isAsKept } from './close-month.js';
import { requireReadings } from './detached.js';
import { closedWith } from './frozen-inputs.js';
import { monthInputs } from './month-inputs.js';
import { firstDay, type Month } from './months.js';
import { type Period, periodOf } from './period-rows.js';
import { rows } from '../statement.js';
import { PeriodRefused } from './refused.js';

/** A month computed again from raw rows, beside what was kept of it. */
export interface Replay {
  readonly period: Period;
  readonly inputSha256: string;
  readonly outputSha256: string;
  /** Both digests, and of a closed month every line, are those kept. */
  readonly isSame: boolean;
}

/**
 * Computes a frozen month again from raw rows as known at its cutoff, under its policy. Nothing is written; whatever was
 * recorded since, the same digests come out. Throws `month-not-proposed`, `month-detached`.
 */
export async function replayMonth(em: EntityManager, month: Month): Promise<Replay> {
  const period = await periodOf(em, month);
  if (!period.cutoff) throw new PeriodRefused('month-not-proposed', { month });
  await requireReadings(em, month);
  const inputs = await monthInputs(em, month, period.cutoff, await closedWith(em, month));
  const shares = allocateMonth(inputs);
  const hasSameLines = period.state !== 'closed' || (await areLinesKept(em, inputs, shares));
  return {
    period,
    inputSha256: shares.inputDigest,
    outputSha256: shares.outputDigest,
    isSame: isAsKept(period, shares) && hasSameLines,
  };
}

async function areLinesKept(em: EntityManager, inputs: MonthInputs, shares: MonthShares): Promise<boolean> {
  const kept = await rows<{ line: string }>(em, keptLines, [firstDay(inputs.month)]);
  const computed = linesOf(inputs, shares).map(({ pool, component, member, amount, key, total }) =>
    [pool, component, member ?? '', amount, key, total].join('|'),
  );
  const lines = new Set(computed);
  return kept.length === computed.length && kept.every(({ line }) => lines.has(line));
}

const keptLines = `
  select concat_ws('|', l.pool, l.component, coalesce(m.slug, ''), l.amount_umin, l.key_num, l.key_den) as line
  from alloc_line l left join member m on m.id = l.member_id where l.month = $1::date
`;
