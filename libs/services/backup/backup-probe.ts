import { type Desired, type Key, type ProbeResult, problemOf } from '@amie/reconcile';
import type { BackupTools } from './backup-tools.js';
import type { RepositorySpec } from './shape.js';

type Wanted = Desired<RepositorySpec>;

/**
 * Opens each repository from each of its sources, by the key and the door its nightly run takes, and writes nothing.
 * One without sources is ready once its server shows it: its machines are not ours to try.
 */
export async function probeRepositories(
  tools: BackupTools,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<Key, ProbeResult>> {
  const servers = new Set(wanted.flatMap(({ spec }) => spec.sources.map(({ server }) => server)));
  const byServer = new Map(await Promise.all([...servers].map(async server => checked(tools, server, wanted))));
  return new Map(wanted.map(one => [one.key, resultOf(one, byServer)]));
}

type Checks = ReadonlyMap<string, ProbeResult>;

async function checked(tools: BackupTools, server: string, wanted: readonly Wanted[]): Promise<[string, Checks]> {
  const names = wanted
    .filter(({ spec }) => spec.sources.some(source => source.server === server))
    .map(({ spec }) => spec.name);
  try {
    const states = await tools.at(server, source => source.check(names));
    return [server, new Map([...states].map(([name, state]) => [name, meaning(server, state)]))];
  } catch (error) {
    const { code, detail } = problemOf(error);
    return [server, new Map(names.map(name => [name, { outcome: 'unknown', code, detail }]))];
  }
}

function meaning(server: string, state: string): ProbeResult {
  // A run of its own holds the lock: it is being written to, and so it works.
  if (['readable', 'empty', 'locked'].includes(state)) return { outcome: 'ready' };
  if (state === 'refused') return { outcome: 'broken', code: 'backup-repository-refused', detail: server };
  if (state === 'older') return { outcome: 'broken', code: 'backup-repository-older', detail: server };
  return { outcome: 'unknown', code: 'backup-repository-unreachable', detail: server };
}

function resultOf({ spec }: Wanted, byServer: ReadonlyMap<string, Checks>): ProbeResult {
  const results = spec.sources.map(({ server }): ProbeResult => {
    const missing = { outcome: 'broken', code: 'backup-repository-refused', detail: server } as const;
    return byServer.get(server)?.get(spec.name) ?? missing;
  });
  return results.find(({ outcome }) => outcome !== 'ready') ?? { outcome: 'ready' };
}
