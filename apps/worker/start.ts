import 'reflect-metadata';
import { readConfig } from '@amie/config';
import { openDatabase, parsePasswordKey } from '@amie/database';
import { makeDrivers } from '@amie/services/drivers';
import { NestFactory } from '@nestjs/core';
import { JsonLog } from './log.js';
import { WorkerModule } from './worker-module.js';

/** A stop that takes longer is cut short: everything here survives a kill. */
const stopMs = 5000;

const config = readConfig();
const log = new JsonLog(config.logLevel);
const db = await openDatabase(config.databaseUrl('worker'), { poolSize: 10, name: 'amie-worker' });
const drivers = makeDrivers(config.credentials);
const passwordKey = parsePasswordKey(config.credentials.read('platform/password-key'));
const app = await NestFactory.createApplicationContext(WorkerModule.register({ config, db, drivers, passwordKey }), {
  logger: log,
  abortOnError: false,
});
log.log({ msg: 'worker started', queue: config.queue });

let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => void stop(signal));
}

async function stop(signal: string): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(0), stopMs).unref();
  await app.close();
  drivers[Symbol.dispose]();
  await db.destroy();
  log.log({ msg: 'worker stopped', signal });
  process.exit(0);
}
