import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Credentials } from '@amie/config';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@amie/database';
import pg from 'pg';

jest.setTimeout(60_000);

const folder = mkdtempSync(path.join(tmpdir(), 'amie-embedded-'));
const credentials = new Credentials(path.join(folder, 'credentials'));
let running: EmbeddedPostgres;
const start = () => startEmbeddedPostgres({ stateFolder: folder, credentials, diesWithParent: true });

beforeAll(async () => {
  chmodSync(folder, 0o711);
  running = await start();
});
afterAll(async () => {
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function ask<Row>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}

function ownerUrl(): string {
  const password = credentials.read('platform/database-owner-password').use(text => text);
  return running.url.replace('//', `//amie_owner:${password}@`);
}

describe('the embedded server', () => {
  it('gives the database to an owner who is no superuser', async () => {
    const asked = `select current_user as me, current_setting('is_superuser') as strong, pg_get_userbyid(datdba) as owner
      from pg_database where datname = current_database()`;
    expect(await ask(ownerUrl(), asked)).toEqual([{ me: 'amie_owner', strong: 'off', owner: 'amie_owner' }]);
  });

  it('lets nobody in without a password, not even from this machine', async () => {
    for (const role of ['amie_owner', 'amie_superuser', 'postgres']) {
      await expect(ask(running.url.replace('//', `//${role}:guess@`), 'select 1')).rejects.toMatchObject({
        code: '28P01',
      });
    }
    const rules = await ask<{ auth_method: string }>(
      running.superuserUrl(),
      'select distinct auth_method from pg_hba_file_rules',
    );
    expect(rules).toEqual([{ auth_method: 'scram-sha-256' }]);
  });

  it('listens on the loopback alone and keeps its files to itself', async () => {
    expect(await ask(running.superuserUrl(), 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const { mode, uid } = statSync(path.join(folder, 'postgres'));
    expect(mode & 0o777).toBe(0o700);
    expect(uid).not.toBe(0);
  });

  it('puts no password in its arguments', () => {
    const argv = readFileSync(`/proc/${running.pid}/cmdline`, 'utf8');
    for (const name of ['owner', 'superuser']) {
      expect(argv).not.toContain(credentials.read(`platform/database-${name}-password`).use(text => text));
    }
  });

  it('is taken over, data and all, when an earlier start left it running', async () => {
    await ask(ownerUrl(), 'create table kept (n int)');
    const again = await start();
    expect([again.wasRunning, again.pid, again.url]).toEqual([true, running.pid, running.url]);
  });

  it('comes back after kill -9, whatever pid file was left behind', async () => {
    process.kill(running.pid, 'SIGKILL');
    await gone(running.pid);
    running = await start();
    expect(running.wasRunning).toBe(false);
    expect(await ask(ownerUrl(), `select to_regclass('kept') as found`)).toEqual([{ found: 'kept' }]);
    await running.stop();
    // The pid of a program that is alive and has nothing to do with it.
    writeFileSync(path.join(folder, 'postgres/postmaster.pid'), `${process.pid}\n${folder}/postgres\n0\n5432\n`);
    running = await start();
    expect(await ask(ownerUrl(), 'select count(*)::int as many from kept')).toEqual([{ many: 0 }]);
  });

  it('begins again when a first start was cut short', async () => {
    await running.stop();
    rmSync(path.join(folder, 'postgres/amie-ready'));
    running = await start();
    expect(await ask(ownerUrl(), `select to_regclass('kept') as found`)).toEqual([{ found: null }]);
  });
});

async function gone(pid: number): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
