import { z } from 'zod';
import { formed, line, memberName, month } from '../days/fields.js';

export const yearParam = z.coerce.number().int().min(2000).max(2099);

/** Cents as digits: JSON numbers lose them beyond 2^53. At most 15 of them. */
const unsigned = formed(text => /^(?:0|[1-9]\d{0,14})$/.test(text), 'cents-shape').describe('Cents: "200000".');
const signed = formed(text => /^-?[1-9]\d{0,14}$/.test(text), 'cents-shape').describe('Cents: "30000", "-30000".');

/** A cost is set: what is recorded is the difference to what was. */
export const newCost = z.strictObject({ month, cents: unsigned, note: line(2000).default('') });
export type CostWish = z.output<typeof newCost>;

export const newProvision = z.strictObject({
  member: memberName,
  month,
  cents: signed.describe('Below 0 it takes back an earlier one.'),
  note: line(2000).default(''),
});
export type ProvisionWish = z.output<typeof newProvision>;

const row = {
  id: z.uuid(),
  month: z.string(),
  cents: z.string(),
  note: z.string(),
  recordedBy: z.string(),
  recordedAt: z.string(),
};
export const costView = z.object(row);
export const costSetView = z.object({ month: z.string(), cents: z.string(), recorded: costView.nullable() });
export const provisionView = z.object({ ...row, member: z.string() });

export const costList = z.object({ year: z.number().int(), items: z.array(costView) });
export const provisionList = z.object({ year: z.number().int(), items: z.array(provisionView) });

export const ofYear = z.object({ year: yearParam, member: memberName.optional() });
