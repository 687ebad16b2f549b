import { parseDisplayText, parseServerName } from '@amie/values';
import { z } from 'zod';
import { day } from '../days/fields.js';
import { parsedBy } from '../http/validation.js';

export const newTechnician = z.strictObject({
  name: parsedBy(parseServerName).describe(
    'As on their token, when they have one: it does not validate their own days.',
  ),
  fullName: parsedBy(parseDisplayText).describe('As the legal record names them.'),
});
export const technicianEdit = z.strictObject({
  fullName: parsedBy(parseDisplayText).optional(),
  leftOn: day.nullable().optional().describe('First day no longer there.'),
});
export type NewTechnician = z.output<typeof newTechnician>;
export type TechnicianEdit = z.output<typeof technicianEdit>;

export const technicianView = z.object({
  name: z.string(),
  fullName: z.string(),
  leftOn: z.iso.date().nullable(),
  version: z.number().int(),
});
