import type {
  Change,
  Desired,
  Key,
  Kind,
  Measurement,
  Observed,
  ProbeResult,
  Refusals,
  Server,
  ServiceDriver,
  ServiceName,
  ServiceSession,
} from '../contract.js';
import { RetriableError } from '../errors.js';
import type { Lease } from '../lease.js';
import type { MemoryServer } from './memory-server.js';

/** Where the things of a memory driver live and in what order they are made. */
export interface MemoryDriverSetting {
  readonly service?: ServiceName;
  readonly order: readonly Kind[];
  readonly width?: number;
  readonly isCommitCostly?: boolean;
  /** Name of its one meter, things per member; `dir.entries` of a directory, none elsewhere, when nothing is said. */
  readonly meter?: string;
  readonly find: (server: Server) => MemoryServer;
}

/** A driver whose servers are in memory; it keeps the whole contract and loses everything with its process. */
export class MemoryDriver implements ServiceDriver {
  readonly service: ServiceName;
  readonly order: readonly Kind[];

  constructor(private readonly setting: MemoryDriverSetting) {
    this.service = setting.service ?? 'directory';
    this.order = setting.order;
  }

  async connect(server: Server, lease: Lease): Promise<ServiceSession> {
    const memory = this.setting.find(server);
    memory.present(lease);
    return new MemorySession(memory, lease, this.setting);
  }
}

class MemorySession implements ServiceSession {
  readonly width: number;
  readonly isCommitCostly: boolean;
  #isClosed = false;

  constructor(
    private readonly server: MemoryServer,
    private readonly lease: Lease,
    private readonly setting: MemoryDriverSetting,
  ) {
    this.width = setting.width ?? 8;
    this.isCommitCostly = setting.isCommitCostly ?? false;
  }

  async observe(keys: ReadonlySet<Key> | 'all'): Promise<Observed> {
    this.#needOpen();
    return this.server.read(keys, this.setting.order);
  }

  async apply(change: Change): Promise<void> {
    this.#needOpen();
    await this.server.effect(change, this.lease);
  }

  async commit(changes: readonly Change[]): Promise<Refusals | undefined> {
    this.#needOpen();
    return this.server.commit(changes, this.lease);
  }

  /** In use and committed is working; nothing else is looked at. */
  async probe(wanted: readonly Desired[]): Promise<ReadonlyMap<Key, ProbeResult>> {
    this.#needOpen();
    return new Map(wanted.map(({ key }) => [key, this.#probeOne(key)]));
  }

  /** Things per member, in use or aside: the one meter a server in memory has. */
  async measure(): Promise<Measurement> {
    this.#needOpen();
    const meter = this.setting.meter ?? ((this.setting.service ?? 'directory') === 'directory' && 'dir.entries');
    const counts = new Map<string, bigint>();
    for (const key of (await this.server.read('all', this.setting.order)).keys()) {
      const unit = `unit/${key.split('/')[1]}`;
      counts.set(unit, (counts.get(unit) ?? 0n) + 1n);
    }
    const readings = meter ? [...counts].map(([key, value]) => ({ meter, key, value })) : [];
    return { readings, command: 'count', toolVersion: 'memory', rawSha256: '0'.repeat(64) };
  }

  async lastEpoch(): Promise<bigint | undefined> {
    return this.server.lastEpoch(this.lease);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
  }

  #probeOne(key: Key): ProbeResult {
    const isWorking = this.server.entries.get(key)?.presence === 'present' && !this.server.uncommitted.has(key);
    return isWorking ? { outcome: 'ready' } : { outcome: 'broken', detail: 'not in use, or not committed' };
  }

  #needOpen(): void {
    if (this.#isClosed) throw new RetriableError('session-closed', 'the session was closed');
  }
}
