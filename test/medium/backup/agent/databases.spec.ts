import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { lab } from '../../../lab/lab-client.js';
import { askWeb, makeSites, removeSites, siteSpec } from '../../web/agent/agent-of-web.js';

jest.setTimeout(240_000);

const script = readFileSync(path.join(import.meta.dirname, 'databases.py'), 'utf8');
const site = 'w99941';
const password = 'only4this1lab2only4this1';
const shop = { slug: 'petits-pas', site, name: `${site}_shop`, engine: 'mariadb', limitKib: 20_480 };
const wiki = { ...shop, name: `${site}_wiki`, engine: 'postgresql' };
const both = [shop, wiki];

interface Told {
  readonly code?: string;
  readonly keptAs?: string;
  readonly restoredAs?: string;
}

/** One act of the script on the server, by its own name. */
const act = async <T>(what: string, { name, engine }: typeof shop, given: object = {}): Promise<T> =>
  JSON.parse(
    await lab.exec('web1', ['python3', '-c', script, what, name, engine], { stdin: JSON.stringify(given) }),
  ) as T;
const put = (spec: typeof shop, generation: string, secret: object | null = null) =>
  askWeb('web.put', [{ kind: 'site-database', name: spec.name, generation, spec, secret }], '1');
const settled = (spec: typeof shop) => act<Record<string, unknown>>('settled', spec);
const restore = (spec: typeof shop, what = 'restore') => act<Told>(what, spec);
const read = (folder: string | undefined) =>
  lab.exec('web1', [
    'setpriv',
    `--reuid=${site}`,
    `--regid=${site}`,
    '--clear-groups',
    'cat',
    `${home}/${folder}/dump.sql`,
  ]);
const home = `/srv/web/${site}`;

let then: Map<string, unknown>;

beforeAll(async () => {
  await lab.up(['out1', 'web1']);
  await makeSites([siteSpec(site, 'essais.asso.test', { content: 'static', phpVersion: null, limitKib: 40_960 })]);
  for (const spec of both) {
    await put(spec, '1', { password });
    await act('fill', spec, { word: 'then', rows: 200 });
    await act('archive', spec);
  }
  then = new Map([
    [shop.name, await settled(shop)],
    [wiki.name, await settled(wiki)],
  ]);
});
afterAll(async () => {
  const items = both.map(({ name }) => ({ kind: 'site-database', name, generation: '98' }));
  await askWeb('web.set-aside', items, '1');
  await askWeb('web.purge', items, '1');
  await removeSites([site]);
  for (const spec of both) await act('remove', spec);
});

/** What the database came to hold since. */
async function goOn(spec: typeof shop): Promise<void> {
  await act('empty', spec);
  await act('fill', spec, { word: 'now', rows: 5 });
}

describe.each(both)('a database of $engine', spec => {
  test('is in its place what it was, under its own account, and what it had become is kept', async () => {
    await goOn(spec);
    const told = await restore(spec);
    expect(await settled(spec)).toEqual(then.get(spec.name));
    expect(await settled(spec)).toMatchObject({ says: 'then', left: [] });
    expect(await read(told.keptAs)).toContain("'now'");
    expect(await askWeb('web.look', [{ kind: 'site-database', name: spec.name }])).toMatchObject([{ faults: [] }]);
  });

  test('comes back beside as statements to read and to load, and stays as it is', async () => {
    await goOn(spec);
    const now = await settled(spec);
    const told = await restore(spec, 'beside');
    expect(await read(told.restoredAs)).toMatch(/then[^]*CREATE|CREATE[^]*then/);
    expect(await settled(spec)).toEqual(now);
  });

  test('is right after a power cut at any step, once somebody looks after it, and once more when it is repeated', async () => {
    await goOn(spec);
    expect(await restore(spec)).toMatchObject({ restoredAs: spec.name });
    const told = await act<{ steps: number; wrong: unknown[] }>('cut', spec, { stride: spec === shop ? 5 : 3 });
    expect(told.wrong).toEqual([]);
    expect(told.steps).toBeGreaterThan(10);
  });

  test('is left as it is when its limit has no room for what it was', async () => {
    await goOn(spec);
    await act('grow', spec);
    await act('archive', spec);
    await goOn(spec);
    expect(await put({ ...spec, limitKib: 12_288 }, '2')).toMatchObject([{ ok: true }]);
    const now = await settled(spec);
    expect(await restore(spec)).toMatchObject({ code: 'no-space' });
    expect(await settled(spec)).toEqual(now);
    expect(await put(spec, '3')).toMatchObject([{ ok: true }]);
  });
});

/** A place where whatever runs as anybody could leave a trace. */
const trace = '/var/tmp/amie-trace';

test('a dump of MariaDB does no more than its account may, and starts no command', async () => {
  await act('archive', shop);
  const now = await settled(shop);
  const refused = [
    `\\! touch ${trace}`,
    `system touch ${trace}`,
    `SELECT 1\n\\! touch ${trace}\n;`,
    `tee ${trace}`,
    `SELECT 'x' INTO OUTFILE '${trace}';`,
    `SELECT * FROM mysql.global_priv;`,
    `GRANT ALL PRIVILEGES ON *.* TO '${shop.name}'@localhost;`,
    `CREATE DEFINER=root@localhost FUNCTION escape_it() RETURNS INT RETURN 1;`,
    `SET GLOBAL max_connections = 1;`,
    `CREATE DATABASE more;`,
    `LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE told;`,
    `source /etc/passwd`,
  ];
  const told = await act<Record<string, string>>('hostile', shop, { words: refused });
  expect(told).toEqual(Object.fromEntries(refused.map(words => [words, 'failed'])));
  expect(await lab.exec('web1', ['find', '/var/tmp', '-path', trace])).toBe('');
  expect(await settled(shop)).toEqual(now);
});

test('a dump of PostgreSQL starts no command, whatever its things are called, and makes nothing its role may not', async () => {
  await act('tell', wiki, { words: `CREATE TABLE "x\n\\! touch ${trace}\n" (i INT)` });
  await act('archive', wiki);
  await act('empty', wiki);
  expect(await restore(wiki)).toMatchObject({ restoredAs: wiki.name });
  expect(await act('tell', wiki, { words: `SELECT count(*) FROM pg_tables WHERE tablename LIKE 'x%touch%'` })).toBe(
    '1\n',
  );
  expect(await lab.exec('web1', ['find', '/var/tmp', '-path', trace])).toBe('');
  const asRoot = ['runuser', '-u', 'postgres', '--', 'psql', '-Xqd', wiki.name];
  await lab.exec('web1', asRoot, {
    stdin: `CREATE FUNCTION boom() RETURNS bool LANGUAGE internal AS 'pg_reload_conf';\n`,
  });
  await act('archive', wiki);
  await lab.exec('web1', asRoot, { stdin: 'DROP FUNCTION boom;\n' });
  const now = await settled(wiki);
  expect(await restore(wiki)).toMatchObject({ code: 'failed' });
  expect(await settled(wiki)).toEqual(now);
});
