import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { lab } from '../../../lab/lab-client.js';
import { askWeb, makeSites, removeSites, siteSpec } from './agent-of-web.js';

jest.setTimeout(120_000);

const site = 'w99921';
const password = 'only4this1lab2only4this1';
const shop = { slug: 'petits-pas', site, name: `${site}_shop`, engine: 'mariadb', limitKib: 20_480 };
const wiki = { slug: 'petits-pas', site, name: `${site}_wiki`, engine: 'postgresql', limitKib: 20_480 };
const beside = { ...wiki, name: `${site}_beside` };
const store = { ...shop, name: `${site}_store` };
const all = [shop, store, wiki, beside];

const item = (spec: typeof shop, generation: string) => ({ kind: 'site-database', name: spec.name, generation });
const put = (spec: typeof shop, generation: string, secret: object | null = null) =>
  askWeb('web.put', [{ ...item(spec, generation), spec, secret }], '1');

/** A statement as the site's code would send it; its answer, or the error. */
function tell(spec: typeof shop, statement: string, database = spec.name): Promise<string> {
  const argv =
    spec.engine === 'mariadb'
      ? ['mariadb', '--no-defaults', `-u${spec.name}`, `-p${password}`, '-N', database]
      : [
          'env',
          `PGPASSWORD=${password}`,
          'psql',
          '-XAtq',
          '-v',
          'ON_ERROR_STOP=1',
          '-h',
          '/run/postgresql',
          '-U',
          spec.name,
          database,
        ];
  return lab.exec('web1', argv, { stdin: `${statement};\n` });
}

beforeAll(async () => {
  await lab.up(['out1', 'web1']);
  await makeSites([siteSpec(site, 'bases.asso.test', { content: 'static', phpVersion: null })]);
  for (const spec of all) await put(spec, '1', { password });
});
afterAll(async () => {
  await askWeb(
    'web.set-aside',
    all.map(spec => item(spec, '98')),
    '1',
  );
  await askWeb(
    'web.purge',
    all.map(spec => item(spec, '98')),
    '1',
  );
  await removeSites([site]);
});

