import type { MonthInputs } from '@amie/allocation';
import type { EntityManager } from 'typeorm';
import { attendance, individualMinutes, poolMinutes, presence } from '../ledger/index.js';
import { foldMonth, keepMonth, type MonthUsage, type UsageFlag } from '../metering/index.js';
import { rows } from '../statement.js';
import type { Month } from './months.js';
import { policyOf, type PolicyInForce } from './policies.js';

/** Meter of the ledger that weighs: attendee-minutes of trainings. */
const trainingMeter = 'train.minutes';

type Usage = MonthInputs['usage'];

/** What a month is computed from: its inputs, and the fold of readings that gave their usage. */
export interface FoldedInputs {
  readonly inputs: MonthInputs;
  readonly folded: MonthUsage;
}

/**
 * All that decides a month's shares, from raw rows as they were known at the cutoff (now, without one): presence,
 * validated minutes, usage. The same month at the same cutoff is the same for ever. Throws `policy-missing`.
 */
export async function monthInputs(
  em: EntityManager,
  month: Month,
  cutoff?: Date,
  inForce?: PolicyInForce,
): Promise<MonthInputs> {
  return (await foldInputs(em, month, { rule: inForce ?? (await policyOf(em, month)), cutoff })).inputs;
}

/** The same with its fold, which is costly: made once, and kept in `usage_month` if told so. */
export async function foldInputs(
  em: EntityManager,
  month: Month,
  how: { readonly rule: PolicyInForce; readonly cutoff?: Date | undefined; readonly isKept?: boolean },
): Promise<FoldedInputs> {
  const { rule, cutoff, isKept = false } = how;
  if (isKept) await takeUsageTurn(em, month);
  const folded = await (isKept ? keepMonth : foldMonth)(em, month, cutoff?.toISOString());
  return { folded, inputs: await inputsWith(em, month, { rule, usage: folded.usage, flags: flagsOf(folded), cutoff }) };
}

/** Two that fold one month and keep it take turns, until the transaction ends. */
export async function takeUsageTurn(em: EntityManager, month: Month): Promise<void> {
  await rows(em, `select pg_advisory_xact_lock(hashtext('amie.usage'), hashtext($1))`, [month]);
}

/** The same around a usage that was folded before. */
export async function inputsWith(
  em: EntityManager,
  month: Month,
  given: { rule: PolicyInForce; usage: Usage; flags: MonthInputs['flags']; cutoff?: Date | undefined },
): Promise<MonthInputs> {
  const { rule, usage, flags, cutoff } = given;
  return {
    month,
    policyVersion: rule.version,
    policy: rule.policy,
    presence: await presence(em, month, cutoff),
    minutes: await poolMinutes(em, month, cutoff),
    individual: await individualMinutes(em, month, cutoff),
    usage: new Map([...usage, [trainingMeter, await attendance(em, month, cutoff)]]),
    flags,
  };
}

/** What a fold flagged, as the engine carries it beside the figures. */
export const flagsOf = ({ flags }: Pick<MonthUsage, 'flags'>): MonthInputs['flags'] => flags.map(flagOf);

function flagOf({ kind, meter, key, day, service }: UsageFlag): MonthInputs['flags'][number] {
  return { code: kind, ...(meter && { meter }), note: [day, key ?? service].join(' ') };
}
