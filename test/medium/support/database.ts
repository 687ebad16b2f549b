import { randomBytes, randomUUID } from 'node:crypto';
import { Credentials } from '@amie/config';
import { type DataSource, openDatabase, parsePasswordKey, type PasswordKey, rows, withScope } from '@amie/database';
import type { Lane, ServiceName } from '@amie/reconcile';
import { Secret } from '@amie/values';
import pg from 'pg';

/** A database of its own, copied from the migrated template, with a pool for each role. */
export interface TestDatabase {
  readonly api: DataSource;
  readonly worker: DataSource;
  readonly credentials: Credentials;
  readonly passwordKey: PasswordKey;
  url(role: 'owner' | 'api' | 'worker'): string;
  /** Statements as the superuser, past every wall: to look at the world, never what is tested. */
  look<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes one; `await using db = await newDatabase()` in a test, or dispose of it in `afterAll`. */
export async function newDatabase(): Promise<TestDatabase> {
  const name = `amie_${randomBytes(6).toString('hex')}`;
  await asSuperuser('postgres', client => client.query(`create database ${name} template amie owner amie_owner`));
  const credentials = new Credentials(need('AMIE_TEST_CREDENTIALS'));
  const url = (role: 'owner' | 'api' | 'worker') => roleUrl(credentials, role, name);
  const [api, worker] = await Promise.all([
    openDatabase(url('api'), { poolSize: 8, name: 'test-api' }),
    openDatabase(url('worker'), { poolSize: 8, name: 'test-worker' }),
  ]);
  const passwordKey = parsePasswordKey(new Secret(randomBytes(32).toString('base64')));
  return {
    api,
    worker,
    credentials,
    passwordKey,
    url,
    look: (text, values = []) => asSuperuser(name, async client => (await client.query(text, [...values])).rows),
    async [Symbol.asyncDispose]() {
      await Promise.all([api.destroy(), worker.destroy()]);
      await asSuperuser('postgres', client => client.query(`drop database ${name} with (force)`));
    },
  };
}

/** A member that exists; returns its id. */
export async function addMember(db: TestDatabase, slug = `m${randomBytes(4).toString('hex')}`): Promise<string> {
  return insertOne(db, `insert into member (slug, name) values ($1, $1) returning id`, [slug]);
}

/** A person of a member; returns its id. */
export async function addPerson(
  db: TestDatabase,
  memberId: string,
  uid = `p${randomBytes(4).toString('hex')}`,
): Promise<string> {
  const text = `insert into person (member_id, uid, given_name, family_name, own_email)
    values ($1, $2, 'Ada', 'Martin', $2 || '@elsewhere.test') returning id`;
  return insertOne(db, text, [memberId, uid]);
}

/** A server with its lanes; returns its id. */
export async function addServer(
  db: TestDatabase,
  services: readonly ServiceName[] = ['directory', 'mail'],
): Promise<string> {
  const text = `insert into server (name, address, host_key, services) values ($1, $1 || '.amie.test', 'ssh-ed25519 AAAA', $2) returning id`;
  const id = await insertOne(db, text, [`s${randomBytes(4).toString('hex')}`, services]);
  const lane = `insert into lane (service, server_id) select unnest($1::text[]), $2::uuid`;
  await withScope(db.api, 'all', em => rows(em, lane, [services, id]));
  return id;
}

/** The lane of a service on a server. */
export function laneOf(service: ServiceName, serverId: string): Lane {
  return { service, serverId };
}

export const newId = (): string => randomUUID();

async function insertOne(db: TestDatabase, text: string, values: readonly unknown[]): Promise<string> {
  const [made] = await withScope(db.api, 'all', em => rows<{ id: string }>(em, text, values));
  if (!made) throw new Error('nothing was inserted');
  return made.id;
}

function roleUrl(credentials: Credentials, role: string, name: string): string {
  const url = new URL(need('AMIE_TEST_POSTGRES'));
  url.username = `amie_${role}`;
  url.password = credentials.read(`platform/database-${role}-password`).use(encodeURIComponent);
  url.pathname = `/${name}`;
  return url.href;
}

async function asSuperuser<Result>(database: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const url = new URL(need('AMIE_TEST_POSTGRES'));
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function need(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: the medium project needs globalSetup test/medium/support/global-setup.mjs`);
  return value;
}
