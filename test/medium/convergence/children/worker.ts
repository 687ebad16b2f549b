import 'reflect-metadata';
import { text } from 'node:stream/consumers';
import { readConfig } from '@amie/config';
import { openDatabase, parsePasswordKey } from '@amie/database';
import { Secret } from '@amie/values';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from '../../../../apps/worker/worker-module.js';
import { remoteDrivers } from '../support/remote-driver.js';

/** The real worker, but for its servers (which live in the test) and the time it leaves a dead one's lanes alone. */
interface Settings {
  readonly env: Record<string, string>;
  readonly serverPort: number;
}

const { env, serverPort } = JSON.parse(await text(process.stdin)) as Settings;
const config = readConfig(env);
const db = await openDatabase(config.databaseUrl('worker'), { poolSize: 8, name: 'test-worker' });
const passwordKey = parsePasswordKey(new Secret(Buffer.alloc(32).toString('base64')));
const times = { leaseSeconds: 2, queue: { lockMs: 1500, stalledMs: 500, graceMs: 500 } };
const parts = { config, db, drivers: remoteDrivers(serverPort), passwordKey, times };
await NestFactory.createApplicationContext(WorkerModule.register(parts), { logger: ['error', 'warn'] });
