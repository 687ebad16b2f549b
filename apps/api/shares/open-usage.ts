import { house } from '@amie/allocation';
import { daysOf, type ExplainedReading, type Month, subjectsOf, type UsageDay } from '@amie/database';
import type { Language } from '@amie/values';
import type { Transaction } from '../http/scope.js';
import type { ShownNode } from './explain-view.js';
import { averageText, isBooked, isGauge } from './meter-words.js';
import { openLedger, openSheets } from './open-ledger.js';

/** How far down an explanation goes: to shares, to what was measured, or to every reading. */
export const depths = ['shares', 'subjects', 'readings'] as const;
export type Depth = (typeof depths)[number];

export interface Opened {
  readonly month: Month;
  readonly member: string;
  readonly depth: Depth;
  readonly cutoff?: Date | undefined;
  /** Seconds of the month. */
  readonly seconds: bigint;
  readonly language: Language;
}

/**
 * Hangs what was measured under the lines of a tree that weigh a meter: subjects, their days, samples and runs. The
 * subjects sum to the line's key, the days to their subject; whatever the size of the platform, one subject's month is
 * read. What people book opens to the lines of the ledger.
 */
export async function openUsage(em: Transaction, node: ShownNode, opened: Opened): Promise<object> {
  if (opened.depth === 'shares') return node;
  const children: object[] = [];
  for (const child of node.children) children.push(await openUsage(em, child, opened));
  const { meter, fallback } = node.facts;
  const isUse = node.kind === 'own-use' || (node.kind === 'driver' && node.children.length === 0);
  if (node.kind === 'pool') return { ...node, children, ledger: await openLedger(em, node.facts, opened) };
  if (!isUse || meter === undefined || fallback !== undefined) return { ...node, children };
  const open = isBooked(meter) ? openSheets : usageOf;
  const usage = await open(em, meter, BigInt(node.key ?? 0), opened);
  return { ...node, children, ...(usage && { usage }) };
}

async function usageOf(em: Transaction, meter: string, key: bigint, opened: Opened): Promise<object | undefined> {
  const { month, member, seconds, language } = opened;
  const subjects = await subjectsOf(em, month, meter, member);
  if (subjects.length === 0) return undefined;
  const shown: object[] = [];
  for (const { amount, subjectId, key: subject, ...found } of subjects) {
    const days = opened.depth === 'readings' ? await openDays(em, meter, subjectId, opened) : undefined;
    const average = averageText(meter, amount, seconds, language);
    const added = days?.reduce<bigint | null>((sum, one) => add(sum, one.amount), 0n);
    shown.push({
      subject,
      ...found,
      amount: `${amount}`,
      ...(average !== undefined && { average }),
      ...(days && { isSumOfDays: added === amount, days: days.map(one => showDay(one, meter)) }),
    });
  }
  const sum = subjects.reduce((all, { amount }) => all + amount, 0n);
  return { meter, amount: `${sum}`, isWholeKey: sum === key, subjects: shown };
}

const add = (sum: bigint | null, amount: bigint | null) => (sum === null || amount === null ? null : sum + amount);

function openDays(em: Transaction, meter: string, subjectId: number, opened: Opened): Promise<UsageDay[]> {
  const { month, member, cutoff } = opened;
  return daysOf(em, { subjectId, meter, month, owner: member === house ? house : member, cutoff });
}

function showDay({ day, kind, peak, seconds, amount, samples }: UsageDay, meter: string): object {
  return {
    day,
    kind,
    value: peak === null ? null : `${peak}`,
    ...(isGauge(meter) && { seconds }),
    amount: amount === null ? null : `${amount}`,
    samples: samples.map(showSample),
  };
}

function showSample({ day: _day, value, epoch, ...sample }: ExplainedReading): object {
  return { ...sample, value: value === null ? null : `${value}`, epoch: epoch === null ? null : `${epoch}` };
}
