import { allocateMonth, type MonthInputs, type MonthShares } from '@amie/allocation';
import type { EntityManager } from 'typeorm';
import { freezeLedger } from '../ledger/index.js';
import { freezeReadings } from '../metering/index.js';
import { rows } from '../statement.js';
import { keepLines } from './alloc-lines.js';
import { findDecision } from './decisions.js';
import { closedWith, keepInputs } from './frozen-inputs.js';
import { type Gap, monthGaps } from './gaps.js';
import { foldInputs } from './month-inputs.js';
import { firstDay, type Month, monthsLater } from './months.js';
import { keepFlags } from './period-flags.js';
import { lockPeriod, type Period, periodOf } from './period-rows.js';
import { policyOf } from './policies.js';
import { PeriodRefused } from './refused.js';

/** A month as proposed: what was frozen, what it gives, and what still keeps it from closing. */
export interface Proposal {
  readonly period: Period;
  readonly inputs: MonthInputs;
  readonly shares: MonthShares;
  readonly gaps: readonly Gap[];
}

/**
 * Freezes a month that is over and past its grace: what is recorded from now on is not of its figures. Proposing again
 * before it closes freezes again, and takes an approval back. Throws `month-not-over`, `month-in-grace`, `month-closed`.
 */
export async function proposeMonth(em: EntityManager, month: Month, by: string): Promise<Proposal> {
  const before = await lockPeriod(em, month);
  if (before.state === 'closed') throw new PeriodRefused('month-closed', { month });
  if (before.state === 'open') throw new PeriodRefused('month-not-over', { month });
  if (before.state === 'grace' && !before.isDue) {
    throw new PeriodRefused('month-in-grace', { month, day: before.graceUntil });
  }
  const rule = await policyOf(em, month);
  const cutoff = later(await freezeLedger(em), new Date(await freezeReadings(em)));
  const made = await foldInputs(em, month, { rule, cutoff, isKept: true });
  const shares = allocateMonth(made.inputs);
  await rows(em, propose, [firstDay(month), cutoff, rule.version, shares.inputDigest, shares.outputDigest, by]);
  await keepFlags(em, month, made.inputs.flags);
  return { period: await periodOf(em, month), inputs: made.inputs, shares, gaps: await monthGaps(em, month, made) };
}

const propose = `
  update period set state = 'proposed', cutoff = $2::timestamptz, policy_version = $3::int, input_sha256 = $4,
    output_sha256 = $5, proposed_by = $6, proposed_at = clock_timestamp(), approved_by = null, approved_at = null,
    decision_id = null
  where month = $1::date
`;

const later = (one: Date, other: Date): Date => (one > other ? one : other);

/**
 * The board said yes to what was proposed. The same decision again changes nothing. Throws `month-not-proposed`, or
 * `approval-before-end`: a decision taken before the month was over cannot be about its figures.
 */
export async function approveMonth(em: EntityManager, month: Month, decision: string, by: string): Promise<Period> {
  const before = await lockPeriod(em, month);
  const { id, takenOn } = await findDecision(em, decision);
  if (before.state === 'approved' && before.decisionId === id) return before;
  if (before.state === 'closed') throw new PeriodRefused('month-closed', { month });
  if (before.state !== 'proposed') throw new PeriodRefused('month-not-proposed', { month });
  if (takenOn < firstDay(monthsLater(month, 1)))
    throw new PeriodRefused('approval-before-end', { month, day: takenOn });
  const approve = `update period set state = 'approved', approved_by = $2, approved_at = clock_timestamp(),
    decision_id = $3::uuid where month = $1::date`;
  await rows(em, approve, [firstDay(month), by, id]);
  return periodOf(em, month);
}

/** What became of a wish to close: the closed month, or why not. */
export type Closing =
  | { readonly isClosed: true; readonly period: Period }
  | { readonly isClosed: false; readonly period: Period; readonly gaps: readonly Gap[] };

/**
 * Closes an approved month: its keys and lines are written and its secret is published, in this one transaction, or
 * nothing is. Recomputed from raw rows first: other figures than those approved keep it open. Closing a closed month
 * changes nothing. Throws `month-not-approved`.
 */
export async function closeMonth(em: EntityManager, month: Month, by: string): Promise<Closing> {
  const before = await lockPeriod(em, month);
  if (before.state === 'closed') return { isClosed: true, period: before };
  const { cutoff } = before;
  if (before.state !== 'approved' || !cutoff) throw new PeriodRefused('month-not-approved', { month });
  const made = await foldInputs(em, month, { rule: await closedWith(em, month), cutoff, isKept: true });
  const { inputs } = made;
  const shares = allocateMonth(inputs);
  const gaps: Gap[] = await monthGaps(em, month, made);
  if (!isAsKept(before, shares)) gaps.push({ code: 'figures-moved' });
  if (gaps.length > 0) return { isClosed: false, period: before, gaps };
  await keepInputs(em, inputs);
  await keepLines(em, inputs, shares);
  const close = `update period set state = 'closed', closed_by = $2, closed_at = clock_timestamp() where month = $1::date`;
  await rows(em, close, [firstDay(month), by]);
  return { isClosed: true, period: await periodOf(em, month) };
}

/** Whether figures are those that were frozen, by both digests. */
export function isAsKept(
  { inputSha256, outputSha256 }: Pick<Period, 'inputSha256' | 'outputSha256'>,
  { inputDigest, outputDigest }: Pick<MonthShares, 'inputDigest' | 'outputDigest'>,
): boolean {
  return inputSha256 === inputDigest && outputSha256 === outputDigest;
}
