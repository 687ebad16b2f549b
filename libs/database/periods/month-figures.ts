import { allocateMonth, type MonthInputs, type MonthShares } from '@amie/allocation';
import type { EntityManager } from 'typeorm';
import { keepMonth } from '../metering/index.js';
import { rows } from '../statement.js';
import { frozenInputs, closedWith } from './frozen-inputs.js';
import { flagsOf, inputsWith, takeUsageTurn } from './month-inputs.js';
import { firstDay, type Month } from './months.js';
import { readingFlags } from './period-flags.js';
import { type Period, periodOf } from './period-rows.js';
import { policyOf } from './policies.js';

/** A month's figures: final once it is closed, until then as far as is known. */
export interface MonthFigures {
  readonly period: Period;
  readonly inputs: MonthInputs;
  readonly shares: MonthShares;
}

/**
 * The figures of a month. Closed: from the keys that were frozen. Proposed: from usage as folded at the cutoff. Open:
 * from usage as last folded, folded again when readings came since. Throws `policy-missing` for a month before the first policy.
 */
export async function monthFigures(em: EntityManager, month: Month): Promise<MonthFigures> {
  const period = await periodOf(em, month);
  const inputs = await inputsOf(em, period);
  return { period, inputs, shares: allocateMonth(inputs) };
}

/** The keys behind the figures of a month, without sharing it out. */
export async function monthKeys(em: EntityManager, month: Month): Promise<MonthInputs> {
  return inputsOf(em, await periodOf(em, month));
}

/**
 * What a month's figures depend on, as a text: while it is the same, so are they. Folds an open month again if readings
 * came since it was folded last.
 */
export async function figuresStamp(em: EntityManager, period: Period): Promise<string> {
  const { month, cutoff, inputSha256, policyVersion } = period;
  if (cutoff) return [month, policyVersion, inputSha256].join('|');
  await refreshDraft(em, month);
  const [found] = await rows<{ stamp: string }>(em, stamp, [firstDay(month)]);
  return [month, found?.stamp].join('|');
}

const stamp = `
  select concat_ws('|',
    (select max(version) from policy where state = 'active' and effective_month <= $1::date),
    (select kept_at from month_draft where month = $1::date),
    (select concat(count(*), ':', max(validated_at)) from time_entry
      where work_day >= $1::date and work_day < $1::date + interval '1 month' and validated_at is not null),
    (select concat(max(recorded_at), ':', max(replaced_at)) from membership)) as stamp
`;

async function inputsOf(em: EntityManager, { month, state, cutoff }: Period): Promise<MonthInputs> {
  if (state === 'closed') return frozenInputs(em, month);
  const rule = cutoff ? await closedWith(em, month) : await policyOf(em, month);
  // A proposed month has its usage from the fold at its cutoff: nobody folds it into that table again.
  if (!cutoff) await refreshDraft(em, month);
  const usage = await keptUsage(em, month);
  return inputsWith(em, month, { rule, usage, cutoff: cutoff ?? undefined, flags: await readingFlags(em, month) });
}

/**
 * Folds the usage of an open month again if anything was read since it was last folded; any number may ask. What was
 * folded when a month was proposed stays.
 */
export async function refreshDraft(em: EntityManager, month: Month): Promise<void> {
  const [fresh] = await rows(em, isFresh, [firstDay(month)]);
  if (fresh) return;
  await takeUsageTurn(em, month);
  const [meanwhile] = await rows(em, isFresh, [firstDay(month)]);
  if (meanwhile) return;
  const [now] = await rows<{ at: Date }>(em, `select date_trunc('milliseconds', clock_timestamp()) as at`);
  const folded = await keepMonth(em, month);
  await rows(em, keep, [firstDay(month), now?.at, JSON.stringify(flagsOf(folded))]);
}

const keep = `
  insert into month_draft (month, kept_at, flags) values ($1::date, $2::timestamptz, $3::jsonb)
  on conflict (month) do update set kept_at = excluded.kept_at, flags = excluded.flags
`;
const isFresh = `
  select from period where month = $1::date and state <> 'open'
  union all
  select from month_draft d where d.month = $1::date
    and not exists (select from meter_run r where r.usage_day >= $1::date
      and r.usage_day < $1::date + interval '1 month' and r.ended_at >= d.kept_at)
    and not exists (select from subject_owner o where o.recorded_at >= d.kept_at or o.retired_at >= d.kept_at)
    and not exists (select from reading g where g.usage_day >= $1::date
      and g.usage_day < $1::date + interval '1 month' and g.revision > 0 and g.recorded_at >= d.kept_at)
`;

async function keptUsage(em: EntityManager, month: Month): Promise<ReadonlyMap<string, ReadonlyMap<string, bigint>>> {
  const text = `select e.name as meter, coalesce(m.slug, '~house') as owner, sum(u.amount)::text as amount
    from usage_month u join meter e on e.id = u.meter_id left join member m on m.id = u.member_id
    where u.month = $1::date group by 1, 2 having sum(u.amount) > 0`;
  const usage = new Map<string, Map<string, bigint>>();
  for (const { meter, owner, amount } of await rows<{ meter: string; owner: string; amount: string }>(em, text, [
    firstDay(month),
  ])) {
    const amounts = usage.get(meter) ?? new Map<string, bigint>();
    usage.set(meter, amounts.set(owner, BigInt(amount)));
  }
  return usage;
}
