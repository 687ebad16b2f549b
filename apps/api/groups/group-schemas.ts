import { parseDisplayText, parseGroupName } from '@amie/values';
import { z } from 'zod';
import { parsedBy } from '../http/validation.js';

/** A person by id, primary address or uid. */
export const personReference = z.string().min(1).max(254);

export const newGroup = z.strictObject({
  name: parsedBy(parseGroupName),
  description: parsedBy(parseDisplayText).optional(),
  people: z.array(personReference).max(5000).default([]).describe('Ids, addresses or uids.'),
});
export type NewGroup = z.output<typeof newGroup>;

export const groupEdit = z.strictObject({
  description: parsedBy(parseDisplayText).nullable().optional(),
  people: z.array(personReference).max(5000).optional().describe('Exactly these.'),
  add: z.array(personReference).max(5000).default([]),
  remove: z.array(personReference).max(5000).default([]),
});
export type GroupEdit = z.output<typeof groupEdit>;

export const groupView = {
  name: z.string(),
  description: z.string().nullable(),
  people: z.array(z.object({ id: z.uuid(), uid: z.string(), name: z.string(), address: z.string() })),
};
