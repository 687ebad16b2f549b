import { parseDomainName } from '@amie/values';
import { z } from 'zod';
import { parsedBy } from '../http/validation.js';
import { taskStarted } from '../tasks/task-schemas.js';

export const newDomain = z.strictObject({ domain: parsedBy(input => parseDomainName(input, { suffix: 'any' })) });
export type NewDomain = z.output<typeof newDomain>;

export const dnsLine = z.object({
  purpose: z.enum(['proof', 'mx', 'spf', 'dmarc', 'submission', 'imap']),
  name: z.string(),
  type: z.enum(['TXT', 'MX', 'SRV']),
  value: z.string(),
  isOptional: z.boolean(),
});
export const liveLine = dnsLine.extend({ isPublished: z.enum(['yes', 'no', 'unknown']), found: z.array(z.string()) });

export const domainView = z.object({
  id: z.uuid(),
  memberId: z.uuid(),
  domain: z.string(),
  proof: z.object({
    state: z.enum(['waiting', 'proved', 'approved']),
    name: z.string(),
    value: z.string(),
    checkedAt: z.iso.datetime().nullable(),
    decidedBy: z.string().nullable(),
    problem: z.object({ code: z.string(), title: z.string(), detail: z.string(), action: z.string() }).nullable(),
  }),
  state: z.string(),
  version: z.number().int(),
});
export const domainStarted = taskStarted.extend({ domain: domainView, dnsLines: z.array(dnsLine) });
