import { z } from 'zod';
import { day, line } from '../days/fields.js';

export const approval = z.strictObject({
  decision: z.string().min(8).max(36).describe('Id of the decision of the board, or its first eight characters.'),
});
export const explanation = z.strictObject({
  server: z.string().min(1).max(63).describe('Name of the server.'),
  service: z.string().min(1).max(63),
  day,
  to: day.optional().describe('Every day without a good reading up to this one, too.'),
  text: line(2000)
    .refine(text => text !== '')
    .describe('Why it was not read, for whoever asks in years to come.'),
});
export type NewExplanation = z.output<typeof explanation>;
export const cause = z.strictObject({ cause: line(2000).refine(text => text !== '') });
export type Cause = z.output<typeof cause>;

const instant = z.iso.datetime().nullable();
const text = z.string().nullable();

export const gapView = z.object({
  code: z.string(),
  params: z.record(z.string(), z.unknown()),
  title: z.string(),
  detail: z.string(),
  action: z.string().describe('How to mend it.'),
});
const explanationView = z.object({
  server: z.string(),
  service: z.string(),
  day: z.string(),
  text: z.string(),
  explainedBy: z.string(),
  explainedAt: z.iso.datetime(),
});
export const acceptance = z.strictObject({
  meter: z.string().min(1).max(40).describe('mail.storage'),
  decision: approval.shape.decision,
  text: explanation.shape.text.describe('Why the board takes the month as it was read.'),
});
export const acceptedView = z.object({
  meter: z.string(),
  observed: z.number().int().describe('Days of subjects observed when it was accepted.'),
  days: z.number().int(),
  text: z.string(),
  decisionId: z.uuid(),
  acceptedBy: z.string(),
  acceptedAt: z.iso.datetime(),
});
export const flagView = z.object({
  code: z.string(),
  pool: z.string().optional(),
  meter: z.string().optional(),
  member: z.string().optional(),
  note: z.string().optional(),
  text: z.string(),
});
export const adjustmentView = z.object({
  id: z.uuid(),
  originMonth: z.string().describe('Month it corrects.'),
  issuedMonth: z.string().describe('Month it counts in.'),
  pool: z.string(),
  member: text,
  amount: z.string().describe('Micro-minutes, signed.'),
  cause: z.string(),
  batch: z.uuid().describe('Shared by what was written at once, and is taken back at once.'),
  reverses: text,
  issuedBy: z.string(),
  issuedAt: z.iso.datetime(),
});
export const periodView = z.object({
  month: z.string(),
  state: z.enum(['open', 'grace', 'proposed', 'approved', 'closed']),
  graceUntil: z.string(),
  isDue: z.boolean().describe('Its grace is over: it can be proposed.'),
  cutoff: instant.describe('What was recorded after it is not of this month.'),
  policyVersion: z.number().int().nullable(),
  inputSha256: text,
  outputSha256: text,
  proposedBy: text,
  proposedAt: instant,
  approvedBy: text,
  approvedAt: instant,
  decisionId: text,
  closedBy: text,
  closedAt: instant,
});
export const gapsAnswer = z.object({
  month: z.string(),
  gaps: z.array(gapView),
  explanations: z.array(explanationView),
  accepted: z.array(acceptedView),
});
export const reportView = z.object({ period: periodView, gaps: z.array(gapView), flags: z.array(flagView) });
export const fullPeriodView = periodView.extend({
  explanations: z.array(explanationView),
  accepted: z.array(acceptedView).describe('Meters read too seldom that the board took as they are.'),
  adjustments: z.array(adjustmentView),
  flags: z.array(flagView).describe('What its readings must not hide, as frozen once the month is proposed.'),
  secret: text.describe('Of a closed month: anyone can compute from it when the secret samples were due.'),
});
export const monthReplayView = z.object({
  month: z.string(),
  isSame: z.boolean(),
  inputSha256: z.string(),
  outputSha256: z.string(),
  kept: z.object({ inputSha256: text, outputSha256: text }),
});
export const adjustmentsAnswer = z.object({ items: z.array(adjustmentView) });
