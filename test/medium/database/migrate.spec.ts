import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { migrate, openDatabase } from '@amie/database';
import pg from 'pg';
import { newDatabase, type TestDatabase } from '../support/database.js';

jest.setTimeout(30_000);

let db: TestDatabase;
beforeAll(async () => {
  db = await newDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

/** Everything that a migration could change, as PostgreSQL describes it. */
const schema = () =>
  db.look(`
    select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
    where table_schema = 'public' order by 1, 2`);

describe('migrations', () => {
  it('run again without a change', async () => {
    const before = await schema();
    await migrate(db.url('owner'), { credentials: db.credentials });
    expect(await schema()).toEqual(before);
    expect(before.length).toBeGreaterThan(100);
  });

  it('take turns when two programs start at once on an empty database', async () => {
    const name = `amie_${randomBytes(6).toString('hex')}`;
    await db.look(`create database ${name} owner amie_owner`);
    const url = new URL(db.url('owner'));
    url.pathname = `/${name}`;
    await Promise.all([migrate(url.href), migrate(url.href), migrate(url.href)]);
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    const done = await client.query('select name, count(*)::int as many from schema_migration group by name');
    await client.end();
    await db.look(`drop database ${name}`);
    expect(done.rows).toHaveLength(readdirSync('libs/database/migrations').length);
    expect(done.rows.filter(({ many }) => many !== 1)).toEqual([]);
  });

  it('put a password on each role that is not in what the server keeps', async () => {
    const password = db.credentials.read('platform/database-api-password').use(text => text);
    const [role] = await db.look<{ rolpassword: string }>(
      `select rolpassword from pg_authid where rolname = 'amie_api'`,
    );
    expect(role?.rolpassword).toMatch(/^SCRAM-SHA-256\$4096:/);
    expect(role?.rolpassword).not.toContain(password);
    const wrong = new URL(db.url('api'));
    wrong.password = 'wrong';
    await expect(openDatabase(wrong.href, { poolSize: 1 })).rejects.toMatchObject({ code: '28P01' });
  });
});
