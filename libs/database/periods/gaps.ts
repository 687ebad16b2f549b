import { allocateMonth, type MonthInputs } from '@amie/allocation';
import type { EntityManager } from 'typeorm';
import { draftsOf } from '../ledger/index.js';
import { foldMonth, gapsOf, inRows, monthCoverage, type SourceGap } from '../metering/index.js';
import { rows } from '../statement.js';
import { notAccepted, thinMeters } from './accepted-coverage.js';
import { foldInputs, type FoldedInputs } from './month-inputs.js';
import { firstDay, type Month } from './months.js';
import { PeriodRefused } from './refused.js';

/** Why a month cannot close yet; each is worded, with the way to mend it, by the caller. */
export type Gap =
  | {
      readonly code: 'source-day';
      readonly server: string;
      readonly service: string;
      /** First and last day in a row. */
      readonly day: string;
      readonly to: string;
      readonly state: SourceGap['state'];
    }
  | { readonly code: 'coverage'; readonly meter: string; readonly observed: number; readonly days: number }
  | { readonly code: 'entry-not-validated'; readonly id: string; readonly day: string }
  /** Validated or reversed after the month was proposed: its minutes are not in the figures. */
  | { readonly code: 'entry-after-cutoff'; readonly id: string; readonly day: string }
  | { readonly code: 'unallocated'; readonly minutes: bigint }
  | { readonly code: 'figures-moved' }
  /** Nothing is shared out before a first rule. */
  | { readonly code: 'policy-missing' };

/** Every gap of a month as of its fold: an empty list lets it close. */
export async function monthGaps(em: EntityManager, month: Month, { inputs, folded }: FoldedInputs): Promise<Gap[]> {
  return [...(await gapsOfRows(em, month, folded)), ...unallocatedOf(inputs)];
}

/** What is missing of a month before the first rule, beside that rule. */
export async function gapsWithoutRule(em: EntityManager, month: Month): Promise<Gap[]> {
  return [{ code: 'policy-missing' }, ...(await gapsOfRows(em, month, await foldMonth(em, month)))];
}

/** Gaps of the readings and of the ledger, whatever the rule. */
async function gapsOfRows(em: EntityManager, month: Month, folded: FoldedInputs['folded']): Promise<Gap[]> {
  const { meters, gaps } = await monthCoverage(em, month, folded.cutoff, folded);
  const explained = await explainedDays(em, month);
  const names = await serverNames(em);
  const left = gaps.filter(({ serverId, service, day }) => !explained.has(`${serverId}/${service}/${day}`));
  const days = inRows(left).map(({ serverId, ...row }): Gap => {
    return { code: 'source-day', server: names.get(serverId) ?? serverId, ...row };
  });
  const thin = await notAccepted(em, month, thinMeters(meters));
  const drafts = (await draftsOf(em, month)).map(entry => ({ code: 'entry-not-validated', ...entry }) as const);
  const late = (await entriesAfter(em, month, folded.cutoff)).map(
    one => ({ code: 'entry-after-cutoff', ...one }) as const,
  );
  return [...days, ...thin, ...drafts, ...late];
}

function unallocatedOf(inputs: MonthInputs): Gap[] {
  const { unallocated } = allocateMonth(inputs);
  return unallocated > 0n ? [{ code: 'unallocated', minutes: unallocated / 1_000_000n }] : [];
}

function entriesAfter(em: EntityManager, month: Month, cutoff: string): Promise<{ id: string; day: string }[]> {
  const text = `select id, work_day::text as day from time_entry
    where work_day >= $1::date and work_day < $1::date + interval '1 month' and withdrawn_at is null
      and validated_at > $2::timestamptz order by work_day, lower(span), id`;
  return rows(em, text, [firstDay(month), cutoff]);
}

async function explainedDays(em: EntityManager, month: Month): Promise<Set<string>> {
  const text = `select distinct server_id || '/' || service || '/' || usage_day as day from period_explanation
    where month = $1::date`;
  return new Set((await rows<{ day: string }>(em, text, [firstDay(month)])).map(({ day }) => day));
}

async function serverNames(em: EntityManager): Promise<Map<string, string>> {
  const found = await rows<{ id: string; name: string }>(em, 'select id, name from server');
  return new Map(found.map(({ id, name }) => [id, name]));
}

/** Every gap of a month as things stand: at the cutoff once it is proposed, now while it is open. */
export async function gapsNow(em: EntityManager, month: Month, how: Parameters<typeof foldInputs>[2]): Promise<Gap[]> {
  return monthGaps(em, month, await foldInputs(em, month, how));
}

/** Why a day of a server has no reading, in a person's words; shown beside the month for ever. */
export interface Explanation {
  readonly server: string;
  readonly service: string;
  readonly day: string;
  readonly text: string;
  readonly explainedBy: string;
  readonly explainedAt: Date;
}

/** Every explanation of a month, in order of the days. */
export function listExplanations(em: EntityManager, month: Month): Promise<Explanation[]> {
  return rows(em, explanations, [firstDay(month)]);
}

const explanations = `
  select s.name as server, e.service, e.usage_day::text as day, e.text, e.explained_by as "explainedBy",
    e.explained_at as "explainedAt"
  from period_explanation e join server s on s.id = e.server_id where e.month = $1::date
  order by e.usage_day, s.name, e.service, e.id
`;

/**
 * Explains a day of a server that has no good reading, or every such day up to another; throws `day-outside-month`, or
 * `day-without-gap` when there is none.
 */
export async function explainGap(
  em: EntityManager,
  month: Month,
  gap: {
    readonly server: string;
    readonly service: string;
    readonly day: string;
    readonly to?: string | undefined;
    readonly text: string;
    readonly by: string;
  },
): Promise<void> {
  const to = gap.to ?? gap.day;
  for (const day of [gap.day, to]) {
    if (!day.startsWith(`${month}-`)) throw new PeriodRefused('day-outside-month', { day, month });
  }
  const gaps = await gapsOf(em, month);
  const names = await serverNames(em);
  const found = gaps.filter(
    one => one.day >= gap.day && one.day <= to && one.service === gap.service && names.get(one.serverId) === gap.server,
  );
  if (found.length === 0) {
    throw new PeriodRefused('day-without-gap', { day: gap.day, server: gap.server, service: gap.service });
  }
  for (const { serverId, service, day } of found)
    await rows(em, insert, [firstDay(month), serverId, service, day, gap.text, gap.by]);
}

const insert = `
  insert into period_explanation (month, server_id, service, usage_day, text, explained_by)
  values ($1::date, $2::uuid, $3, $4::date, $5, $6)
`;
