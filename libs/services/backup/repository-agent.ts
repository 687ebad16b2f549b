import type { Found } from '@amie/reconcile';
import { grammars } from '@amie/values';
import { z } from 'zod';
import type { AgentCalls } from './agent-door.js';
import { meterAnswer } from '../measured.js';
import { type RepositoryFacts, type RepositorySpec, repositoryKey } from './shape.js';

const ok = { ok: z.literal(true) };
const name = z.string().regex(new RegExp(grammars.repositoryName));
const key = z.looseObject({
  source: z.string().max(63),
  turn: z.int().positive().nullable(),
  publicKey: z.string().max(1_000),
});

const machine = z.looseObject({
  source: z.string().max(63),
  usedKib: z.int().nonnegative().nullable(),
  writtenAt: z.iso.datetime().nullable(),
});

/** What a repository on the server looks like; foreign values are kept, so that they differ from anything desired. */
const shown = z.discriminatedUnion('state', [
  z.looseObject({ ...ok, key: name, state: z.literal('missing') }),
  z.looseObject({
    ...ok,
    key: name,
    state: z.enum(['present', 'aside']),
    slug: z.string().max(64),
    generation: z.string().regex(/^\d{1,19}$/),
    limitKib: z.int().nonnegative(),
    escrowKey: z.string().max(100).nullable(),
    keys: z.array(key).max(1_000),
    oddities: z.array(z.string().max(80)).max(50),
    usedKib: z.int().nonnegative().nullish(),
    keptOn: z.iso.date().nullish(),
    machines: z.array(machine).max(1_000).optional(),
  }),
]);
const meters = meterAnswer.extend({
  items: z.array(z.looseObject({ name, slug: z.string().max(64), usedKib: z.int().nonnegative().nullable() })),
});
type Seen = Exclude<z.output<typeof shown>, { state: 'missing' }>;
const written = z.looseObject({ ...ok, key: name, state: z.enum(['present', 'aside', 'missing']) });

export interface RepositoryKey {
  readonly source: string;
  /** Null for a machine of the member's own. */
  readonly turn: number | null;
  readonly publicKey: string;
}

/** The verbs of the agent on the backup server. There is none that erases history, but for the purge after its wait. */
export class RepositoryAgent {
  constructor(private readonly calls: AgentCalls) {}

  async repositories(names?: readonly string[]): Promise<readonly Found<RepositorySpec>[]> {
    const items = names?.map(one => ({ name: one }));
    return (await this.calls.read('backup.repositories', items, shown)).flatMap(asFound);
  }

  /** Makes it, changes it, or brings it back: keys and limit from then on are exactly these. */
  async put(spec: RepositorySpec, generation: bigint, keys: readonly RepositoryKey[]): Promise<void> {
    const { slug, limitKib, escrowKey } = spec;
    const item = { name: spec.name, slug, generation: `${generation}`, limitKib, escrowKey, keys };
    await this.calls.write('backup.put', [item], written);
  }

  /** No key opens it any more; nothing in it changes. */
  async setAside(repository: string, generation: bigint): Promise<void> {
    await this.calls.write('backup.set-aside', [{ name: repository, generation: `${generation}` }], written);
  }

  /** Erases what lay aside for as long as the server itself demands; refused before. */
  async purge(repository: string, generation: bigint): Promise<void> {
    await this.calls.write('backup.purge', [{ name: repository, generation: `${generation}` }], written);
  }

  /** Use of every repository, in use or set aside. */
  meters(): Promise<z.output<typeof meters>> {
    return this.calls.tell('backup.meters', meters, 300_000);
  }

  lastEpoch(): Promise<bigint | undefined> {
    return this.calls.lastEpoch();
  }
}

function asFound(one: z.output<typeof shown>): Found<RepositorySpec>[] {
  if (one.state === 'missing') return [];
  const { slug, limitKib, escrowKey, keys, oddities } = one;
  const spec = {
    slug,
    name: one.key,
    limitKib,
    sources: keys.flatMap(({ source, turn }) => (turn === null ? [] : [{ server: source, turn }])).sort(bySource),
    machines: keys
      .flatMap(({ source, turn, publicKey }) => (turn === null ? [{ label: source, publicKey }] : []))
      .sort((a, b) => (a.label < b.label ? -1 : 1)),
    escrowKey,
    // A world that is not as its state says differs from anything desired.
    ...(oddities.length > 0 && { oddities }),
  };
  const found: Found<RepositorySpec> = {
    kind: 'repository',
    key: repositoryKey({ slug, name: one.key }),
    presence: one.state,
    generation: BigInt(one.generation),
    spec,
    facts: factsOf(one),
  };
  return [found];
}

function factsOf({ usedKib = null, keptOn, machines = [] }: Seen) {
  const facts: RepositoryFacts = {
    usedKib,
    ...(keptOn !== undefined && { keptOn }),
    machines: machines.map(({ source, usedKib: used, writtenAt }) => ({ label: source, usedKib: used, writtenAt })),
  };
  return { ...facts };
}

const bySource = (a: { server: string }, b: { server: string }): number => (a.server < b.server ? -1 : 1);
