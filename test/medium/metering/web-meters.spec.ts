import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Credentials } from '@amie/config';
import type { Desired } from '@amie/reconcile';
import { Connections } from '@amie/servers';
import { webDriver } from '../../../libs/services/web/web-driver.js';
import { runLane } from '../../contract/run-lane.js';
import { lab } from '../../lab/lab-client.js';
import { epochsFrom, labServer, newLabLease, newSlug } from '../servers/lab-drivers.js';
import { newDatabase, newSite } from '../web/sites.js';
import { amountsOf, daysAgo, measured } from './support/measured.js';

jest.setTimeout(120_000);
const slug = newSlug();
const name = `w8${Math.floor(10_000_000 + Math.random() * 89_999_999)}`.slice(0, 10);
const site = newSite(slug, name);
const database = newDatabase(slug, name, 'blog');
const connections = new Connections(new Credentials(lab.credentials));

const run = (...desired: readonly Desired[]) =>
  runLane(
    webDriver(connections),
    labServer('web1'),
    newLabLease('web', epochsFrom(), AbortSignal.timeout(90_000)),
    desired,
  );
const measure = () => measured(webDriver(connections), labServer('web1'));
const shell = (script: string) => lab.exec('web1', ['bash', '-c', script]);
beforeAll(async () => {
  await lab.up(['web1']);
  await run(site);
  await run(database);
});
afterAll(async () => {
  await run({ ...database, generation: 100n, presence: 'aside' }, { ...site, generation: 100n, presence: 'aside' });
  await run({ ...database, generation: 101n, presence: 'absent' });
  await run({ ...site, generation: 101n, presence: 'absent' });
  connections[Symbol.dispose]();
});

describe('the meters of a web server', () => {
  test('are what the file systems and the database count', async () => {
    await shell(
      `runuser -u ${name} -- dd if=/dev/urandom of=/srv/web/${name}/htdocs/photo bs=1M count=3 status=none; sync`,
    );
    const seen = await measure();
    const du = BigInt((await shell(`du -sk /srv/web/${name} | cut -f1`)).trim());
    const storage = amountsOf(seen, site.key)['web.storage'] as bigint;
    expect(storage).toBeGreaterThanOrEqual(3072n);
    // A subvolume's own tables count as well: a few blocks of 16 KiB.
    expect(storage - du).toBeLessThan(128n);
    const files = await shell(`find /var/lib/mysql/${database.spec.name} -type f -printf '%k\\n'`);
    const blocks = files.split('\n').reduce((sum, kib) => sum + Number(kib), 0);
    expect(amountsOf(seen, database.key)['db.size']).toBe(BigInt(blocks));
    expect(amountsOf(seen, `unit/${slug}`)).toEqual({ 'web.sites': 1n });
  });

  test('hold the sum of sites against what the file system counts of all trees', async () => {
    const { control, readings } = await measure();
    const sum = readings
      .filter(({ meter }) => meter === 'web.storage')
      .reduce((all, { value }) => all + (value as bigint), 0n);
    expect(control).toEqual({ meter: 'web.storage', total: sum });
  });

  test('count the bytes of each ended day once, over rotated and compressed logs', async () => {
    const line = (stamp: string, bytes: number) =>
      `192.0.2.1 - - [${stamp}] "GET /?status=200 HTTP/2.0" 200 ${bytes} "-" "curl \\x22 200 9999"`;
    const stamp = async (back: number, at: string) =>
      (await shell(`LC_ALL=C TZ=Europe/Paris date -d '-${back} day' '+%d/%b/%Y:${at} %z'`)).trim();
    const logs = `/srv/web/.logs/${name}`;
    const put = async (file: string, lines: readonly string[]) =>
      void (await lab.exec('web1', ['tee', `${logs}/${file}`], { stdin: `${lines.join('\n')}\n` }));
    await put('access.log.2', [line(await stamp(3, '12:00:00'), 100), line(await stamp(2, '00:00:00'), 20)]);
    await shell(`gzip ${logs}/access.log.2`);
    await put('access.log.1', [
      line(await stamp(2, '23:59:59'), 3),
      line(await stamp(1, '12:00:00'), 7),
      'broken line',
    ]);
    const expected = {
      [`web.bytes ${daysAgo(3)}`]: 100n,
      [`web.bytes ${daysAgo(2)}`]: 23n,
      [`web.bytes ${daysAgo(1)}`]: 7n,
    };
    expect(amountsOf(await measure(), site.key)).toMatchObject(expected);
    expect(amountsOf(await measure(), site.key)).toMatchObject(expected);
    // A line that was written late is found, and nothing else counts again.
    await lab.exec('web1', ['tee', '-a', `${logs}/access.log.1`], {
      stdin: `${line(await stamp(1, '13:00:00'), 1000)}\n`,
    });
    expect(amountsOf(await measure(), site.key)).toMatchObject({ ...expected, [`web.bytes ${daysAgo(1)}`]: 1007n });
  });

  test('count what is set aside until it is purged', async () => {
    const before = amountsOf(await measure(), site.key)['web.storage'];
    await run({ ...database, generation: 2n, presence: 'aside' });
    await run({ ...site, generation: 2n, presence: 'aside' });
    const aside = await measure();
    expect(amountsOf(aside, site.key)['web.storage']).toBe(before);
    expect(amountsOf(aside, database.key)['db.size']).toEqual(expect.any(BigInt));
    expect(amountsOf(aside, `unit/${slug}`)).toEqual({ 'web.sites': 1n });
    await run({ ...database, generation: 3n, presence: 'absent' });
    await run({ ...site, generation: 3n, presence: 'absent' });
    const after = await measure();
    expect([amountsOf(after, site.key), amountsOf(after, database.key), amountsOf(after, `unit/${slug}`)]).toEqual([
      {},
      {},
      {},
    ]);
  });
});
