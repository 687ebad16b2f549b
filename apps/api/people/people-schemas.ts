import {
  languages,
  parseDomainName,
  parseGroupName,
  parseMailAddress,
  parseOutsideAddress,
  parsePersonName,
  parseQuotaKib,
  parseQuotaText,
} from '@amie/values';
import { z } from 'zod';
import { parsedBy } from '../http/validation.js';

const anySuffix = { suffix: 'any' } as const;
const mailAddress = parsedBy(input => parseMailAddress(input, anySuffix));
const outsideAddress = parsedBy(parseOutsideAddress);
const personName = parsedBy(parsePersonName);

/** KiB as an integer, or what people write: « 2 Go ». */
export const limit = parsedBy(
  input => (typeof input === 'number' ? parseQuotaKib(input) : parseQuotaText(input)),
  z.union([z.string(), z.number()]),
);

export const newPersonBody = z.strictObject({
  givenName: personName,
  familyName: personName,
  ownEmail: outsideAddress,
  language: z.enum(languages).optional(),
  address: mailAddress.optional().describe('Proposed as prenom.nom when absent.'),
  domain: parsedBy(input => parseDomainName(input, anySuffix))
    .optional()
    .describe('Domain of the proposed address.'),
  limit: limit.optional(),
  groups: z.array(parsedBy(parseGroupName)).max(50).default([]),
  allowReserved: z.boolean().default(false).describe('Hand out an address such as postmaster@ on purpose.'),
});
export type NewPersonBody = z.output<typeof newPersonBody>;

export const personEdit = z.strictObject({
  givenName: personName.optional(),
  familyName: personName.optional(),
  ownEmail: outsideAddress.optional(),
  language: z.enum(languages).optional(),
  address: mailAddress.optional(),
  keepsOldAddress: z.boolean().default(true).describe('The address before becomes an extra address.'),
  extraAddresses: z.array(mailAddress).max(50).optional(),
  forwards: z.array(outsideAddress).max(20).optional(),
  keepsCopy: z.boolean().optional().describe('Whether forwarded mail also stays in the mailbox.'),
  limit: limit.optional(),
  groups: z.array(parsedBy(parseGroupName)).max(50).optional(),
  allowReserved: z.boolean().default(false),
});
export type PersonEdit = z.output<typeof personEdit>;

export const invitationBody = z
  .strictObject({
    resend: z.boolean().default(false).describe('Also to somebody who has chosen a password: the link sets another.'),
  })
  .default({ resend: false });
export type InvitationBody = z.output<typeof invitationBody>;

export const personStatus = z.enum(['to-invite', 'invited', 'never-signed-in', 'activated', 'suspended', 'set-aside']);
export type PersonStatus = z.infer<typeof personStatus>;

export const personView = z.object({
  id: z.uuid(),
  memberId: z.uuid(),
  uid: z.string(),
  givenName: z.string(),
  familyName: z.string(),
  ownEmail: z.string(),
  language: z.enum(languages),
  address: z.string().nullable(),
  extraAddresses: z.array(z.string()),
  forwards: z.array(z.string()),
  keepsCopy: z.boolean(),
  limitKib: z.number().int().nullable(),
  groups: z.array(z.string()),
  status: personStatus,
  isReady: z.boolean().describe('Account and mailbox are as asked, and the mailbox was probed.'),
  invitation: z
    .object({
      state: z.string(),
      sentAt: z.iso.datetime().nullable(),
      expiresAt: z.iso.datetime().nullable(),
      problem: z
        .object({ code: z.string(), title: z.string(), detail: z.string(), action: z.string() })
        .nullable()
        .describe('Why the mail has not left yet.'),
    })
    .nullable(),
  activatedAt: z.iso.datetime().nullable(),
  signedInAt: z.iso.datetime().nullable(),
  setAside: z
    .object({ at: z.iso.datetime().nullable(), by: z.string().nullable(), until: z.iso.datetime().nullable() })
    .nullable(),
  problems: z.array(z.object({ kind: z.string(), code: z.string(), title: z.string(), action: z.string() })),
  version: z.number().int(),
});
export type PersonView = z.infer<typeof personView>;
