import { parseEscrowKey, parseMachineKey, parseMachineLabel } from '@amie/values';
import { z } from 'zod';
import { parsedBy } from '../http/validation.js';
import { limit } from '../people/people-schemas.js';
import { taskStarted } from '../tasks/task-schemas.js';

const label = parsedBy(parseMachineLabel);
const machine = z.strictObject({
  label,
  publicKey: parsedBy(parseMachineKey).describe('Line of its .pub file, Ed25519.'),
});
const escrowKey = parsedBy(parseEscrowKey).describe('Public key of age: opens the sealed copies of the passphrases.');

export const newRepository = z.strictObject({
  limit: limit.describe('All that the backups of the member may take: KiB, or a text such as 50 GB.'),
  machines: z.array(machine).max(50).default([]).describe('Machines of the member’s own that push backups.'),
  escrowKey: escrowKey.optional(),
});
export type NewRepository = z.output<typeof newRepository>;

export const repositoryEdit = z.strictObject({
  limit: limit.optional(),
  add: z.array(machine).max(50).default([]),
  remove: z.array(label).max(50).default([]),
  rotate: z
    .array(z.strictObject({ name: label, publicKey: parsedBy(parseMachineKey).optional() }))
    .max(50)
    .default([])
    .describe('New keys: our servers make theirs, a machine of the member brings its own.'),
  escrowKey: escrowKey.optional(),
});
export type RepositoryEdit = z.output<typeof repositoryEdit>;

const instant = z.iso.datetime();

/** How the backups of one source of a repository stand. */
const sourceView = z.object({
  name: z.string(),
  publicKey: z.string().nullable(),
  /** Passphrase sealed for the member (age, armored); null without an escrow key, or before the first run. */
  sealed: z.string().nullable(),
  lastSucceededAt: instant.nullable(),
  lastProvenAt: instant.nullable(),
  isOverdue: z.boolean(),
  isRunning: z.boolean(),
  usedKib: z.number().nullable(),
  /** What the last run added, in KiB. */
  grownKib: z.number().nullable(),
  problem: z.object({ code: z.string(), title: z.string(), detail: z.string(), action: z.string() }).nullable(),
});

export const repositoryView = {
  name: z.string(),
  limitKib: z.number().int(),
  /** Of all sources and machines, as the file system counts it. */
  usedKib: z.number().nullable(),
  /** Day of the newest evening's copy that the backup server keeps by itself. */
  keptOn: z.iso.date().nullable(),
  /** When its server was last looked at. */
  seenAt: instant.nullable(),
  escrowKey: z.string().nullable(),
  sources: z.array(sourceView),
  machines: z.array(
    z.object({
      label: z.string(),
      publicKey: z.string(),
      usedKib: z.number().nullable(),
      /** When it last wrote into the repository, a prune of its own included; null when never, or not known. */
      writtenAt: instant.nullable(),
    }),
  ),
  deletion: z
    .object({
      askedBy: z.string(),
      askedAt: instant,
      approvedBy: z.string().nullable(),
      /** Not before then; null while nobody approved. */
      purgedAfter: instant.nullable(),
    })
    .nullable(),
};

export const statusView = sourceView.omit({ publicKey: true, sealed: true }).extend({
  /** Null where a server hosts something of a member and no repository in use has it for a source. */
  repository: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  member: z.object({ id: z.uuid(), slug: z.string() }),
});

export const archiveView = z.object({
  source: z.string(),
  archive: z.string(),
  at: instant,
  things: z.array(z.object({ kind: z.string(), name: z.string(), files: z.number(), bytes: z.number() })),
});

export const newRestore = z.strictObject({
  what: z.string().min(1).max(254).describe('Address of a mailbox, domain or name of a site, name of a database.'),
  part: z
    .string()
    .regex(/^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))[^\p{C}\\]{1,500}$/u)
    .optional()
    .describe('A folder of the mailbox, or a path below the site; all of it when absent.'),
  at: z
    .string()
    .regex(/^(?:\d{4}-\d\d-\d\d|[0-9TZ-]{8,40})$/)
    .optional()
    .describe('A day (its last backup) or the name of an archive; the newest when absent.'),
  into: z
    .enum(['beside', 'in-place'])
    .default('beside')
    .describe('Beside replaces nothing; in place keeps what is there next to it.'),
});
export type NewRestore = z.output<typeof newRestore>;

export const workStarted = taskStarted;
