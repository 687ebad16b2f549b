import { ledgerPools } from '@amie/database';
import { printable } from '@amie/values';
import { z } from 'zod';
import type { ProblemCode } from '../problems/catalogue.js';
import { daysOfWeek, isDay } from './calendar.js';

/** A text of a form of ours: what does not have it is told by a code of the catalogue, with what was sent. */
export function formed(isFormed: (text: string) => boolean, code: ProblemCode): z.ZodType<string> {
  return z.string().superRefine((text, context) => {
    if (isFormed(text)) return;
    const value = printable(text.slice(0, 40));
    const params = { problem: { code, value, detail: { value } } };
    context.addIssue({ code: 'custom', message: code, params });
  });
}

export const monthForm = /^(?:19|20)\d\d-(?:0[1-9]|1[0-2])$/;
const clockForm = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

export const day = formed(isDay, 'day-shape').describe('2025-10-14');
export const week = formed(text => daysOfWeek(text) !== undefined, 'week-shape').describe('2025-W42');
export const month = formed(text => monthForm.test(text), 'month-shape').describe('2025-10');
export const clock = formed(text => clockForm.test(text), 'clock-shape').describe('09:30; 24:00 ends the day');
export const technicianName = z.string().min(1).max(63);
export const memberName = z.string().min(1).max(64).describe('Short name or id.');
export const pool = z.enum(ledgerPools);
export const kinds = ['individual', 'collective', 'absence', 'unplanned'] as const;
export type EntryKind = (typeof kinds)[number];
/** One line of text, without anything that cannot be seen. */
export const line = (longest: number): z.ZodType<string> =>
  z
    .string()
    .max(longest)
    .superRefine((text, context) => {
      const hidden = /[\p{C}\p{Zl}\p{Zp}]/u.exec(text)?.[0];
      if (hidden === undefined) return;
      const problem = { code: 'text-control-character', detail: { character: printable(hidden) } };
      context.addIssue({ code: 'custom', message: problem.code, params: { problem } });
    })
    .transform(text => text.trim());
export const minutes = z.number().int().min(1).max(600);
