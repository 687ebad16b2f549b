import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { lab } from '../../lab/lab-client.js';
import { siteSpec } from '../web/agent/agent-of-web.js';
import { disk1, type FileSystem } from './disk1.js';

jest.setTimeout(180_000);
beforeAll(() => lab.up(['disk1']), 900_000);

const quotaExceeded = 'Disk quota exceeded';
const someKey = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`;
// A name is never given twice, also not in a lab that goes on.
const first = (Date.now() % 80_000_000) + 1_000_000;

describe.each<FileSystem>(['ext4', 'xfs'])('a server with its sites on %s, and repositories on the other,', ofSites => {
  const turn = ofSites === 'ext4' ? 0 : 10;
  const [full, neighbour] = [`w${first + turn}`, `w${first + turn + 1}`];
  const [tight, wide] = [`b${first + turn}`, `b${first + turn + 1}`];
  const home = `/srv/web/${full}/htdocs`;
  const spec = (name: string, limitKib = 10_240) =>
    siteSpec(name, `${name}.disque.test`, { content: 'static', phpVersion: null, limitKib });
  const site = (name: string, generation: number) => ({ kind: 'site', name, generation: `${generation}` });
  const put = (name: string, generation: number, limitKib?: number) =>
    disk1.make(
      ['web.put', [{ ...site(name, generation), spec: spec(name, limitKib), secret: null }]],
      ['web.commit', [site(name, generation)]],
    );
  const look = async (name: string) => (await disk1.ask(['web.look', [{ kind: 'site', name }]]))[0]?.[0];
  const repository = (name: string, generation: number, limitKib = 10_240) => ({
    ...{ name, slug: `s${name}`, limitKib, generation: `${generation}`, escrowKey: null },
    keys: [{ source: 'laptop', turn: 1, publicKey: someKey }],
  });

  beforeAll(async () => {
    await disk1.exchange(ofSites);
    for (const name of [full, neighbour]) await put(name, 1);
    await disk1.make(['backup.put', [repository(tight, 1)]], ['backup.put', [repository(wide, 1)]]);
  });
  afterAll(async () => {
    const sites = [site(full, 98), site(neighbour, 98)];
    await disk1.ask(['web.set-aside', sites], ['web.purge', sites]);
  });

  test('refuses a full site, says so, and its neighbour writes on', async () => {
    expect(await disk1.fill(full, `${home}/much`, 12)).toContain(quotaExceeded);
    expect(await disk1.fill(neighbour, `/srv/web/${neighbour}/htdocs/some`, 6)).toBe('');
    const [probes] = await disk1.ask(['web.probe', [full, neighbour].map(name => ({ kind: 'site', name }))]);
    expect(probes).toMatchObject([{ outcome: 'full' }, { outcome: 'ready' }]);
    const seen = await look(full);
    expect(seen).toMatchObject({ faults: [] });
    expect(JSON.stringify(seen?.['shown'])).toMatch(/"usedKib":(9[0-9]{3}|10[0-9]{3})\b/);
  });

  test('refuses files without end, as they would take all there is of them', async () => {
    const many = `import os\nfor number in range(3000): os.mknod(f"/srv/web/${neighbour}/tmp/{number}")`;
    const as = ['setpriv', `--reuid=${neighbour}`, `--regid=${neighbour}`, '--clear-groups', 'python3', '-'];
    await expect(disk1.run(as, many)).rejects.toThrow(quotaExceeded);
    await disk1.run(['find', `/srv/web/${neighbour}/tmp`, '-type', 'f', '-delete']);
  });

  test('takes more once the limit is raised, and sees and mends a limit that drifted', async () => {
    await put(full, 2, 20_480);
    expect(await disk1.fill(full, `${home}/more`, 6)).toBe('');
    const lift = `import sys; sys.path.insert(0, "/usr/local/lib/amie-agent")
