import { createHash } from 'node:crypto';
import { RetriableError, StaleEpochError } from '@amie/reconcile';
import type { AgentAnswer, AgentRequest } from '@amie/servers';
import type { AgentDoor } from '../../../libs/services/backup/agent-door.js';

/** Items come as the driver sends them; what each verb reads of its own is said there. */
type Item = Readonly<Record<string, any>>;
type Verb = (item: Item) => object;

/** A refusal of one item, as the agent words it. */
class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** The protocol of an agent, kept in memory: verbs by item, writes fenced by the epoch of their lane. */
abstract class FakeAgent {
  readonly epochs = new Map<string, bigint>();
  isReachable = true;
  protected abstract readonly reads: Readonly<Record<string, Verb>>;
  protected abstract readonly writes: Readonly<Record<string, Verb>>;
  /** Verbs that answer as a whole. */
  protected readonly tells: Readonly<Record<string, () => object>> = {};
  /** Items of a read that named none. */
  protected everything(_verb: string): readonly object[] {
    return [];
  }

  async call(verb: string, { lane, epoch, items }: AgentRequest): Promise<AgentAnswer> {
    await Promise.resolve();
    if (!this.isReachable) throw new RetriableError('server-unreachable', 'the fake is down');
    if (verb === 'agent.hello') {
      const epochs = Object.fromEntries([...this.epochs].map(([name, last]) => [name, `${last}`]));
      return { id: 1, ok: true, epochs } as AgentAnswer;
    }
    const told = this.tells[verb];
    if (told) return { id: 1, ok: true, ...told() } as AgentAnswer;
    const write = this.writes[verb];
    if (write) this.fence(lane ?? '', epoch ?? 0n);
    const make = write ?? this.reads[verb];
    if (!make) throw new Error(`the fake has no verb ${verb}`);
    const asked = (items ?? this.everything(verb)) as readonly Item[];
    return { id: 1, ok: true, items: asked.map(item => answered(make, item)) } as AgentAnswer;
  }

  private fence(lane: string, epoch: bigint): void {
    const last = this.epochs.get(lane) ?? 0n;
    if (epoch < last) throw new StaleEpochError(`the server has seen epoch ${last}`);
    this.epochs.set(lane, epoch);
  }
}

function answered(make: Verb, item: Item): object {
  const key = item['job'] ?? item['name'];
  try {
    return { key, ok: true, ...make(item) };
  } catch (error) {
    if (error instanceof Refused) return { key, ok: false, code: error.code };
    throw error;
  }
}

interface Repository {
  slug: string;
  state: 'present' | 'aside';
  generation: string;
  limitKib: number;
  escrowKey: string | null;
  keys: readonly object[];
  asideAt: number | null;
  content: string;
}

/** The backup server as the driver sees it. */
export class FakeBackupServer extends FakeAgent {
  readonly repositories = new Map<string, Repository>();
  /** Milliseconds that something lies aside before it may be purged. */
  purgeWait = 0;

  protected override everything(): readonly object[] {
    return [...this.repositories.keys()].map(name => ({ name }));
  }

  protected override readonly tells = {
    'backup.meters': () => ({
      time: 1,
      source: { command: 'all', version: '1', sha256: ''.padEnd(64, '0') },
      controlKib: null,
      items: [...this.repositories].map(([name, { slug, content }]) => ({ name, slug, usedKib: content.length })),
    }),
  };

  protected readonly reads = {
    'backup.repositories': ({ name }: Item) => {
      const found = this.repositories.get(name);
      if (!found) return { state: 'missing' };
      const { content, asideAt, ...shown } = found;
      return { ...shown, usedKib: content.length, oddities: [], asideAt: asideAt && new Date(asideAt).toISOString() };
    },
  };

  protected readonly writes = {
    'backup.put': ({ name, slug, generation, limitKib, escrowKey, keys }: Item) => {
      const earlier = this.notNewer(name, generation);
      if (earlier && earlier.slug !== slug) throw new Refused('taken');
      const content = earlier?.content ?? '';
      const state = 'present';
      this.repositories.set(name, { slug, state, generation, limitKib, escrowKey, keys, asideAt: null, content });
      return { state };
    },
    'backup.set-aside': ({ name, generation }: Item) => {
      const found = this.notNewer(name, generation);
      if (!found) return { state: 'missing' };
      const asideAt = found.asideAt ?? Date.now();
      this.repositories.set(name, { ...found, state: 'aside', generation, asideAt });
      return { state: 'aside' };
    },
    'backup.purge': ({ name, generation }: Item) => {
      const found = this.notNewer(name, generation);
      if (found?.state === 'present') throw new Refused('in-use');
      if (found && Date.now() - (found.asideAt ?? Date.now()) < this.purgeWait) throw new Refused('not-yet');
      this.repositories.delete(name);
      return { state: 'missing' };
    },
  };

