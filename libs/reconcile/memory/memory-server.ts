import type { Change, Found, Key, Kind, Observed, Refusals } from '../contract.js';
import { RetriableError, StaleEpochError, StaleGenerationError } from '../errors.js';
import { type Lease, laneName } from '../lease.js';
import type { Faults, IsAsked } from './faults.js';
import type { MemorySpec } from './memory-shape.js';

/** One thing on the server. Its content is what its users put into it: made once, lost only by a purge. */
export interface MemoryEntry {
  readonly kind: Kind;
  readonly presence: 'present' | 'aside';
  readonly generation: bigint;
  readonly spec: MemorySpec;
  readonly content: string;
}

/** What this server is able to remember, as real ones differ: slapd keeps generations, an agent keeps epochs. */
export interface MemoryServerTraits {
  readonly keepsGenerations: boolean;
  readonly keepsEpochs: boolean;
}

/**
 * A server that lives in memory and is as strict as a real one: a child needs its parent, only what is aside is purged,
 * an older generation or epoch is refused at the moment of its effect.
 */
export class MemoryServer {
  readonly entries = new Map<Key, MemoryEntry>();
  /** Changed and not yet committed: nothing must stay here once a run is over. */
  readonly uncommitted = new Set<Key>();
  faults: Faults = {};
  /** Effects that changed something since the start. */
  effects = 0;
  readonly #lastEpochs = new Map<string, bigint>();
  #contentsMade = 0;

  constructor(private readonly traits: MemoryServerTraits = { keepsGenerations: true, keepsEpochs: true }) {}

  /** Puts a thing there by hand, as a stranger or an accident would. */
  plant(key: Key, entry: Omit<MemoryEntry, 'content'> & { content?: string }): void {
    this.entries.set(key, { content: this.#newContent(key), ...entry });
  }

  /** Everything there is, sorted by key: two equal dumps are two equal worlds. */
  dump(): Readonly<Record<Key, MemoryEntry>> {
    return Object.fromEntries([...this.entries].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  }

  lastEpoch(lease: Lease): bigint | undefined {
    return this.#lastEpochs.get(laneName(lease.lane));
  }

  /** A lease shows its epoch when it connects, before it looks, so that an older run cannot act on its back. */
  present(lease: Lease): void {
    if (!this.traits.keepsEpochs) return;
    const last = this.lastEpoch(lease) ?? 0n;
    this.#lastEpochs.set(laneName(lease.lane), lease.epoch > last ? lease.epoch : last);
  }

  async read(keys: ReadonlySet<Key> | 'all', kinds: readonly Kind[]): Promise<Observed> {
    const isAsked: IsAsked = (key, kind) => (keys === 'all' ? kinds.includes(kind) : keys.has(key));
    const answer = new Map<Key, Found>();
    for (const [key, entry] of this.entries) {
      if (isAsked(key, entry.kind)) answer.set(key, this.#show(key, entry));
    }
    return (await this.faults.onRead?.(answer, isAsked)) ?? answer;
  }

  async effect(change: Change, lease: Lease): Promise<void> {
    await this.faults.beforeEffect?.(change);
    this.#refuseOlderEpoch(lease);
    this.#change(change);
    await this.faults.afterEffect?.(change);
  }

  async commit(changes: readonly Change[], lease: Lease): Promise<Refusals | undefined> {
    await this.faults.beforeCommit?.(changes);
    this.#refuseOlderEpoch(lease);
    const refusals = this.faults.refuseCommit?.(changes);
    const keys = changes.map(change => change.desired.key);
    for (const key of keys) if (!refusals?.has(key)) this.uncommitted.delete(key);
    await this.faults.afterCommit?.(changes);
    return refusals;
  }

  #show(key: Key, { kind, presence, generation, spec }: MemoryEntry): Found {
    return { key, kind, presence, spec, ...(this.traits.keepsGenerations ? { generation } : {}) };
  }

  #refuseOlderEpoch(lease: Lease): void {
    const last = this.lastEpoch(lease) ?? 0n;
    if (lease.epoch < last) throw new StaleEpochError(`epoch ${lease.epoch} came after ${last}`);
  }

  #change(change: Change): void {
    const { key, generation } = change.desired;
    const entry = this.entries.get(key);
    if (this.traits.keepsGenerations && entry && entry.generation > generation) {
      throw new StaleGenerationError(`${key} is at ${entry.generation}, not ${generation}`);
    }
    const next = this.#after(change, entry);
    if (JSON.stringify(next, bigintsAsText) === JSON.stringify(entry, bigintsAsText)) return;
    if (next) this.entries.set(key, next);
    else this.entries.delete(key);
    this.uncommitted.add(key);
    this.effects += 1;
  }

  #after({ action, desired }: Change, entry: MemoryEntry | undefined): MemoryEntry | undefined {
    const { key, kind, generation } = desired;
    const spec = desired.spec as MemorySpec;
    if (action === 'purge') return this.#purged(key, entry);
    if (action === 'create') {
      if (entry) throw new RetriableError('already-there', key);
      this.#needParent(key, spec);
      return { kind, presence: 'present', generation, spec, content: this.#newContent(key) };
    }
    if (!entry) throw new RetriableError('not-there', key);
    if (action === 'set-aside') return { ...entry, presence: 'aside', generation };
    const presence = action === 'restore' ? 'present' : entry.presence;
    return { ...entry, presence, generation, spec };
  }

  #purged(key: Key, entry: MemoryEntry | undefined): undefined {
    if (entry?.presence === 'present') throw new RetriableError('still-in-use', key);
    const isStoodOn = [...this.entries.values()].some(other => other.spec.standsOn === key);
    if (isStoodOn) throw new RetriableError('still-stood-on', key);
    return undefined;
  }

  #needParent(key: Key, spec: MemorySpec): void {
    if (spec.standsOn && !this.entries.has(spec.standsOn)) throw new RetriableError('parent-missing', key);
  }

  #newContent(key: Key): string {
    this.#contentsMade += 1;
    return `letter ${this.#contentsMade} to ${key}`;
  }
}

function bigintsAsText(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
