import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Credentials } from '@amie/config';
import pg from 'pg';
import { chooseAccount, giveTo, type RunAs } from './embedded-account.js';
import { findBinaries } from './embedded-binaries.js';
import { findRunning, type Running } from './embedded-running.js';
import { prepareOwner } from './prepare-owner.js';

export interface EmbeddedOptions {
  /** Holds `postgres/` (the cluster) and, when needed, a copy of the binaries. */
  readonly stateFolder: string;
  /** Where `platform/database-*-password` are, made at random when missing. */
  readonly credentials: Credentials;
  /** False gives up crash safety for speed: tests only. */
  readonly isDurable?: boolean;
  /** Ends with the program that started it, even after kill -9: tests only. */
  readonly diesWithParent?: boolean;
}

export interface EmbeddedPostgres {
  /** `postgresql://127.0.0.1:<port>/amie`, without a role: what `DATABASE_URL` holds. */
  readonly url: string;
  readonly pid: number;
  /** True when an earlier start left it running and it was taken over. */
  readonly wasRunning: boolean;
  /** Connection URL of the cluster's superuser; for tests that make databases. */
  superuserUrl(database?: string): string;
  /** Fast shutdown; resolves once the cluster is down. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL from its npm package, or takes over the one an earlier start left running, and makes sure that
 * the role `amie_owner` (no superuser) owns the database `amie`.
 *
 * It listens on a loopback port with scram rather than on a socket in a private folder: behind a socket every role
 * would be open to whoever may open the folder, and the walls between owner, API and worker would mean nothing.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const runAs = chooseAccount();
  const folder = path.join(options.stateFolder, 'postgres');
  const password = options.credentials.ensure('platform/database-superuser-password').use(text => text);
  const earlier = findRunning(folder);
  const running = earlier ?? (await start(options, folder, runAs, password));
  const superuserUrl = (database = 'postgres') =>
    `postgresql://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${running.port}/${database}`;
  await ready(superuserUrl(), running);
  await prepareOwner(superuserUrl(), options.credentials);
  const url = `postgresql://127.0.0.1:${running.port}/amie`;
  return { url, pid: running.pid, wasRunning: earlier !== undefined, superuserUrl, stop: () => stop(running.pid) };
}

const superuser = 'amie_superuser';

async function start(options: EmbeddedOptions, folder: string, runAs: RunAs, password: string): Promise<Running> {
  const binaries = findBinaries(options.stateFolder, runAs);
  initialise(binaries, folder, runAs, password, options.isDurable ?? true);
  rmSync(path.join(folder, 'postmaster.pid'), { force: true });
  const port = await freePort();
  const argv = [path.join(binaries, 'bin/postgres'), '-D', folder, '-p', String(port), ...flags(settings(options))];
  if (options.diesWithParent) argv.unshift('/usr/bin/setpriv', '--pdeathsig', 'INT');
  const log = openSync(path.join(options.stateFolder, 'postgres.log'), 'a', 0o600);
  const [program = '', ...rest] = argv;
  // In a session of its own: Ctrl-C in a terminal reaches us, and we stop it in order once everyone has left.
  const child = spawn(program, rest, {
    ...runAs,
    cwd: '/',
    stdio: ['ignore', log, log],
    env: plainEnv,
    detached: true,
  });
  closeSync(log);
  child.unref();
  await new Promise((started, failed) => child.once('spawn', started).once('error', failed));
  return { pid: child.pid ?? 0, port };
}

const plainEnv = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };

function settings({ isDurable = true }: EmbeddedOptions): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '128MB',
    max_wal_size: '2GB',
    jit: 'off',
    log_line_prefix: '%m [%p] %u ',
    ...(isDurable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
}

function flags(wanted: Record<string, string>): string[] {
  return Object.entries(wanted).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function initialise(binaries: string, folder: string, runAs: RunAs, password: string, isDurable: boolean): void {
  if (existsSync(path.join(folder, 'PG_VERSION')) && existsSync(path.join(folder, 'amie-ready'))) return;
  // A first start that was cut short leaves half a cluster without any of our data: begin again.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true, mode: 0o711 });
  mkdirSync(folder, { mode: 0o700 });
  giveTo(runAs, folder);
  const passwordFile = `${folder}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveTo(runAs, passwordFile);
  const argv = ['-D', folder, '-U', superuser, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'];
  argv.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', ...(isDurable ? [] : ['--no-sync']));
  try {
    execFileSync(path.join(binaries, 'bin/initdb'), argv, { ...runAs, cwd: '/', stdio: 'pipe', env: plainEnv });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  writeFileSync(path.join(folder, 'amie-ready'), '');
}

async function ready(url: string, running: Running): Promise<void> {
  for (const deadline = Date.now() + 30_000; ; await pause(20)) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    const problem = await client.connect().then(
      () => undefined,
      (error: Error) => error,
    );
    await client.end().catch(() => undefined);
    if (!problem) return;
    if (!isAlive(running.pid))
      throw new Error('PostgreSQL stopped while starting: see postgres.log in the state folder');
    if (Date.now() > deadline) throw new Error('PostgreSQL did not become ready in 30 s', { cause: problem });
  }
}

async function stop(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  for (const deadline = Date.now() + 30_000; isAlive(pid) && Date.now() < deadline; ) await pause(20);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A child of ours that ended but was not yet collected still answers to signal 0.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
