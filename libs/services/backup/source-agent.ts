import type { AgentCalls } from './agent-door.js';
import { z } from 'zod';
import { grammars } from '@amie/values';
import { type BackedUpThing, backedUpThing } from './shape.js';

const name = z.string().regex(new RegExp(grammars.repositoryName));
const ok = { ok: z.literal(true) };
const count = z.int().nonnegative();
const instant = z.iso.datetime({ offset: true });
const archiveName = z.string().regex(/^[0-9TZ-]{8,40}$/);

const prepared = z.looseObject({
  ...ok,
  key: name,
  turn: z.int().positive(),
  publicKey: z.string().regex(new RegExp(grammars.machineKey)),
});
const known = prepared.extend({ sealed: z.string().max(8_000).nullable() });
const checked = z.looseObject({
  ...ok,
  key: name,
  state: z.enum(['readable', 'empty', 'locked', 'refused', 'unreachable', 'older']),
});
const started = z.looseObject({ ...ok, key: z.uuid() });
const told = z.looseObject({
  ...ok,
  key: z.uuid(),
  state: z.enum(['running', 'succeeded', 'failed', 'unknown']),
  startedAt: instant.nullish(),
  endedAt: instant.nullish(),
  code: z
    .string()
    .regex(/^[a-z-]{1,40}$/)
    .nullish(),
  detail: z.string().max(1_000).nullish(),
  result: z.record(z.string(), z.unknown()).nullish(),
});
const places = {
  places: z
    .array(z.object({ name: z.string().max(200), files: count }))
    .max(100)
    .optional(),
  placeCount: count.optional(),
};
const archived = z.looseObject({
  ...ok,
  key: name,
  archives: z
    .array(
      z.object({
        archive: archiveName,
        at: instant,
        things: z.array(z.looseObject({ kind: z.string(), files: count, bytes: count, ...places })).max(5_000),
      }),
    )
    .max(400),
});

/** Where a background piece of work is; `unknown` means that the source never heard of it. */
export type JobReport = z.output<typeof told>;

/**
 * How much of a thing is in an archive, and the first of its `placeCount` places: folders of a mailbox, files of a site.
 * A source of before that was told, and a database, name none.
 */
export interface HeldThing {
  readonly thing: BackedUpThing;
  readonly files: number;
  readonly bytes: number;
  readonly places?: readonly { readonly name: string; readonly files: number }[] | undefined;
  readonly placeCount?: number | undefined;
}

/** One archive as its source keeps it. */
export interface ArchiveReport {
  readonly archive: string;
  readonly at: string;
  readonly things: readonly HeldThing[];
}

/** A key a source uses for a repository, and the passphrase sealed for the member when there is an escrow key. */
export type SourceKey = z.output<typeof known>;

export interface RunOrder {
  readonly job: string;
  readonly name: string;
  readonly things: readonly BackedUpThing[];
}

export interface RestoreOrder {
  readonly job: string;
  readonly name: string;
  readonly archive: string;
  readonly thing: BackedUpThing;
  /** Folder of a mailbox or path below a site; null for all of it. */
  readonly part: string | null;
  readonly into: 'beside' | 'in-place';
}

export interface DrillOrder {
  readonly job: string;
  readonly name: string;
}

/** The verbs of the agent on a server that backs up what it hosts. The passphrase never passes here. */
export class SourceAgent {
  constructor(private readonly calls: AgentCalls) {}

  /** Makes a key and a passphrase unless they are there; answers the public key of that turn. */
  async prepare(order: {
    readonly name: string;
    readonly turn: number;
    readonly address: string;
    readonly hostKey: string;
    readonly escrowKey: string | null;
  }): Promise<string> {
    const [answer] = await this.calls.write('backup.prepare', [order], prepared);
    if (answer?.key !== order.name) throw new Error('the agent answered for another repository');
    return answer.publicKey;
  }

  /** The repositories it was prepared for, of those named. */
  async keys(names: readonly string[]): Promise<readonly SourceKey[]> {
    return this.calls.read(
      'backup.sources',
      names.map(one => ({ name: one })),
      known,
    );
  }

  /** Whether each repository can be reached and read from here, with the real key. */
  async check(names: readonly string[]): Promise<ReadonlyMap<string, z.output<typeof checked>['state']>> {
    const items = names.map(one => ({ name: one }));
    const answers = await this.calls.read('backup.check', items, checked, 60_000 + names.length * 3_000);
    return new Map(answers.map(answer => [answer.key, answer.state]));
  }

  /** Starts it in the background; the same job twice is one job. */
  async startRun(order: RunOrder): Promise<void> {
    await this.calls.write('backup.run', [order], started);
  }

  async startRestore(order: RestoreOrder): Promise<void> {
    await this.calls.write('backup.restore', [order], started);
  }

  async startDrill(order: DrillOrder): Promise<void> {
    await this.calls.write('backup.drill', [order], started);
  }

  /** Highest epoch it has seen of the lane that leads here. */
  lastEpoch(): Promise<bigint | undefined> {
    return this.calls.lastEpoch();
  }

  async jobs(ids: readonly string[]): Promise<readonly JobReport[]> {
    return this.calls.read(
      'backup.jobs',
      ids.map(job => ({ job })),
      told,
    );
  }

  /** Archives, newest first; a thing of a kind this build does not know is left out. */
  async archives(repository: string): Promise<readonly ArchiveReport[]> {
    const [answer] = await this.calls.read('backup.archives', [{ name: repository }], archived);
    return (answer?.archives ?? []).map(({ archive, at, things }) => ({
      archive,
      at,
      things: things.flatMap(({ files, bytes, places: named, placeCount, ...rest }) => {
        const thing = backedUpThing.safeParse(rest);
        return thing.success ? [{ thing: thing.data, files, bytes, places: named, placeCount }] : [];
      }),
    }));
  }
}
