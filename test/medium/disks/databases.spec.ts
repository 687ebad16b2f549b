import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { lab } from '../../lab/lab-client.js';
import { siteSpec } from '../web/agent/agent-of-web.js';
import { disk1 } from './disk1.js';

jest.setTimeout(180_000);

const name = `w${(Date.now() % 80_000_000) + 1_000_005}`;
const password = 'only4this1lab2only4this1';
const database = (engine: string, own: string) => ({
  ...{ slug: 'petits-pas', site: name, name: `${name}_${own}`, engine, limitKib: 10_240 },
});
const all = [database('postgresql', 'p1'), database('postgresql', 'p2')];
const [p1, p2] = all as [Spec, Spec];
type Spec = ReturnType<typeof database>;

const site = (generation: string) => ({ kind: 'site', name, generation });
const item = (spec: Spec, generation: string) => ({ kind: 'site-database', name: spec.name, generation });

/** A statement as the site's code would send it. */
function tell(spec: Spec, statement: string): Promise<string> {
  const postgres = ['env', `PGPASSWORD=${password}`, 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', '/run/postgresql'];
  return disk1.run([...postgres, '-U', spec.name, spec.name], `${statement};\n`);
}

beforeAll(async () => {
  await lab.up(['disk1']);
  await disk1.exchange('ext4');
  const own = siteSpec(name, `${name}.disque.test`, { content: 'static', phpVersion: null });
  await disk1.make(
    ['web.put', [{ ...site('1'), spec: own, secret: null }]],
    ['web.commit', [site('1')]],
    ['web.put', all.map(spec => ({ ...item(spec, '1'), spec, secret: { password } }))],
  );
}, 900_000);
afterAll(async () => {
  const items = [...all.map(spec => item(spec, '98')), site('98')];
  await disk1.ask(['web.set-aside', items], ['web.purge', items.slice(0, -1)], ['web.purge', items.slice(-1)]);
});

test('a full database of PostgreSQL is refused more on a server without btrfs, and its neighbour writes on', async () => {
  const grow = 'CREATE TABLE a AS SELECT repeat(md5(i::text), 20) FROM generate_series(1, 40000) i';
  await expect(tell(p1, grow)).rejects.toThrow('No space left');
  expect(await tell(p2, 'CREATE TABLE b AS SELECT 1 AS x; SELECT x FROM b')).toBe('1\n');
});
