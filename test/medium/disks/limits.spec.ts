import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { lab } from '../../lab/lab-client.js';
import { disk1 } from './disk1.js';
import { commitOf, freshNames, look, password, put, repository, site, tell, databaseSpec } from './requests.js';

jest.setTimeout(180_000);

const quotaExceeded = 'Disk quota exceeded';
const agentPath = 'import sys; sys.path.insert(0, "/usr/local/lib/amie-agent")';

// What its power cut ends, it forgets: there is nothing to tidy, also after a run that was interrupted.
beforeAll(async () => {
  await lab.kill('disk1');
  await lab.up(['disk1']);
}, 900_000);
afterAll(() => lab.kill('disk1'));

/** Runs a script of Python as an account, or as root. */
function python(script: string, account = 'root'): Promise<string> {
  const as = ['setpriv', `--reuid=${account}`, `--regid=${account}`, '--clear-groups'];
  return disk1.run([...(account === 'root' ? [] : as), 'python3', '-'], script);
}

describe('a server with its sites on ext4, and repositories on XFS,', () => {
  const { sites, repositories } = freshNames(0);
  const [full, neighbour, gone] = sites;
  const [tight, wide] = repositories;
  const home = `/srv/web/${full}/htdocs`;
  const [p1, p2] = [databaseSpec(neighbour, 'p1'), databaseSpec(neighbour, 'p2')];

  beforeAll(async () => {
    const databases = [p1, p2].map(spec => ({
      ...{ kind: 'site-database', name: spec.name, generation: '1', spec, secret: { password } },
    }));
    await disk1.make(
      ['web.put', sites.map(name => put(name, 1))],
      ['web.commit', sites.map(name => site(name, 1))],
      ['web.put', databases],
      ['backup.put', [repository(tight, 1), repository(wide, 1)]],
    );
  });

  test('refuses a full site, says so, and its neighbour writes on', async () => {
    expect(await disk1.fill(full, `${home}/much`, 12)).toContain(quotaExceeded);
    expect(await disk1.fill(neighbour, `/srv/web/${neighbour}/htdocs/some`, 6)).toBe('');
    const both = [full, neighbour].map(name => ({ kind: 'site', name }));
    const [probes, seen] = await disk1.ask(['web.probe', both], look(full));
    expect(probes).toMatchObject([{ outcome: 'full' }, { outcome: 'ready' }]);
    expect(seen).toMatchObject([{ faults: [] }]);
    expect(JSON.stringify(seen?.[0]?.['shown'])).toMatch(/"usedKib":(9[0-9]{3}|10[0-9]{3})\b/);
  });

  test('refuses files without end, as they would take all there is of them', async () => {
    const many = `import os\nfor number in range(3000): os.mknod(f"/srv/web/${neighbour}/tmp/{number}")`;
    await expect(python(many, neighbour)).rejects.toThrow(quotaExceeded);
  });

  test('takes more once the limit is raised, and sees and mends a limit that drifted', async () => {
    await disk1.make(['web.put', [put(full, 2, 20_480)]], commitOf(full, 2));
    expect(await disk1.fill(full, `${home}/more`, 6)).toBe('');
    await python(`${agentPath}
from amie_agent import disks, files; from amie_agent.web import places
disks.quotas.limit(files.open_folder("/srv/web"), places.uid_of("${full}"), 99999)`);
    const mend = [['web.put', [put(full, 3, 20_480)]] as const, commitOf(full, 3)];
    const [drifted, , , mended] = await disk1.ask(look(full), ...mend, look(full));
    expect([drifted, mended]).toMatchObject([[{ faults: ['limit'] }], [{ faults: [] }]]);
  });

  test('keeps the limit, and what is held, over the bin', async () => {
    const again = [['web.put', [put(full, 5, 20_480)]] as const, commitOf(full, 5)];
    const [before, moved, , , after] = await disk1.ask(
      ...[look(full), ['web.set-aside', [site(full, 4)]] as const],
      ...[...again, look(full)],
    );
    expect(moved).toMatchObject([{ state: 'aside' }]);
    expect(after).toMatchObject([{ state: 'present', faults: [], shown: before?.[0]?.['shown'] }]);
    expect(await disk1.fill(full, `${home}/again`, 12)).toContain(quotaExceeded);
  });

  test('refuses a repository beyond its limit whoever gets around Borg, and its neighbour still takes', async () => {
    expect(await disk1.fill(tight, `/srv/backup/${tight}/laptop/data`, 40)).toContain(quotaExceeded);
    expect(await disk1.fill(wide, `/srv/backup/${wide}/laptop/data`, 6)).toBe('');
  });

  test('keeps a repository’s limit while it is set aside, and after', async () => {
    const asked = ['backup.repositories', [{ name: tight }]] as const;
    const [present, , aside] = await disk1.ask(
      ...[asked, ['backup.set-aside', [{ name: tight, generation: '2' }]] as const],
      ...[asked, ['backup.put', [repository(tight, 3, 40_960)]] as const],
    );
    expect([present, aside]).toMatchObject([
      [{ state: 'present', oddities: [] }],
      [{ state: 'aside', oddities: [], usedKib: present?.[0]?.['usedKib'] }],
    ]);
    expect(Number(present?.[0]?.['usedKib'])).toBeGreaterThan(18_000);
    expect(await disk1.fill(tight, `/srv/backup/${tight}/laptop/more`, 6)).toBe('');
  });

  test('keeps an evening out of every limit, and brings it back within them', async () => {
    const file = `/srv/backup/${wide}/laptop/data`;
    const asked = ['backup.repositories', [{ name: wide }]] as const;
    const [before] = await disk1.ask(asked);
    const keep = '/usr/local/sbin/amie-backup-keep';
    const script = `sum() { sha256sum ${file} | cut -c1-64; }
sum; ${keep} >&2; echo other >${file}; sum; ${keep} bring-back ${wide} "$(ls /srv/backup/.kept/${wide})" >&2; sum`;
    const [kept, other, broughtBack] = (await disk1.run(['bash', '-eus'], script)).trim().split('\n');
    expect(broughtBack).toBe(kept);
    expect(other).not.toBe(kept);
    const [after] = await disk1.ask(asked);
    expect(after).toMatchObject([{ state: 'present', oddities: [], usedKib: before?.[0]?.['usedKib'] }]);
    expect(await disk1.fill(wide, `/srv/backup/${wide}/laptop/more`, 40)).toContain(quotaExceeded);
  });

  test('refuses a full database of PostgreSQL more, and its neighbour writes on', async () => {
    const grow = 'CREATE TABLE a AS SELECT repeat(md5(i::text), 20) FROM generate_series(1, 40000) i';
    await expect(tell(p1, grow)).rejects.toThrow('No space left');
    expect(await tell(p2, 'CREATE TABLE b AS SELECT 1 AS x; SELECT x FROM b')).toBe('1\n');
  });

  test.each(['/srv/web', '/srv/backup'])(
    'holds accounts and not projects to limits in %s, as an owner leaves its project and burdens another',
    async place => {
      const attacks = readFileSync(path.join(import.meta.dirname, 'projects.py'), 'utf8');
      const told = JSON.parse(await disk1.run(['python3', '-', place], attacks)) as Record<string, unknown>;
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
    },
  );

  test('leaves nothing of a site that is erased, not even its limit', async () => {
    // Deeper than a path may be long: nothing that goes by paths or by recursion gets there.
    const deep = `import os\nos.chdir("/srv/web/${gone}/htdocs")\nfor _ in range(1500): os.mkdir("d"); os.chdir("d")`;
    await python(deep, gone);
    const [, purged] = await disk1.ask(['web.set-aside', [site(gone, 2)]], ['web.purge', [site(gone, 2)]]);
    expect(purged).toMatchObject([{ ok: true, state: 'missing' }]);
    const left = await python(`${agentPath}
import glob; from amie_agent import disks; from amie_agent.web import places
trees = glob.glob("/srv/web/*${gone}*") + glob.glob("/srv/web/.*/*${gone}*") + glob.glob("/srv/web/.*${gone}*")
print(trees, disks.quotas.use("/srv/web", places.uid_of("${gone}")))`);
    expect(left).toBe('[] (0, None)\n');
  });
});

describe('a server with its sites on XFS, and repositories on ext4,', () => {
  const { sites, repositories } = freshNames(10);
  const [full, neighbour] = sites;

  test('refuses a full site and a full repository, and their neighbours write on', async () => {
    await disk1.exchange();
    await disk1.make(
      ['web.put', [full, neighbour].map(name => put(name, 1))],
      ['backup.put', repositories.map(name => repository(name, 1))],
    );
    const trees = [full, neighbour].map(name => `/srv/web/${name}/htdocs`);
    trees.push(...repositories.map(name => `/srv/backup/${name}/laptop`));
    const said: string[] = [];
    for (const [turn, tree] of trees.entries())
      said.push(await disk1.fill(tree.split('/')[3] as string, `${tree}/data`, turn % 2 === 0 ? 40 : 6));
    const refused = expect.stringContaining(quotaExceeded);
    expect(said).toEqual([refused, '', refused, '']);
  });
});
