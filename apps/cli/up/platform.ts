import { mkdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type Credentials, type Listen, readConfig } from '@amie/config';
import { type EmbeddedPostgres, migrate, prepareOwner, startEmbeddedPostgres } from '@amie/database';
import { migrateQueue } from '@amie/queue';
import { makePlatformCredentials } from '../platform-credentials.js';
import { type Program, type ProgramName, startProgram } from './program.js';

export interface PlatformOptions {
  /** Environment of the API and the worker (libs/config names the variables); DATABASE_URL in it wins over the embedded server. */
  readonly env: NodeJS.ProcessEnv;
  /** Where the programs write: a file descriptor, or the terminal. */
  readonly output: number | 'inherit';
  /** False gives up crash safety of the embedded database for speed: tests only. */
  readonly isDurable?: boolean;
  /** Folder of the compiled apps; the one this file was compiled into by default. */
  readonly apps?: string;
}

/** A whole platform on one machine: database, queue, API and worker, all under this process. */
export interface Platform {
  readonly url: string;
  readonly database: string;
  /** Environment the programs run with. */
  readonly env: NodeJS.ProcessEnv;
  start(name: ProgramName): void;
  program(name: ProgramName): Program | undefined;
  stop(): Promise<void>;
}

/** Starts everything and resolves once the API answers; migrates on the way. Nothing stays running when it throws. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const config = readConfig(options.env);
  mkdirSync(config.stateFolder, { recursive: true, mode: 0o711 });
  makePlatformCredentials(config.credentials);
  const embedded = options.env.DATABASE_URL
    ? undefined
    : await startEmbedded(config.stateFolder, config.credentials, options);
  const env = { ...options.env, ...(embedded ? { DATABASE_URL: embedded.url } : {}) };
  const programs = new Map<ProgramName, Program>();
  const start = (name: ProgramName) => void programs.set(name, startProgram(name, { ...options, env }));
  const stop = async () => {
    await Promise.all([...programs.values()].map(program => program.stop()));
    await embedded?.stop();
  };
  const url = urlOf(config.listen);
  try {
    await prepareDatabase(env);
    start('api');
    start('worker');
    await answers(url, programs);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, database: env.DATABASE_URL ?? '', env, start, program: name => programs.get(name), stop };
}

/** Makes the owner where a superuser's connection is given, then migrates the database and, when it lives there, the queue. */
export async function prepareDatabase(env: NodeJS.ProcessEnv): Promise<void> {
  const config = readConfig(env);
  if (config.superuserUrl) await prepareOwner(config.superuserUrl, config.credentials);
  await migrate(config.databaseUrl('owner'), { credentials: config.credentials });
  if (config.queue === 'postgres') await migrateQueue(config.databaseUrl('owner'));
}

function startEmbedded(folder: string, credentials: Credentials, options: PlatformOptions): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ stateFolder: folder, credentials, isDurable: options.isDurable ?? true });
}

function urlOf({ address, port }: Listen): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

async function answers(url: string, programs: ReadonlyMap<ProgramName, Program>): Promise<void> {
  for (const deadline = performance.now() + 60_000; performance.now() < deadline; await pause(50)) {
    const api = programs.get('api')?.process;
    if (!api || api.exitCode !== null || api.signalCode !== null) break;
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error(`the API did not become ready at ${url}`);
}
