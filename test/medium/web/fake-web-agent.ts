import { refusal } from '@amie/servers';
import type { AgentDoor, AgentLine } from '../../../libs/services/agent-door.js';

interface Item {
  readonly kind: string;
  readonly name: string;
  readonly generation: string;
  readonly spec: Record<string, unknown>;
  readonly secret: Record<string, unknown> | null;
}

/** What the server keeps of one thing; `content` is its owner's. */
export interface Kept {
  state: 'present' | 'aside';
  generation: bigint;
  spec: Record<string, unknown>;
  content: string;
  hasSecret: boolean;
  /** A site that waits for the reload. */
  staged?: { readonly generation: bigint; readonly spec: Record<string, unknown> };
}

class Refused extends Error {
  constructor(
    readonly code: string,
    readonly more: object = {},
  ) {
    super(code);
  }
}

/** The agent of a web server in memory, as strict as its table of verbs says; a request passes as JSON, as on a wire. */
export class FakeWebAgent {
  readonly things = new Map<string, Kept>();
  /** Verbs asked for that write, in order. */
  readonly writes: string[] = [];
  /** Names of sites whose configuration is refused by nginx. */
  readonly spoilt = new Set<string>();
  /** Versions of PHP it has. */
  phpVersions = ['8.2'];
  isCut = false;
  #epoch = 0n;
  #contents = 0;

  /** Where a driver reaches it. */
  get door(): AgentDoor {
    const connection: AgentLine = {
      call: async (verb, request) => {
        const asked = JSON.parse(JSON.stringify({ ...request, epoch: request.epoch?.toString() })) as {
          lane?: string;
          epoch?: string;
          items?: Item[];
        };
        if (asked.epoch !== undefined) this.#takeEpoch(verb, BigInt(asked.epoch));
        return JSON.parse(JSON.stringify({ id: 1, ok: true, ...this.#answer(verb, asked.items) }));
      },
    };
    return { agent: async () => ({ connection, [Symbol.dispose]: () => {} }) };
  }

  #takeEpoch(verb: string, epoch: bigint): void {
    if (epoch < this.#epoch) throw refusal(verb, { code: 'stale-epoch', lastEpoch: `${this.#epoch}` });
    this.#epoch = epoch;
    this.writes.push(verb);
  }

  #answer(verb: string, items: readonly Item[] = []): object {
    if (verb === 'agent.hello') return { epochs: { web: `${this.#epoch}` } };
    if (verb === 'web.names') return { items: [...this.things.keys()].map(parts) };
    if (verb === 'web.meters') return this.#meters();
    if (verb === 'web.server') return { phpVersions: this.phpVersions, engines: [], addresses: [] };
    // A connection that breaks off half-way, as the agent's answer would be cut.
    const told = this.isCut && verb === 'web.look' ? items.slice(0, -1) : items;
    return { items: told.map(item => this.#each(verb, item)) };
  }

  #each(verb: string, item: Item): object {
    const key = `${item.kind}/${item.name}`;
    try {
      return { key, ok: true, ...this.#do(verb, key, item) };
    } catch (error) {
      if (error instanceof Refused) return { key, ok: false, code: error.code, ...error.more };
      throw error;
    }
  }

  #do(verb: string, key: string, item: Item): object {
    const kept = this.things.get(key);
    if (verb === 'web.look') return look(kept);
    if (verb === 'web.logs') return { text: `log of ${key}\n`, from: 0, size: 9, before: null, after: null };
    if (verb === 'web.probe') return { outcome: kept?.state === 'present' && !kept.staged ? 'ready' : 'broken' };
    const newest = kept && (kept.staged?.generation ?? kept.generation);
    if (newest !== undefined && newest > BigInt(item.generation))
      throw new Refused('stale-generation', { lastGeneration: `${newest}` });
    if (verb === 'web.put') return this.#put(key, item, kept);
    if (verb === 'web.commit') return this.#commit(item, kept);
    if (!kept) return { state: 'missing' };
    if (verb === 'web.set-aside') {
      if (item.kind === 'site' && this.#standing(item.name, 'present')) throw new Refused('busy');
      Object.assign(kept, { state: 'aside', generation: BigInt(item.generation), staged: undefined });
      return { state: 'aside' };
    }
    if (kept.state !== 'aside' || (item.kind === 'site' && this.#standing(item.name))) throw new Refused('busy');
    this.things.delete(key);
    return { state: 'missing' };
  }

  #put(key: string, item: Item, kept?: Kept): object {
    const { spec, secret } = item;
    if (kept && kept.spec.slug !== undefined && kept.spec.slug !== spec.slug) throw new Refused('taken');
    if (item.kind !== 'site' && this.things.get(`site/${String(spec.site)}`)?.state !== 'present')
      throw new Refused('not-found');
    const needsSecret = item.kind === 'site-database' || spec.hasPassword === true;
    if (needsSecret && !secret && !kept?.hasSecret) throw new Refused('secret-needed');
    const generation = BigInt(item.generation);
    const entry: Kept = kept ?? this.#entry(key);
    if (item.kind === 'site') {
      const isThere = entry.state === 'present' && entry.generation === generation && same(entry.spec, spec);
      entry.staged = isThere ? entry.staged : { generation, spec };
    } else {
      Object.assign(entry, { state: 'present', generation, spec });
    }
    entry.hasSecret ||= secret !== null;
    return { state: 'present' };
  }

  #commit({ kind, name }: Item, kept?: Kept): object {
    if (kind !== 'site') return {};
    if (!kept) throw new Refused('not-found');
    if (this.spoilt.has(name)) {
      kept.staged = undefined;
      throw new Refused('config-refused', { detail: 'nginx refuses it' });
    }
    if (kept.staged) Object.assign(kept, { state: 'present', ...kept.staged, staged: undefined });
    return {};
  }

  #entry(key: string): Kept {
    this.#contents += 1;
    const entry: Kept = {
      state: 'present',
      generation: 0n,
      spec: {},
      content: `made ${this.#contents}`,
      hasSecret: false,
    };
    this.things.set(key, entry);
    return entry;
  }

  #standing(site: string, state?: string): boolean {
    return [...this.things.values()].some(one => one.spec.site === site && (!state || one.state === state));
  }

  #meters(): object {
    const all = [...this.things].map(([key, { spec }]) => ({ ...parts(key), slug: spec.slug ?? 'x', usedKib: 16 }));
    const sites = all.filter(one => one.kind === 'site').map(one => ({ ...one, bytesByDay: { '2026-11-23': '12' } }));
    const source = { command: 'all', version: '1', sha256: ''.padEnd(64, '0') };
    return { time: 1, source, controlKib: null, sites, databases: all.filter(one => one.kind === 'site-database') };
  }
}

function look(kept?: Kept): object {
  if (!kept) return { state: 'missing' };
  const { state, generation, spec } = kept;
  return { state, generation: `${generation}`, spec, faults: [], shown: { usedKib: 16 } };
}

const parts = (key: string) => ({ kind: key.slice(0, key.indexOf('/')), name: key.slice(key.indexOf('/') + 1) });
const same = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);
