import { parseMailAddress, parseOutsideAddress } from '@amie/values';
import { z } from 'zod';
import { personReference } from '../groups/group-schemas.js';
import { parsedBy } from '../http/validation.js';

const people = z.array(personReference).max(500);
const outside = z.array(parsedBy(parseOutsideAddress)).max(100);

export const newSharedAddress = z.strictObject({
  address: parsedBy(input => parseMailAddress(input, { suffix: 'any' })),
  people: people.default([]).describe('Who receives it and may send with it: ids, addresses or uids.'),
  alsoReaches: outside.default([]).describe('Addresses elsewhere that receive it too.'),
  allowReserved: z.boolean().default(false),
});
export type NewSharedAddress = z.output<typeof newSharedAddress>;

export const sharedAddressEdit = z.strictObject({
  people: people.optional().describe('Exactly these.'),
  add: people.default([]),
  remove: people.default([]),
  alsoReaches: outside.optional(),
});
export type SharedAddressEdit = z.output<typeof sharedAddressEdit>;

export const sharedAddressView = {
  address: z.string(),
  people: z.array(
    z.object({
      id: z.uuid(),
      uid: z.string(),
      name: z.string(),
      address: z.string(),
      receives: z.boolean(),
      maySend: z.boolean(),
    }),
  ),
  alsoReaches: z.array(z.string()),
};
