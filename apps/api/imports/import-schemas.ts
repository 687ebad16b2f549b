import { z } from 'zod';
import { planView } from '../plans/plan-view.js';

export const importQuery = z.object({
  domain: z.string().max(253).optional().describe('Domain of the proposed addresses, when the member has several.'),
  allowReserved: z.stringbool().default(false).describe('Accept addresses such as info@ on purpose.'),
});

const badRow = z.object({
  row: z.number().int().describe('As a spreadsheet counts it, header included.'),
  problems: z.array(
    z.object({
      code: z.string(),
      field: z.string().optional(),
      value: z.string().optional(),
      title: z.string(),
      detail: z.string(),
      action: z.string(),
    }),
  ),
});

/** A checked table of people and the plan of its good rows; nothing is changed before it is approved. */
export const importView = z.object({
  id: z.uuid(),
  memberId: z.uuid(),
  plan: planView,
  rows: z.array(
    z.object({
      row: z.number().int(),
      givenName: z.string(),
      familyName: z.string(),
      ownEmail: z.string(),
      address: z.string(),
      isProposed: z.boolean().describe('The address was not in the table.'),
      limitKib: z.number().int(),
      groups: z.array(z.string()),
      sharedAddresses: z.array(z.string()),
      state: z.enum(['new', 'unchanged']),
    }),
  ),
  bad: z.array(badRow),
  counts: z.object({ new: z.number().int(), unchanged: z.number().int(), bad: z.number().int() }),
  ignoredColumns: z.array(z.string()),
  createdAt: z.iso.datetime(),
  approvedAt: z.iso.datetime().nullable(),
  taskId: z.uuid().nullable(),
});
export type ImportView = z.infer<typeof importView>;
