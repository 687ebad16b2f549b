import { z } from 'zod';
import { day, line } from '../days/fields.js';

export const newDecision = z.strictObject({
  takenOn: day.describe('Day of the vote.'),
  title: line(200),
  text: z
    .string()
    .max(10_000)
    .refine(text => !text.includes('\0'))
    .default('')
    .describe('What was decided, as in the minutes of the board.'),
});
export type NewDecision = z.output<typeof newDecision>;

export const decisionView = z.object({
  id: z.uuid(),
  takenOn: z.string(),
  title: z.string(),
  text: z.string(),
  recordedBy: z.string(),
  recordedAt: z.iso.datetime(),
});
