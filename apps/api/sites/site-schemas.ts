import { leastLimitKib } from '@amie/services/resources';
import {
  parseDomainName,
  parseFolderLogin,
  parsePhpVersion,
  parseRedirectTarget,
  parseSiteName,
  parseSitePath,
} from '@amie/values';
import { z } from 'zod';
import { parsedBy } from '../http/validation.js';
import { limit as anyLimit } from '../people/people-schemas.js';

const domain = parsedBy(input => parseDomainName(input, { suffix: 'any' }));
const domains = z.array(domain).min(1).max(50);
const path = parsedBy(parseSitePath);
const content = z.enum(['static', 'php']);

/** A limit that a file system of its own has room for. */
export const limit = anyLimit.refine(kib => kib >= leastLimitKib, {
  params: { problem: { code: 'field-too-small', detail: { minimum: leastLimitKib } } },
});

/** A site as paths name it. */
export const siteReference = z.union([parsedBy(parseSiteName), domain, z.uuid()]);

const redirects = z
  .array(
    z.strictObject({
      from: path,
      to: parsedBy(parseRedirectTarget),
      isPermanent: z.boolean().default(true),
    }),
  )
  .max(200);
const protectedFolders = z
  .array(z.strictObject({ path, logins: z.array(parsedBy(parseFolderLogin)).min(1).max(50) }))
  .max(50)
  .describe('Exactly these; a login that is new gets a password, shown in this answer alone.');

export const newSite = z.strictObject({
  domains: domains.describe('Names it answers to, each proved or below a proved one; the first is the main one.'),
  content: content.default('php'),
  phpVersion: parsedBy(parsePhpVersion)
    .optional()
    .describe('The newest of the server, or the one a technician put first, when absent.'),
  limit: limit.optional().describe('1 GiB when absent.'),
  isHstsOn: z.boolean().default(false),
});
export type NewSite = z.output<typeof newSite>;

export const siteEdit = z.strictObject({
  domains: domains.optional().describe('Exactly these.'),
  addDomains: z.array(domain).max(50).default([]),
  removeDomains: z.array(domain).max(50).default([]),
  mainDomain: domain.optional(),
  content: content.optional(),
  phpVersion: parsedBy(parsePhpVersion).optional(),
  limit: limit.optional(),
  redirects: redirects.optional().describe('Exactly these.'),
  isHstsOn: z.boolean().optional(),
  protectedFolders: protectedFolders.optional(),
  isSuspended: z.boolean().optional().describe('Whether everybody sees a maintenance page.'),
});
export type SiteEdit = z.output<typeof siteEdit>;

export const certificateBody = z.strictObject({
  chain: z.string().min(1).max(60_000).describe('The certificate and those above it, PEM.'),
  key: z.string().min(1).max(20_000).describe('Its private key, PEM; kept by the server alone.'),
});
export type CertificateBody = z.output<typeof certificateBody>;

export const siteView = {
  name: z.string(),
  domains: z.array(z.string()),
  mainDomain: z.string(),
  content,
  phpVersion: z.string().nullable(),
  phpVersions: z.array(z.string()).nullable().describe('Those its server has; null until the server said so.'),
  limitKib: z.number().int(),
  usedKib: z.number().int().nullable(),
  redirects: z.array(z.object({ from: z.string(), to: z.string(), isPermanent: z.boolean() })),
  isHstsOn: z.boolean(),
  protectedFolders: z.array(z.object({ path: z.string(), logins: z.array(z.string()) })),
  isSuspended: z.boolean(),
  /** As last seen on the server; `temporary` until the first one came. */
  certificate: z.object({
    isImported: z.boolean(),
    state: z.string().nullable(),
    until: z.string().nullable(),
    problem: z.string().nullable(),
    without: z
      .array(z.string())
      .describe('Names the authority refuses for that problem; the others have their certificate.'),
  }),
  /** Where its files are reached by SFTP. */
  filesAt: z.string(),
  databases: z.array(z.object({ id: z.uuid(), name: z.string(), engine: z.string(), state: z.string() })),
  accesses: z.array(z.object({ id: z.uuid(), login: z.string(), state: z.string() })),
};
