import type {
  Change,
  Desired,
  Key,
  Measurement,
  Observed,
  ProbeResult,
  ServiceDriver,
  ServiceSession,
} from '@amie/reconcile';
import { grammars } from '@amie/values';
import { amountOf, countedByMember, sourceOf } from '../measured.js';
import { valueRefused } from '../refused.js';
import { partsOf } from '../resource-key.js';
import type { AgentDoor } from './agent-door.js';
import { BackupTools } from './backup-tools.js';
import { probeRepositories } from './backup-probe.js';
import type { RepositoryKey } from './repository-agent.js';
import { backupOrder, repositoryKey, type RepositorySpec, repositoryShape } from './shape.js';
import type { SourceAgent } from './source-agent.js';

const isRepositoryName = new RegExp(grammars.repositoryName);

/** Makes repositories so: accounts, keys and limits on the backup server, a key and a passphrase on each source. */
export function backupDriver(connections: AgentDoor): ServiceDriver {
  return {
    service: 'backup',
    order: backupOrder,
    connect: async (server, lease) => new BackupSession(await BackupTools.open(connections, server, lease)),
  };
}

/** A session that also starts runs, restores and drills on the sources, and asks how they are. */
export class BackupSession implements ServiceSession {
  readonly width = 8;
  constructor(private readonly tools: BackupTools) {}

  async observe(keys: ReadonlySet<Key> | 'all'): Promise<Observed> {
    const names = keys === 'all' ? undefined : [...keys].map(key => partsOf(key).name).filter(isName);
    const seen = await this.tools.repositories.repositories(names);
    const found = seen.filter(one => keys === 'all' || keys.has(one.key));
    return new Map(found.map(one => [one.key, one]));
  }

  async apply(change: Change): Promise<void> {
    const { desired, action } = change;
    const spec = parsed(desired);
    switch (action) {
      case 'create':
      case 'update':
      case 'restore':
        return this.tools.repositories.put(spec, desired.generation, await this.keysOf(spec));
      case 'set-aside':
        return this.tools.repositories.setAside(spec.name, desired.generation);
      case 'purge':
        return this.tools.repositories.purge(spec.name, desired.generation);
    }
  }

  /** Every put is whole on its server: its agent swaps the keys last, in one rename. */
  async commit(): Promise<void> {}

  async probe(wanted: readonly Desired[]): Promise<ReadonlyMap<Key, ProbeResult>> {
    return probeRepositories(this.tools, wanted as readonly Desired<RepositorySpec>[]);
  }

  async measure(): Promise<Measurement> {
    const answer = await this.tools.wait(this.tools.repositories.meters());
    const readings = answer.items.map(({ slug, name, usedKib }) => ({
      meter: 'backup.repo',
      key: repositoryKey({ slug, name }),
      value: amountOf(usedKib),
    }));
    return {
      readings: [...readings, ...countedByMember('backup.repos', answer.items)],
      ...sourceOf(answer, 'backup.repo'),
    };
  }

  async lastEpoch(): Promise<bigint | undefined> {
    return this.tools.lastEpoch();
  }

  /** Work on a server that backs up what it hosts; throws `backup-source-missing` when there is none of that name. */
  at<Result>(source: string, work: (agent: SourceAgent) => Promise<Result>): Promise<Result> {
    return this.tools.at(source, work);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.tools.giveBack();
  }

  /** Each source makes, or has, the key of its turn; the passphrase it makes beside it stays there. */
  private async keysOf(spec: RepositorySpec): Promise<readonly RepositoryKey[]> {
    const ours = spec.sources.map(async ({ server, turn }) => {
      const { address, hostKey } = this.tools.server;
      const order = { name: spec.name, turn, address, hostKey, escrowKey: spec.escrowKey };
      const publicKey = await this.tools.at(server, source => source.prepare(order));
      return { source: server, turn, publicKey };
    });
    const machines = spec.machines.map(({ label, publicKey }) => ({ source: label, turn: null, publicKey }));
    return [...(await Promise.all(ours)), ...machines];
  }
}

function parsed(desired: Desired): RepositorySpec {
  const spec = parseOrRefuse(desired);
  // A key and a spec that name two different things would write one over the other.
  if (desired.kind !== 'repository' || repositoryKey(spec) !== desired.key) throw valueRefused('key', desired.key);
  return spec;
}

function parseOrRefuse(desired: Desired): RepositorySpec {
  try {
    return repositoryShape.parse(desired.spec);
  } catch {
    throw valueRefused('spec of', desired.key);
  }
}

const isName = (name: string): boolean => isRepositoryName.test(name);

/** The session as the jobs of backups need it; throws when the lane is of another service. */
export function asBackupSession(session: ServiceSession): BackupSession {
  if (!(session instanceof BackupSession)) throw new Error('this lane makes no backups');
  return session;
}
