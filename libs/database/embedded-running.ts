import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Running {
  readonly pid: number;
  readonly port: number;
}

/** The PostgreSQL that an earlier start left running on this folder; undefined when its pid file is stale. */
export function findRunning(folder: string): Running | undefined {
  const lines = readOrNothing(path.join(folder, 'postmaster.pid'))?.split('\n');
  const pid = Number(lines?.[0]);
  const port = Number(lines?.[3]);
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port) || port <= 0) return undefined;
  // The pid may have been given to another program since: only one that serves this very folder is ours.
  const argv = readOrNothing(`/proc/${pid}/cmdline`)?.split('\0') ?? [];
  return argv[0]?.endsWith('/postgres') && argv.includes(folder) ? { pid, port } : undefined;
}

/** `DATABASE_URL` of the PostgreSQL that runs in a state folder, for a program started beside `amie up`; undefined without one. */
export function findEmbeddedUrl(stateFolder: string): string | undefined {
  const running = findRunning(path.join(stateFolder, 'postgres'));
  return running && `postgresql://127.0.0.1:${running.port}/amie`;
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
