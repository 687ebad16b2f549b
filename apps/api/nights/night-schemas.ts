import { z } from 'zod';

const instant = z.iso.datetime();
const day = z.iso.date();
const source = { service: z.string(), server: z.object({ id: z.string(), name: z.string() }) };

export const nightView = z.object({
  id: z.number().int(),
  askedBy: z.string(),
  askedAt: instant,
  begunAt: instant.nullable(),
  endedAt: instant.nullable(),
  outcome: z
    .object({
      read: z.number().int().describe('Readings of a whole server that were made.'),
      amounts: z.number().int(),
      absent: z.number().int().describe('Readings whose day went by: written down as absent, never as zero.'),
      failures: z.array(z.object({ ...source, code: z.string() })),
    })
    .nullable(),
});

const run = z.object({
  day,
  slot: z.number().int(),
  attempt: z.number().int(),
  state: z.enum(['started', 'done', 'failed', 'absent', 'suspect']),
  startedAt: instant,
  endedAt: instant.nullable(),
  expected: z.number().int().nullable(),
  got: z.number().int().nullable(),
  error: z.string().nullable(),
});

export const nightsView = z.object({
  nights: z.array(nightView).describe('Asked for by somebody, newest first.'),
  sources: z
    .array(z.object({ ...source, last: run.nullable() }))
    .describe('The last run of each service of each server.'),
  due: z.array(z.object({ ...source, day, slot: z.number().int(), attempt: z.number().int() })),
  month: z.string(),
  gaps: z
    .array(z.object({ ...source, day, to: day, state: z.enum(['missing', 'failed', 'absent']) }))
    .describe('Days of the month, first and last in a row, without a reading that ended well.'),
  coverage: z
    .array(
      z.object({
        meter: z.string(),
        observed: z.number().int(),
        estimated: z.number().int(),
        unknown: z.number().int(),
      }),
    )
    .describe('Days of subjects in the month, by meter.'),
});