from amie_agent import disks, files; from amie_agent.web import places
disks.quotas.limit(files.open_folder("/srv/web"), places.uid_of("${full}"), 99999)`;
    await disk1.run(['python3', '-'], lift);
    expect(await look(full)).toMatchObject({ faults: ['limit'] });
    await put(full, 3, 20_480);
    expect(await look(full)).toMatchObject({ faults: [] });
  });

  test('keeps the limit, and what is held, over the bin', async () => {
    const before = (await look(full))?.['shown'];
    const [moved] = await disk1.ask(['web.set-aside', [site(full, 4)]]);
    expect(moved).toMatchObject([{ state: 'aside' }]);
    await put(full, 5, 20_480);
    expect(await look(full)).toMatchObject({ state: 'present', faults: [], shown: before });
    expect(await disk1.fill(full, `${home}/again`, 12)).toContain(quotaExceeded);
  });

  test('refuses a repository beyond its limit whoever gets around Borg, and its neighbour still takes', async () => {
    expect(await disk1.fill(tight, `/srv/backup/${tight}/laptop/data`, 40)).toContain(quotaExceeded);
    expect(await disk1.fill(wide, `/srv/backup/${wide}/laptop/data`, 6)).toBe('');
    const [seen] = await disk1.ask(['backup.repositories', [{ name: tight }]]);
    expect(seen).toMatchObject([{ state: 'present', oddities: [] }]);
    expect(Number(seen?.[0]?.['usedKib'])).toBeGreaterThan(18_000);
  });

  test('keeps an evening out of every limit and of every hand but root’s, and brings it back within them', async () => {
    const file = `/srv/backup/${wide}/laptop/data`;
    const sum = async () => (await disk1.run(['sha256sum', file])).split(' ')[0];
    const before = await sum();
    const usedKib = async () => (await disk1.ask(['backup.repositories', [{ name: wide }]]))[0]?.[0]?.['usedKib'];
    const used = await usedKib();
    await disk1.run(['/usr/local/sbin/amie-backup-keep']);
    expect(await usedKib()).toBe(used);
    await disk1.fill(wide, file, 1);
    expect(await sum()).not.toBe(before);
    const day = (await disk1.run(['ls', `/srv/backup/.kept/${wide}`])).trim();
    await disk1.run(['/usr/local/sbin/amie-backup-keep', 'bring-back', wide, day]);
    expect(await sum()).toBe(before);
    const [seen] = await disk1.ask(['backup.repositories', [{ name: wide }]]);
    expect(seen).toMatchObject([{ state: 'present', oddities: [], usedKib: used }]);
    expect(await disk1.fill(wide, `/srv/backup/${wide}/laptop/more`, 40)).toContain(quotaExceeded);
  });

  test('keeps a repository’s limit while it is set aside, and after', async () => {
    await disk1.ask(['backup.set-aside', [{ name: tight, generation: '2' }]]);
    const [aside] = await disk1.ask(['backup.repositories', [{ name: tight }]]);
    expect(aside).toMatchObject([{ state: 'aside', oddities: [] }]);
    expect(Number(aside?.[0]?.['usedKib'])).toBeGreaterThan(18_000);
    await disk1.ask(['backup.put', [repository(tight, 3, 40_960)]]);
    expect(await disk1.fill(tight, `/srv/backup/${tight}/laptop/more`, 6)).toBe('');
  });

  test('holds accounts and not projects to limits, as an owner leaves its project and burdens another', async () => {
    const attacks = readFileSync(path.join(import.meta.dirname, 'projects.py'), 'utf8');
    const told = JSON.parse(await disk1.run(['python3', '-', '/srv/web'], attacks)) as Record<string, unknown>;
    expect(told).toMatchObject({
      'leave the project': 'done',
      "burden a neighbour's project": 'done',
      'write on': 'done',
      "over the account's limit": quotaExceeded,
      'give a file away': 'Operation not permitted',
      'write on after all': quotaExceeded,
      'account holds at most its limit': true,
      "neighbour's account holds": 0,
    });
    expect(Number(told["neighbour's project holds"])).toBeGreaterThan(3_000);
  });

  test('leaves nothing of a site that is erased, not even its limit', async () => {
    const gone = `w${first + turn + 2}`;
    await put(gone, 1);
    // Deeper than a path may be long: nothing that goes by paths or by recursion gets there.
    const deep = `import os\nos.chdir("/srv/web/${gone}/htdocs")\nfor _ in range(1500): os.mkdir("d"); os.chdir("d")`;
    const as = ['setpriv', `--reuid=${gone}`, `--regid=${gone}`, '--clear-groups', 'python3', '-'];
    await disk1.run(as, deep);
    const [, purged] = await disk1.ask(['web.set-aside', [site(gone, 2)]], ['web.purge', [site(gone, 2)]]);
    expect(purged).toMatchObject([{ ok: true, state: 'missing' }]);
    expect(await disk1.run(['find', '/srv/web', '-maxdepth', '2', '-name', `*${gone}*`])).toBe('');
    const use = `import sys; sys.path.insert(0, "/usr/local/lib/amie-agent")
from amie_agent import disks; from amie_agent.web import places
print(disks.quotas.use("/srv/web", places.uid_of("${gone}")))`;
    expect(await disk1.run(['python3', '-'], use)).toBe('(0, None)\n');
  });
});
