import type { Shape } from '@amie/reconcile';
import { grammars } from '@amie/values';
import { z } from 'zod';
import { fieldsThatDiffer } from '../fields-that-differ.js';

const text = (grammar: string) => z.string().regex(new RegExp(grammar));

/** One of our servers that backs up what it hosts of the member. A higher turn asks it for a new key. */
const source = z.strictObject({ server: text(grammars.serverName), turn: z.int().positive() });
/** A machine of the member's own that pushes with its own key and passphrase. */
const machine = z.strictObject({ label: text(grammars.machineLabel), publicKey: text(grammars.machineKey) });

/** The backups of one member on one backup server; lists are sorted, each name once over both. */
export const repositorySpec = z.strictObject({
  slug: text(grammars.memberSlug),
  name: text(grammars.repositoryName),
  /** All that the member's backups may take there, in KiB; the server refuses what is beyond. Borg takes none below 10 MiB. */
  limitKib: z.int().min(10_240),
  sources: z.array(source).transform(list => sortedBy(list, one => one.server)),
  machines: z.array(machine).transform(list => sortedBy(list, one => one.label)),
  /** Who can open the sealed copies of the passphrases; null while the member gave no key. */
  escrowKey: text(grammars.escrowKey).nullable(),
});
export type RepositorySpec = z.infer<typeof repositorySpec>;

/** What its server tells of a repository beside what was asked for: for people to read, never a difference. */
export interface RepositoryFacts {
  readonly usedKib: number | null;
  /** Day of the newest evening's copy; null when there is none, absent when its server does not tell. */
  readonly keptOn?: string | null;
  /** What each machine of the member's own has there, and when it last wrote. */
  readonly machines: readonly {
    readonly label: string;
    readonly usedKib: number | null;
    readonly writtenAt: string | null;
  }[];
}

export const repositoryShape: Shape<RepositorySpec> = {
  service: 'backup',
  kind: 'repository',
  parse: input => repositorySpec.parse(input),
  differences: fieldsThatDiffer,
  identity: ['slug', 'name'],
  isProbed: true,
};

/** Created in this order, removed in reverse. */
export const backupOrder = ['repository'] as const;

export const repositoryKey = (spec: Pick<RepositorySpec, 'slug' | 'name'>): string =>
  `repository/${spec.slug}/${spec.name}`;

/** The services whose servers back up what they host. */
export const backedUpServices = ['mail', 'web'] as const;

/** One thing that is backed up and can be restored, as its source knows it. */
export const backedUpThing = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mailbox'), store: text(grammars.uid), login: text(grammars.mailAddress) }),
  z.strictObject({ kind: z.literal('site'), name: text(grammars.unixName) }),
  z.strictObject({
    kind: z.literal('site-database'),
    name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
    engine: z.enum(['mariadb', 'postgresql']),
  }),
]);
export type BackedUpThing = z.infer<typeof backedUpThing>;

function sortedBy<Item>(list: readonly Item[], nameOf: (item: Item) => string): Item[] {
  return [...new Map(list.map(item => [nameOf(item), item])).entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, item]) => item);
}
