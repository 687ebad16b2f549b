import { shapes } from '@amie/services/resources';
import { parseDomainName, parseServerAddress, parsePhpVersion, parseServerName, parseSshHostKey } from '@amie/values';
import { z } from 'zod';
import { parsedBy } from '../http/validation.js';

// A service is offered once it has resources; a name without a driver would only make a lane that never runs.
export const serviceName = z.enum([...new Set(shapes.map(shape => shape.service))]);

// The base of our own directories: domain components in lower case (RFC 2247).
const baseDn = z.string().regex(/^dc=[a-z0-9-]+(?:,dc=[a-z0-9-]+)*$/);

// Exactly what a driver or the DNS lines read, and nothing else: secrets live in the credentials folder alone.
const settings = z.strictObject({
  mail: z
    .strictObject({ name: parsedBy(input => parseDomainName(input, { suffix: 'any' })) })
    .partial()
    .optional()
    .describe('The name mail programs and the DNS know a mail server by.'),
  web: z
    .strictObject({ phpVersions: z.array(parsedBy(parsePhpVersion)).min(1).max(10) })
    .partial()
    .optional()
    .describe(
      'Versions of PHP, the one for new sites first. Which there are, a web server itself says when it is looked at.',
    ),
  directory: z
    .strictObject({ name: parsedBy(parseServerName), address: parsedBy(parseServerAddress), baseDn })
    .partial()
    .optional()
    .describe('The directory a mail server reads, when there are several.'),
});

export const newServer = z.strictObject({
  name: parsedBy(parseServerName).optional().describe('The first label of the address when absent.'),
  address: parsedBy(parseServerAddress),
  hostKey: parsedBy(parseSshHostKey).describe('OpenSSH public key line, pinned.'),
  services: z.array(serviceName).min(1).max(4),
  settings: settings.default({}),
});
export type NewServer = z.output<typeof newServer>;

export const serverEdit = z.strictObject({
  address: parsedBy(parseServerAddress).optional(),
  hostKey: parsedBy(parseSshHostKey).optional(),
  services: z.array(serviceName).min(1).max(4).optional(),
  settings: settings.optional(),
});
export type ServerEdit = z.output<typeof serverEdit>;

export const laneView = z.object({
  service: z.string(),
  server: z.object({ id: z.uuid(), name: z.string() }),
  state: z.enum(['idle', 'working', 'waiting', 'stopped']),
  due: z.number().int().describe('Changes not yet confirmed.'),
  stopped: z
    .object({ reason: z.string(), title: z.string(), action: z.string(), detail: z.unknown(), at: z.iso.datetime() })
    .nullable(),
  problem: z.object({ code: z.string(), title: z.string(), detail: z.string(), action: z.string() }).nullable(),
  failures: z.number().int(),
  nextRunAt: z.iso.datetime(),
  lastRunAt: z.iso.datetime().nullable(),
  inspectedAt: z.iso.datetime().nullable(),
});

export const serverView = z.object({
  id: z.uuid(),
  name: z.string(),
  address: z.string(),
  hostKey: z.string(),
  services: z.array(z.string()),
  settings: z.record(z.string(), z.unknown()),
  lanes: z.array(laneView),
  version: z.number().int(),
});
