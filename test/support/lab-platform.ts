import { cpSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { Client } from '../../apps/cli/client.js';
import { type Platform, startPlatform } from '../../apps/cli/up/platform.js';
import type { Lab } from '../lab/lab-client.js';
import { projectRoot } from './project-root.js';

export interface LabPlatformOptions {
  /** Emptied before the start. */
  readonly stateFolder: string;
  readonly queue?: 'postgres' | 'redis' | 'off';
  readonly redisUrl?: string;
  readonly isDurable?: boolean;
  /** In which the API answers; English unless said. */
  readonly language?: 'fr' | 'en';
  /** More settings, by the names of libs/config. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A platform on this machine whose servers are the lab's. */
export interface LabPlatform extends Platform {
  readonly client: Client;
  readonly token: string;
  readonly stateFolder: string;
}

/** Starts database, API and worker beside the lab, with a copy of the lab's credentials. */
export async function startLabPlatform(lab: Lab, options: LabPlatformOptions): Promise<LabPlatform> {
  const { stateFolder } = options;
  rmSync(stateFolder, { recursive: true, force: true });
  mkdirSync(stateFolder, { recursive: true, mode: 0o711 });
  const credentials = path.join(stateFolder, 'credentials');
  cpSync(lab.credentials, credentials, { recursive: true });
  const tokenFile = path.join(stateFolder, 'token');
  const port = await freePort();
  const env = {
    ...process.env,
    DATABASE_URL: undefined,
    AMIE_STATE: stateFolder,
    AMIE_CREDENTIALS: credentials,
    AMIE_TOKEN_FILE: tokenFile,
    AMIE_LISTEN: `127.0.0.1:${port}`,
    AMIE_PUBLIC_URL: `http://127.0.0.1:${port}`,
    AMIE_RELAY_URL: `smtp://${lab.address('out1')}:25`,
    AMIE_RELAY_FROM: `amie@${lab.domain}`,
    AMIE_DNS_SERVERS: lab.resolver,
    AMIE_SUFFIXES: 'test',
    AMIE_QUEUE: options.queue ?? 'postgres',
    REDIS_URL: options.redisUrl,
    ...options.env,
  };
  const output = openSync(path.join(stateFolder, 'platform.log'), 'a', 0o600);
  const platform = await startPlatform({
    env,
    output,
    isDurable: options.isDurable,
    apps: path.join(projectRoot, 'dist/apps'),
  });
  const token = readFileSync(tokenFile, 'utf8').trim();
  const client = new Client({ url: platform.url, token, language: options.language ?? 'en' });
  return { ...platform, client, token, stateFolder };
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
