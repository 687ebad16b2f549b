import { afterAll, beforeAll, jest } from '@jest/globals';
import {
  giveSubjects,
  keepMeters,
  type MeterEntry,
  type MeterRun,
  type ReadingRow,
  recordAbsent,
  type RecordedRun,
  recordRun,
  rows,
  withScope,
} from '@amie/database';
import { addMember, addServer, newDatabase, type TestDatabase } from '../support/database.js';

/** A database with two members, and servers that are made as a test needs them. */
export interface MeteredWorld {
  readonly db: TestDatabase;
}

export const meters: readonly MeterEntry[] = [
  { name: 'mail.storage', unit: 'KiB', form: 'gauge', of: 'domain', service: 'mail' },
  { name: 'mail.boxes', unit: 'count', form: 'gauge', of: 'domain', service: 'mail' },
  { name: 'mail.sent', unit: 'messages', form: 'daily', of: 'domain', service: 'mail' },
  { name: 'web.storage', unit: 'KiB', form: 'gauge', of: 'site', service: 'web' },
  { name: 'web.bytes', unit: 'bytes', form: 'daily', of: 'site', service: 'web' },
  { name: 'web.counted', unit: 'bytes', form: 'cumulative', of: 'site', service: 'web' },
  { name: 'help.minutes', unit: 'minutes', form: 'event', of: 'unit', service: 'ledger' },
];

/** One database for a spec; members `recre`, `theatre` and whoever a test adds. */
export function inMeteredWorld(use: (world: MeteredWorld) => void | Promise<void>): void {
  jest.setTimeout(60_000);
  let db: TestDatabase;
  beforeAll(async () => {
    db = await newDatabase();
    for (const slug of ['recre', 'theatre']) await addMember(db, slug);
    await withScope(db.worker, 'all', em => keepMeters(em, meters));
    await use({ db });
  });
  afterAll(() => db[Symbol.asyncDispose]());
}

/** One service on a server of its own, as a test reads it day after day. */
export interface Source {
  readonly serverId: string;
  readonly service: 'mail' | 'web';
  readonly world: MeteredWorld;
}

export async function newSource(world: MeteredWorld, service: Source['service'] = 'mail'): Promise<Source> {
  return { world, service, serverId: await addServer(world.db, [service]) };
}

export const isoDay = (first: string, later = 0): string =>
  new Date(Date.parse(`${first}T12:00:00Z`) + later * 86_400_000).toISOString().slice(0, 10);

/** A run as the worker would record it, at noon of its day unless told otherwise. */
export function run(source: Source, usageDay: string, more: Partial<MeterRun> = {}): MeterRun {
  const { serverId, service } = source;
  const told = { command: 'doveadm quota get -A', toolVersion: '2.4', rawSha256: 'a'.repeat(64) };
  return { serverId, service, usageDay, slot: 0, ...told, observedAt: new Date(`${usageDay}T11:00:00Z`), ...more };
}

export function read(
  source: Source,
  usageDay: string,
  given: readonly ReadingRow[],
  more: Partial<MeterRun> = {},
): Promise<RecordedRun> {
  return withScope(source.world.db.worker, 'all', em => recordRun(em, run(source, usageDay, more), given));
}

export function silent({ world, serverId, service }: Source, usageDay: string): Promise<RecordedRun> {
  const slot = { serverId, service, usageDay, slot: 0 } as const;
  return withScope(world.db.worker, 'all', em => recordAbsent(em, slot, 'no answer'));
}

/** Gives what a test reads to a member from long before, so that days of any year have an owner. */
export function own(
  source: Source,
  owner: string,
  keys: readonly string[],
  from = '2020-01-01T00:00:00Z',
): Promise<void> {
  const subjects = keys.map(key => ({ serverId: source.serverId, service: source.service, key }));
  return withScope(source.world.db.worker, 'all', em => giveSubjects(em, subjects, owner, new Date(from)));
}

export const stored = (meter: string, key: string, value: bigint | 'absent', day?: string): ReadingRow => ({
  meter,
  key,
  value,
  ...(day && { day }),
});

/** Readings of a source as they stand, past every wall. */
export function readings(source: Source): Promise<Record<string, unknown>[]> {
  return source.world.db.look(
    `select s.key, m.name as meter, r.usage_day::text as day, r.slot, r.revision, r.quality, r.value::text, r.reason, r.author
     from reading r join subject s on s.id = r.subject_id join meter m on m.id = r.meter_id
     where s.server_id = $1 order by 1, 2, 3, 4, 5`,
    [source.serverId],
  );
}

export function ask<Row>(
  db: TestDatabase,
  role: 'api' | 'worker',
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  return withScope(db[role], 'all', em => rows<Row>(em, text, values));
}
