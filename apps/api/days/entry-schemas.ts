import { z } from 'zod';
import { clock, day, kinds, line, memberName, minutes, month, pool, technicianName, week } from './fields.js';

const seat = z.strictObject({
  member: memberName,
  people: z.number().int().min(1).max(1000).optional().describe('Who stayed all along; or `minutes`.'),
  minutes: z.number().int().min(1).max(600_000).optional().describe('Minutes of all its people together.'),
});
export type Seat = z.output<typeof seat>;

const time = {
  day: day.optional().describe('Today unless said.'),
  half: z.enum(['morning', 'afternoon']).optional().describe('09:00 to 12:30, or 13:30 to 17:00.'),
  start: clock.optional(),
  end: clock.optional(),
  minutes: minutes
    .optional()
    .describe('From `start`; without it, after what the day holds already, and told as hours.'),
};

const purpose = {
  kind: z.enum(kinds).optional().describe('Follows from pool and member unless said.'),
  pool: pool.optional(),
  member: memberName.optional().describe('For whom; beside a pool: whom it helped most, told and never weighed.'),
};

export const newEntry = z.strictObject({
  technician: technicianName.optional().describe('Whoever holds the token, or the only one there, unless said.'),
  ...time,
  ...purpose,
  note: line(500).default(''),
  attendance: z.array(seat).max(200).default([]).describe('Who came, for a training.'),
});
export type NewEntry = z.output<typeof newEntry>;

export const entryEdit = z.strictObject({
  ...time,
  kind: purpose.kind,
  pool: pool.nullable().optional(),
  member: memberName.nullable().optional(),
  note: line(500).optional(),
  attendance: z.array(seat).max(200).optional(),
});
export type EntryEdit = z.output<typeof entryEdit>;

export const validation = z.strictObject({
  entries: z
    .array(z.string().min(8).max(36))
    .max(500)
    .optional()
    .describe('Ids, or their first eight digits at least.'),
  technician: technicianName.optional(),
  day: day.optional(),
  week: week.optional(),
  month: month.optional(),
});
export type Validation = z.output<typeof validation>;

export const reversal = z.strictObject({
  reason: line(500).refine(text => text !== '', { params: { problem: { code: 'empty' } } }),
});

const flagView = z.object({ code: z.string(), title: z.string(), detail: z.string(), action: z.string() });

export const entryView = z.object({
  id: z.uuid(),
  technician: z.string(),
  day: z.iso.date(),
  start: z.string().describe('Local time.'),
  end: z.string(),
  isTimed: z.boolean().describe('False: the start was placed, only the length was told.'),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  minutes: z.number().int(),
  kind: z.enum(kinds),
  pool: z.string().nullable(),
  member: z.string().nullable(),
  note: z.string(),
  state: z.enum(['draft', 'validated', 'withdrawn', 'reversed', 'reversal']),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  editedBy: z.string().nullable().describe('Last who changed it before it was validated.'),
  validatedBy: z.string().nullable(),
  validatedAt: z.iso.datetime().nullable(),
  reverses: z.uuid().nullable(),
  reversedBy: z.uuid().nullable(),
  reason: z.string().nullable(),
  attendance: z.array(z.object({ member: z.string(), minutes: z.number().int() })),
  version: z.number().int(),
});
export const entryAnswer = z.object({ entry: entryView, flags: z.array(flagView) });
export const entriesAnswer = z.object({ entries: z.array(entryView), minutes: z.number().int() });

const cellView = z.object({ day: z.iso.date(), minutes: z.number().int(), entries: z.array(z.uuid()) });
export const weekView = z.object({
  technician: z.string(),
  week: z.string(),
  previous: z.string(),
  next: z.string(),
  days: z.array(z.iso.date()),
  rows: z.array(
    z.object({
      kind: z.enum(kinds),
      pool: z.string().nullable(),
      member: z.string().nullable(),
      cells: z.array(cellView),
      minutes: z.number().int(),
    }),
  ),
  totals: z.array(z.object({ day: z.iso.date(), minutes: z.number().int(), isOver: z.boolean() })),
  minutes: z.number().int(),
  draftMinutes: z.number().int(),
  entries: z.array(entryView),
  flags: z.array(flagView),
});

const byMember = z.array(z.object({ member: z.string(), minutes: z.number().int() }));
export const monthView = z.object({
  month: z.string(),
  technicians: z.array(
    z.object({
      technician: z.string(),
      individual: z.number().int(),
      collective: z.number().int(),
      absence: z.number().int(),
      unplanned: z.number().int(),
      presence: z.number().int().describe('Minutes of the hours taken up, counted on the clock; the four sum to it.'),
      isWhole: z.boolean(),
    }),
  ),
  validated: z.object({
    pools: z.record(z.string(), z.number().int()),
    individual: byMember,
    help: byMember,
    attendance: byMember,
  }),
  drafts: z.number().int(),
  flags: z.array(flagView),
});

export const recordView = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  days: z.array(
    z.object({
      technician: z.string(),
      fullName: z.string(),
      day: z.iso.date(),
      week: z.string(),
      periods: z.array(z.object({ start: z.string(), end: z.string() })),
      minutes: z.number().int(),
      untimedMinutes: z.number().int(),
      absenceMinutes: z.number().int(),
      isValidated: z.boolean(),
    }),
  ),
  weeks: z.array(
    z.object({
      technician: z.string(),
      fullName: z.string(),
      week: z.string(),
      from: z.iso.date(),
      to: z.iso.date(),
      minutes: z.number().int(),
      absenceMinutes: z.number().int(),
    }),
  ),
});
