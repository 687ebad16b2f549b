import { languages, parseDisplayText, parseMemberSlug } from '@amie/values';
import { z } from 'zod';
import { parsedBy } from '../http/validation.js';
import { limit } from '../people/people-schemas.js';
import { taskStarted } from '../tasks/task-schemas.js';

export const newMember = z.strictObject({
  name: parsedBy(parseDisplayText),
  slug: parsedBy(parseMemberSlug).optional().describe('Made from the name when absent; never changes.'),
  language: z.enum(languages).default('fr').describe('Language of its people unless they say otherwise.'),
  storageLimit: limit.optional().describe('Space agreed for the whole member: KiB, or a text such as 50 GB.'),
});
export type NewMember = z.output<typeof newMember>;

export const memberEdit = z.strictObject({
  name: parsedBy(parseDisplayText).optional(),
  language: z.enum(languages).optional(),
  storageLimit: limit.nullable().optional(),
});
export type MemberEdit = z.output<typeof memberEdit>;

export const newPlacement = z.strictObject({ server: z.string().min(1).max(63).describe('Id or name.') });

export const memberView = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  language: z.enum(languages),
  storageLimitKib: z.number().int().nullable(),
  /** Sum of the limits of its mailboxes. */
  storageGivenKib: z.number().int(),
  people: z.number().int(),
  mailboxesReady: z.number().int(),
  domains: z.array(z.string()),
  state: z.string(),
  version: z.number().int(),
});
export const memberStarted = taskStarted.extend({ member: memberView });