  private notNewer(name: string, generation: string): Repository | undefined {
    const found = this.repositories.get(name);
    if (found && BigInt(found.generation) > BigInt(generation)) throw new Refused('stale-generation');
    return found;
  }
}

interface Job {
  readonly verb: string;
  readonly item: Item;
  state: 'running' | 'succeeded' | 'failed';
  code?: string;
  result?: object;
}

/** A source as the driver sees it; its jobs end when the test says so, or at once with `endsAtOnce`. */
export class FakeSource extends FakeAgent {
  readonly keys = new Map<string, { turn: number; publicKey: string; escrowKey: string | null }>();
  readonly jobs = new Map<string, Job>();
  readonly archives = new Map<string, object[]>();
  door: 'readable' | 'empty' | 'refused' | 'unreachable' = 'readable';
  endsAtOnce = false;
  failsWith: string | undefined;

  protected readonly reads = {
    'backup.sources': ({ name }: Item) => {
      const key = this.keys.get(name);
      if (!key) throw new Refused('not-found');
      return { ...key, sealed: key.escrowKey && 'sealed' };
    },
    'backup.check': () => ({ state: this.door }),
    'backup.archives': ({ name }: Item) => ({ archives: this.archives.get(name) ?? [] }),
    'backup.jobs': ({ job }: Item) => {
      const found = this.jobs.get(job);
      return found ? { state: found.state, code: found.code, result: found.result } : { state: 'unknown' };
    },
  };

  protected readonly writes = {
    'backup.prepare': ({ name, turn, escrowKey }: Item) => {
      const earlier = this.keys.get(name);
      const isNew = !earlier || earlier.turn < turn;
      const key = isNew
        ? { turn, publicKey: keyOf(`${name} ${turn}`), escrowKey: earlier?.escrowKey ?? escrowKey }
        : earlier;
      this.keys.set(name, key);
      return key;
    },
    'backup.run': (item: Item) => this.begin('run', item),
    'backup.restore': (item: Item) => this.begin('restore', item),
    'backup.drill': (item: Item) => this.begin('drill', item),
  };

  /** Lets a job end well, as the real one would have it told. */
  succeed(id: string): void {
    const job = this.jobs.get(id);
    if (!job) throw new Error(`there is no job ${id}`);
    job.state = 'succeeded';
    job.result = this.resultOf(job);
  }

  fail(id: string, code: string): void {
    Object.assign(this.jobs.get(id) ?? {}, { state: 'failed', code });
  }

  private begin(verb: string, item: Item): object {
    const job = this.jobs.get(item['job']) ?? { verb, item, state: 'running' };
    this.jobs.set(item['job'], job);
    if (this.endsAtOnce && job.state === 'running') {
      if (this.failsWith) this.fail(item['job'], this.failsWith);
      else this.succeed(item['job']);
    }
    return { state: job.state };
  }

  private resultOf({ verb, item }: Job): object {
    const archives = this.archives.get(item['name']) ?? [];
    if (verb === 'restore') return { files: 2, bytes: 20, restoredAs: 'Restored-2026-11-23', keptAs: null };
    if (verb === 'drill') return { archive: '2026-11-23T020000Z', sampled: 1, matching: 1, bytes: 20 };
    const at = new Date(Date.UTC(2026, 10, 23, 2) + archives.length * 86_400_000).toISOString();
    const archive = at.replaceAll(':', '').replace('.000', '');
    const things = (item['things'] as readonly object[]).map(thing => ({ ...thing, files: 2, bytes: 20 }));
    this.archives.set(item['name'], [{ archive, at, things }, ...archives]);
    return { archive, files: 2, bytes: 20, newBytes: 20, usedKib: 1 };
  }
}

/** A public key that depends on the words alone. */
export function keyOf(words: string): string {
  const digest = createHash('sha256').update(words).digest('base64').replaceAll('=', 'A');
  return `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${digest.slice(0, 43)}`;
}

/** Every agent by the name of its server. */
export function fakeDoor(agents: Readonly<Record<string, FakeAgent>>): AgentDoor {
  return {
    agent: async ({ name }) => {
      const connection = agents[name];
      if (!connection) throw new RetriableError('server-unreachable', name);
      return { connection, [Symbol.dispose]: () => undefined };
    },
  };
}
