import type { EntityManager } from 'typeorm';
import type { MeterCoverage, MonthUsage, SourceGap } from './words.js';

/**
 * Usage of a month (`YYYY-MM`) from the readings known at `cutoff` (ISO 8601; everything known now without it). Writes
 * nothing: the same month at the same cutoff is the same, whatever was recorded since.
 */
export async function foldMonth(em: EntityManager, month: string, cutoff?: string): Promise<MonthUsage> {
  throw new Error(`${String(em)} ${month} ${cutoff}: not written yet`);
}

/** Folds and keeps the parts of each figure in `usage_month`, for whoever asks to see them. */
export async function keepMonth(em: EntityManager, month: string, cutoff?: string): Promise<MonthUsage> {
  throw new Error(`${String(em)} ${month} ${cutoff}: not written yet`);
}

/** How good the readings of a month are, by meter, and the days of servers that lack a run that ended well. */
export async function monthCoverage(
  em: EntityManager,
  month: string,
  cutoff?: string,
): Promise<{ readonly meters: readonly MeterCoverage[]; readonly gaps: readonly SourceGap[] }> {
  throw new Error(`${String(em)} ${month} ${cutoff}: not written yet`);
}
