import { printable } from '@amie/values';
import { z } from 'zod';
import { formed } from '../days/fields.js';
import { isDay } from '../days/calendar.js';
import { halvesOf } from './parts-text.js';

const momentForm = /^(\d{4}-\d\d-\d\d)(?:T(?:[01]\d|2[0-3]):[0-5]\d)?$/;
const isMoment = (text: string): boolean => isDay(momentForm.exec(text)?.[1] ?? '');
export const moment = formed(isMoment, 'moment-shape').describe('2025-10-16 (midnight) or 2025-10-16T09:30, local.');

const parts = z
  .union([z.string().max(20), z.number()])
  .transform((text, context): number => {
    const halves = halvesOf(text);
    if (halves !== undefined) return halves;
    const value = printable(String(text).slice(0, 40));
    const params = { problem: { code: 'parts-shape', value, detail: { value } } };
    context.addIssue({ code: 'custom', message: 'parts-shape', params });
    return z.NEVER;
  })
  .describe('Whole or half: 3, 1.5 or "1,5".');

export const partsWish = z.strictObject({
  parts,
  from: moment,
  until: moment.optional().describe('Exclusive; until the next change recorded already unless said.'),
});
export type PartsWish = z.output<typeof partsWish>;

export const partsEnd = z.strictObject({ on: moment.describe('First moment without parts.') });

const membershipView = z.object({
  member: z.string(),
  name: z.string(),
  parts: z.string(),
  halfParts: z.number().int(),
  from: z.string(),
  until: z.string().nullable(),
  recordedBy: z.string(),
  recordedAt: z.iso.datetime(),
  replacedBy: z.string().nullable(),
  replacedAt: z.iso.datetime().nullable(),
});
const flagView = z.object({ code: z.string(), title: z.string(), detail: z.string(), action: z.string() });

export const membershipsView = z.object({
  items: z.array(membershipView),
  sold: z.string().describe('Parts sold at that moment.'),
  offered: z.string(),
  flags: z.array(flagView),
});
export const partsView = z.object({
  member: z.string(),
  items: z.array(membershipView),
  replaced: z.array(membershipView).describe('What was recorded and no longer holds.'),
  flags: z.array(flagView),
});

const amount = z.object({ umin: z.string(), text: z.string() });
const memberPlanView = z.object({
  member: z.string(),
  own: z.object({ planned: amount, used: amount, left: amount, waiting: amount }),
  collective: z.object({ planned: amount, used: amount, left: amount }),
});
export const yearPlanView = z.object({
  year: z.number().int(),
  ownDays: z.number().int().describe('Days of its own that a part has in a year.'),
  collectiveDays: z.number().int(),
  minutesPerDay: z.number().int(),
  members: z.array(memberPlanView),
  all: memberPlanView.omit({ member: true }),
  collectiveWorked: amount.describe('Validated collective minutes of the year, weighed or not.'),
  closedMonths: z.array(z.string()).describe('Months whose collective minutes are weighed.'),
});
