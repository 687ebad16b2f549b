import 'reflect-metadata';
import { environment, readConfig } from '@amie/config';
import { findEmbeddedUrl, findServers, type NightOutcome, openDatabase } from '@amie/database';
import { makeDrivers } from '@amie/services/drivers';
import { Logger } from '@nestjs/common';
import { EpochGuard } from './epoch-guard.js';
import { LaneSessions } from './lane-sessions.js';
import { JsonLog } from './log.js';
import { Readings } from './readings.js';

/** `worker night`: reads what is due, says in a sentence how it went, and ends; for cron or a timer. */
const config = readConfig(besideOurs());
Logger.overrideLogger(new JsonLog(config.logLevel, 2));
const db = await openDatabase(config.databaseUrl('worker'), { poolSize: 10, name: 'amie-night' });
const drivers = makeDrivers(config.credentials);
const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort(new Error(signal)));

const readings = new Readings(db, new LaneSessions(db, drivers, new EpochGuard(db)));
const outcome = await readings.take(stopping.signal, true);
const names = new Map((await findServers(db)).map(({ id, name }) => [id, name]));
process.stdout.write(`${sentenceOf(outcome)}\n`);
drivers[Symbol.dispose]();
await db.destroy();
process.exit(outcome.failures.length > 0 || stopping.signal.aborted ? 1 : 0);

/** Started by cron, it is not told where the database is that `amie up` started. */
function besideOurs(): NodeJS.ProcessEnv {
  const env = environment();
  const given = env['DATABASE_URL'] || env['DATABASE_URL_WORKER'];
  return given ? env : environment({ DATABASE_URL: findEmbeddedUrl(readConfig(env).stateFolder) });
}

function sentenceOf({ read, amounts, absent, failures }: NightOutcome): string {
  const done = `night: ${read} readings made, ${amounts} amounts; ${absent} given up because their day went by`;
  const failed = failures.map(({ service, serverId, code }) => `${service} on ${names.get(serverId)} (${code})`);
  return failed.length === 0 ? `${done}.` : `${done}; ${failed.length} failed: ${failed.join(', ')}.`;
}
