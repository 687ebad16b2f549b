import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';

/** A Redis of our own, in a folder of its own, gone at `stop`. */
export interface TestRedis {
  readonly url: string;
  /** Forgets everything it holds. */
  flush(): Promise<void>;
  keys(pattern: string): Promise<string[]>;
  stop(): Promise<void>;
}

export async function startRedis(wantedPort?: number): Promise<TestRedis> {
  const folder = mkdtempSync(path.join(tmpdir(), 'amie-redis-'));
  const port = wantedPort ?? (await freePort());
  const child = spawn('redis-server', ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''], {
    stdio: 'ignore',
  });
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await client.ping();
  return {
    url: `redis://127.0.0.1:${port}`,
    flush: async () => void (await client.flushall()),
    keys: pattern => client.keys(pattern),
    stop: async () => {
      client.disconnect();
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  while (child.exitCode === null && child.signalCode === null) await wait(10);
}