describe('a database', () => {
  it('needs its password once, and is then as the spec says', async () => {
    expect(await put({ ...shop, name: `${site}_none` }, '1')).toMatchObject([{ ok: false, code: 'secret-needed' }]);
    const seen = await askWeb(
      'web.look',
      all.map(spec => ({ kind: 'site-database', name: spec.name })),
    );
    expect(seen).toMatchObject(all.map(spec => ({ state: 'present', faults: [], spec })));
    expect(await put(shop, '1')).toMatchObject([{ ok: true }]);
  });

  it.each([shop, wiki])('of $engine opens for its own account and no other', async spec => {
    expect(await tell(spec, 'SELECT 1')).toBe('1\n');
    const other = spec === shop ? { ...shop, name: 'mysql' } : { ...wiki, name: 'postgres' };
    await expect(tell(other, 'SELECT 1')).rejects.toThrow(/denied|authentication failed/);
  });

  it.each([
    ['MariaDB', shop, store, /Access denied/],
    ['PostgreSQL', wiki, beside, /pg_hba\.conf rejects connection/],
  ])('of %s is not entered by the account of another', async (_engine, spec, other, refusal) => {
    expect(await tell(other, 'SELECT 1')).toBe('1\n');
    await expect(tell(spec, 'SELECT 1', other.name)).rejects.toThrow(refusal);
  });

  it('of PostgreSQL writes nothing into the log of the server, whatever its code raises', async () => {
    const raise = (level: string) => tell(wiki, `DO $$ BEGIN RAISE ${level} 'raised on purpose'; END $$`).catch(String);
    for (const level of ['WARNING', 'LOG', 'EXCEPTION']) await raise(level);
    await expect(tell(wiki, 'SET log_min_messages = log')).rejects.toThrow('permission denied');
    const log = await lab.exec('web1', ['bash', '-c', 'cat /var/log/postgresql/*.log']);
    expect(log).not.toContain('raised on purpose');
  });

  it('of MariaDB fills no disk by temporary tables, and its neighbours write on', async () => {
    // More than Aria keeps in memory; what it writes on its own is missed when it is read.
    const rows = 'SELECT seq, repeat(md5(seq), 200) FROM seq_1_to_40000';
    for (const engine of ['InnoDB', 'Aria']) {
      const grow = `CREATE TEMPORARY TABLE t(i int, x text) ENGINE=${engine}; INSERT INTO t ${rows}; SELECT sum(length(x)) FROM t`;
      expect(await tell(shop, grow).then(() => `${engine} took it all`, String)).toMatch(/is full|No space left/);
    }
    expect(await tell(store, 'CREATE TABLE c(i int); INSERT INTO c VALUES (1); SELECT i FROM c')).toBe('1\n');
  });

  it('of PostgreSQL is refused more than its limit, and its neighbour neither stops nor waits', async () => {
    await tell(wiki, 'CREATE TABLE a(x text)');
    const grow = () => tell(wiki, 'INSERT INTO a SELECT repeat(md5(i::text), 20) FROM generate_series(1, 6000) i');
    await expect(Promise.all(Array.from({ length: 12 }, grow))).rejects.toThrow('No space left');
    await tell(wiki, "UPDATE a SET x = 'y' WHERE ctid = '(0,1)'").catch(() => '');
    await lab.exec('web1', ['runuser', '-u', 'postgres', '--', 'psql', '-qc', 'CHECKPOINT']);
    expect(await tell(beside, 'CREATE TABLE b AS SELECT generate_series(1, 1000); SELECT count(*) FROM b')).toBe(
      '1000\n',
    );
    expect(await askWeb('web.probe', [{ kind: 'site-database', name: wiki.name }])).toMatchObject([
      { outcome: 'full' },
    ]);
    expect(await put({ ...wiki, limitKib: 40_960 }, '2')).toMatchObject([{ ok: true }]);
    await tell(wiki, 'CREATE TABLE c AS SELECT 1');
    expect(await put({ ...wiki, limitKib: 10_240 }, '3')).toMatchObject([{ ok: false, code: 'bad-value' }]);
  });

  it('of MariaDB loses the right to write at its limit, keeps the one to delete, and gets it back', async () => {
    await tell(shop, "CREATE TABLE a(x longtext); INSERT INTO a VALUES (repeat('x', 15000000))");
    // Whoever is writing at the moment the limit is passed is cut off, and has written nothing.
    const passing = await tell(shop, "INSERT INTO a VALUES (repeat('y', 15000000))").catch(String);
    expect(passing).toMatch(/^$|Lost connection/);
    const deadline = Date.now() + 15_000;
    const write = () => tell(shop, "INSERT INTO a VALUES ('z')").then(() => 'written', String);
    let said = await write();
    while (!said.includes('denied') && Date.now() < deadline) said = await write();
    expect(said).toMatch(/denied/);
    expect(await tell(shop, 'SELECT count(*) > 0 FROM a')).toBe('1\n');
    await tell(shop, 'DROP TABLE a');
    while (
      (await tell(shop, 'CREATE TABLE b(i int)').catch(() => 'refused')) === 'refused' &&
      Date.now() < deadline + 15_000
    );
    expect(await tell(shop, 'SHOW TABLES')).toBe('b\n');
  });

  it('opens for nobody while it is set aside, and comes back with what it held', async () => {
    const items = [item(shop, '5'), item(beside, '5')];
    expect(await askWeb('web.set-aside', items, '1')).toMatchObject(items.map(() => ({ state: 'aside' })));
    for (const spec of [shop, beside])
      await expect(tell(spec, 'SELECT 1')).rejects.toThrow(/locked|not permitted|not currently/);
    for (const spec of [shop, beside]) expect(await put(spec, '6')).toMatchObject([{ ok: true }]);
    expect(await tell(shop, 'SHOW TABLES')).toBe('b\n');
    expect(await tell(beside, 'SELECT count(*) FROM b')).toBe('1000\n');
  });

  it('comes back after a power cut', async () => {
    await lab.kill('web1');
    await lab.start(['web1']);
    expect(await tell(beside, 'SELECT count(*) FROM b')).toBe('1000\n');
    expect(await tell(shop, 'SHOW TABLES')).toBe('b\n');
  });

  it('is erased only once it was set aside, and leaves nothing', async () => {
    expect(await askWeb('web.purge', [item(beside, '7')], '1')).toMatchObject([{ ok: false, code: 'busy' }]);
    await askWeb('web.set-aside', [item(beside, '7')], '1');
    expect(await askWeb('web.purge', [item(beside, '7')], '1')).toMatchObject([{ ok: true, state: 'missing' }]);
    expect(await lab.exec('web1', ['find', '/srv/databases', '-name', `*${beside.name}*`])).toBe('');
  });
});
