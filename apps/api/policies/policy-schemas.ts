import { z } from 'zod';
import { line, month } from '../days/fields.js';

export const newPolicy = z.strictObject({
  policy: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Document of the rule: minutes_per_day, effect, pools. The rule that Amie offers when absent.'),
  note: line(2000).default(''),
});
export type NewPolicy = z.output<typeof newPolicy>;

export const adoption = z.strictObject({
  from: month.describe('First month it counts for; it begins after the vote.'),
  decision: z.string().min(8).max(36).describe('Id of the decision of the board, or its first eight characters.'),
});
export type Adoption = z.output<typeof adoption>;

export const version = z.coerce.number().int().min(1).max(2_000_000_000);

export const policyView = z.object({
  version: z.number().int(),
  state: z.enum(['draft', 'active', 'retired']).describe('Retired: replaced before its month came.'),
  effectiveMonth: z.string().nullable(),
  policy: z.record(z.string(), z.unknown()),
  sha256: z.string(),
  engineVersion: z.string(),
  note: z.string(),
  decision: z.uuid().nullable(),
  isRecordedLate: z.boolean().describe('The decision was recorded after the first month it counts for began.'),
  draftedBy: z.string(),
  draftedAt: z.iso.datetime(),
  adoptedBy: z.string().nullable(),
  adoptedAt: z.iso.datetime().nullable(),
});

const amounts = z.record(z.string(), z.string());
export const replayView = z.object({
  version: z.number().int(),
  months: z.array(
    z.object({
      month: z.string(),
      closedWith: z.number().int(),
      members: z.array(
        z.object({
          member: z.string(),
          before: z.string().describe('Micro-minutes over all pools.'),
          after: z.string(),
          difference: z.string(),
          pools: amounts.describe('Difference in each pool.'),
          cents: z.object({ before: z.string(), after: z.string(), difference: z.string() }).nullable(),
        }),
      ),
    }),
  ),
  members: z
    .array(z.object({ member: z.string(), difference: z.string(), cents: z.string().nullable() }))
    .describe('Over all the months.'),
});
