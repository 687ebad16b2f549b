import { z } from 'zod';
import { day, line, memberName, month } from '../days/fields.js';
import { moment } from '../memberships/membership-schemas.js';

const serverName = z.string().min(1).max(63).describe('Name of the server.');
const subjectKey = z
  .string()
  .min(1)
  .max(320)
  .describe('What is measured, as explanations show it: domain/la-recre/la-recre.test.');
const meter = z.string().min(1).max(40).describe('mail.storage');
const why = line(500).refine(text => text !== '');

export const readingsQuery = z.object({ server: serverName.optional(), subject: subjectKey, meter, month });
export type ReadingsQuery = z.output<typeof readingsQuery>;

export const correction = z.strictObject({
  server: serverName,
  subject: subjectKey,
  meter,
  day,
  slot: z.union([z.literal(0), z.literal(1), z.literal(2)]).default(0),
  value: z
    .string()
    .regex(/^(?:\d{1,18}|absent)$/)
    .describe('In the unit of the meter (KiB, bytes, a count); absent: known to be wrong, and nothing else is known.'),
  reason: why.describe('Why what was read is wrong, and where this value is from.'),
});
export type NewCorrection = z.output<typeof correction>;

export const ownerChange = z.strictObject({
  server: serverName,
  service: z.string().min(1).max(63).optional().describe('All services of the server that measure it, unless said.'),
  subject: subjectKey,
  member: memberName,
  from: moment,
});
export type OwnerChange = z.output<typeof ownerChange>;

const sample = z.object({
  day: z.string(),
  slot: z.number().int(),
  revision: z.number().int(),
  quality: z.string().describe('o observed, a absent, c corrected by a person, s by a server whose clock was wrong.'),
  value: z.string().nullable(),
  isCurrent: z.boolean().describe('The one that counts among the revisions of its slot.'),
  recordedAt: z.iso.datetime(),
  reason: z.string().nullable(),
  author: z.string().nullable(),
});
const about = { server: z.string(), service: z.string(), subject: z.string(), meter: z.string() };
export const readingsView = z.object({
  month: z.string(),
  items: z.array(z.object({ ...about, unit: z.string(), samples: z.array(sample) })),
});
export const correctionView = z.object({
  ...about,
  unit: z.string(),
  month: z.string(),
  isMonthClosed: z.boolean().describe('Its figures stay; an adjustment takes this up.'),
  samples: z.array(sample).describe('All of that day: the highest that counts is the day’s.'),
});
export const ownerView = z.object({
  items: z.array(z.object({ server: z.string(), service: z.string(), subject: z.string() })),
  member: z.string(),
  from: z.string(),
  closedMonths: z.array(z.string()).describe('Months it reaches back into whose figures stay.'),
});
