import { type Pool, pools } from '@amie/allocation';
import { printable } from '@amie/values';
import { z } from 'zod';
import { month } from '../days/fields.js';
import { adjustmentView, flagView } from '../periods/period-schemas.js';
import { depths } from './open-usage.js';

/** Told with the word that was typed and those there are: it stands in paths, where no field has a name. */
export const poolField = z.string().transform((text, context): Pool => {
  const pool = pools.find(one => one === text);
  if (pool) return pool;
  const value = printable(text.slice(0, 40));
  const problem = { code: 'pool-unknown', value, detail: { value, names: pools } };
  context.addIssue({ code: 'custom', message: problem.code, params: { problem } });
  return z.NEVER;
});
export const explainQuery = z.object({
  to: z.enum(depths).default('readings').describe('How far down: shares, subjects, or every reading.'),
});
export const whyQuery = z.object({
  since: month.optional().describe('Month to compare with; the one before unless said.'),
});

const whole = z
  .string()
  .regex(/^-?\d{1,18}$/)
  .transform(BigInt);
export const changeQuery = z.object({
  month,
  meter: z.string().max(40).optional(),
  member: z.string().max(64).optional(),
  add: whole.optional().describe('So many more (below 0: less) all month: mailboxes, KiB, messages, bytes.'),
  halfParts: z.coerce.number().int().min(-2000).max(2000).optional(),
  pool: poolField.optional(),
  minutes: z.coerce.number().int().min(-100_000).max(100_000).optional(),
});
export type ChangeQuery = z.output<typeof changeQuery>;

const amounts = z.record(z.string(), z.string());
export const sharesView = z.object({
  month: z.string(),
  state: z.string(),
  isFinal: z.boolean(),
  note: z.string(),
  policyVersion: z.number().int(),
  inputSha256: z.string(),
  outputSha256: z.string(),
  unallocated: z.string().describe('Micro-minutes nobody bears; the month cannot close with any.'),
  pools: z.array(
    z.object({
      pool: z.string(),
      minutes: z.string(),
      whole: z.string(),
      houseUmin: z.string().describe('What the house used, borne by all by parts; inside the shares.'),
    }),
  ),
  members: z.array(
    z.object({
      member: z.string(),
      name: z.string(),
      presence: z.string().describe('part·s'),
      individualMinutes: z.string(),
      pools: amounts.describe('Micro-minutes.'),
      whole: amounts.describe('Minutes that add up both ways, each within 1 of exact.'),
      umin: z.string(),
      minutes: z.string(),
      wholeMinutes: z.string(),
      fundedUmin: z.string(),
      balanceUmin: z.string().describe('Funded minus weighed.'),
    }),
  ),
  total: z.object({ umin: z.string(), wholeMinutes: z.string() }),
  flags: z.array(flagView),
  adjustments: z.array(adjustmentView).describe('Of earlier months, that count in this one.'),
});

const node = z.object({
  id: z.string(),
  kind: z.string(),
  label: z.string(),
  amount: z.string().describe('Micro-minutes; the children sum to it.'),
  unit: z.string(),
  shown: z.string(),
  how: z.string().optional(),
  key: z.string().optional(),
  total: z.string().optional(),
  keyUnit: z.string().optional(),
  byRemainder: z.boolean().optional(),
  facts: z.record(z.string(), z.string()),
  children: z.array(z.unknown()),
  usage: z.unknown().optional().describe('Subjects that sum to the key, their days, samples and runs; or entries.'),
  ledger: z.unknown().optional().describe('Entries of the pool’s minutes, and of the member’s own.'),
});
export const explainView = z.object({ month: z.string(), isFinal: z.boolean(), member: z.string(), tree: node });
export const whyView = z.object({
  month: z.string(),
  since: z.string(),
  pool: z.string(),
  member: z.string(),
  from: z.string(),
  to: z.string(),
  difference: z.string(),
  shown: z.string(),
  steps: z.array(z.object({ cause: z.string(), label: z.string(), amount: z.string(), shown: z.string() })),
});
export const whatIfView = z.object({
  month: z.string(),
  change: z.string(),
  note: z.string(),
  members: z.array(
    z.object({
      member: z.string(),
      before: z.string(),
      after: z.string(),
      difference: z.string(),
      shown: z.string(),
      pools: amounts,
    }),
  ),
});
