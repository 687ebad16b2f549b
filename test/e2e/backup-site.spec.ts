import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { finish } from '../support/association.js';
import { addBackupServer, addRepository, backupWork, untilBackup } from '../support/backups.js';
import { addWebServer, download, eventually, upload, visit, webAuthority, withSftp } from '../support/web-sites.js';
import { type StoryRig, startStory } from './support/story-rig.js';

const engines = ['mariadb', 'postgresql'] as const;
type Engine = (typeof engines)[number];

const first = '<!doctype html><title>Avant</title><p>Bonjour.</p>\n';
const spoilt = '<!doctype html><title>Raté</title>\n';

describe('a member’s site', () => {
  let rig: StoryRig;
  let address: string;
  let signIn: { login: string; password: string };
  const databases = new Map<string, { name: string; password: string }>();

  beforeAll(async () => {
    rig = await startStory();
    address = rig.lab.address('web1');
    await addWebServer(rig.client, rig.lab);
    await addBackupServer(rig.client, rig.lab);
    await rig.lab.dns.add(rig.domain, 'A', address);
    const site = await rig.client.send<{ task: { id: string } }>('POST', `/members/${rig.member}/sites`, {
      body: { domains: [rig.domain] },
    });
    await finish(rig.client, site.body.task.id);
    const access = await rig.client.send<{ task: { id: string }; access: { login: string }; password: string }>(
      'POST',
      `/members/${rig.member}/site-accesses`,
      { body: { site: rig.domain, name: 'radis', withPassword: true } },
    );
    await finish(rig.client, access.body.task.id);
    signIn = { login: access.body.access.login, password: access.body.password };
    await put(first);
    for (const engine of engines) {
      await addDatabase(engine);
      const rows = Array.from({ length: 200 }, (_, n) => `(${n}, 'Légume ${n}')`).join();
      await tell(engine, `CREATE TABLE letters (id int, text varchar(40)); INSERT INTO letters VALUES ${rows}`);
    }
  }, 180_000);
  afterAll(() => rig.stop(), 20_000);

  const put = (page: string) => withSftp({ address, ...signIn }, sftp => upload(sftp, '/htdocs/index.html', page));
  const page = async () => {
    const ca = await webAuthority(rig.lab);
    return (await eventually(30_000, () => visit({ address, name: rig.domain, ca }))).text;
  };

  async function addDatabase(engine: Engine): Promise<void> {
    const words = ['add', rig.domain, engine.slice(0, 5), '--engine', engine];
    const { code, stdout, stderr } = await rig.amie('--json', 'sites', 'database', ...words);
    if (code !== 0) throw new Error(stderr);
    const made = JSON.parse(stdout) as { database: { name: string }; password: string };
    databases.set(engine, { name: made.database.name, password: made.password });
  }
  const databaseOf = (engine: Engine) => databases.get(engine) ?? { name: '', password: '' };

  /** Statements as the site's code would send them; what they answer. */
  function tell(engine: Engine, statements: string): Promise<string> {
    const { name, password } = databaseOf(engine);
    const argv =
      engine === 'mariadb'
        ? ['mariadb', '--no-defaults', '--default-character-set=utf8mb4', `-u${name}`, '-N', name]
        : ['psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', '/run/postgresql', '-U', name, name];
    const secret = engine === 'mariadb' ? `MYSQL_PWD=${password}` : `PGPASSWORD=${password}`;
    return rig.lab.exec('web1', ['env', secret, ...argv], { stdin: `${statements};\n` });
  }
  const hashOf = async (engine: Engine) =>
    createHash('sha256')
      .update(await tell(engine, 'SELECT id, text FROM letters ORDER BY id'))
      .digest('hex');
  const read = (path: string) => withSftp({ address, ...signIn }, sftp => download(sftp, `/${path}/dump.sql`));

  it('comes back file by file, as a stranger’s browser sees it', async () => {
    const repository = await addRepository(rig.client, rig.member);
    await untilBackup(rig.client, rig.member, ({ lastSucceededAt }) => lastSucceededAt !== null);
    await put(spoilt);
    expect(await page()).toBe(spoilt);
    const ask = { what: rig.domain, part: 'htdocs/index.html', into: 'in-place' };
    await backupWork(rig.client, repository, 'restores', ask);
    expect(await page()).toBe(first);
  }, 120_000);

  it.each(engines)(
    'has its database of %s back, beside to look into, then in its place, row by row',
    async engine => {
      const then = await hashOf(engine);
      const { name } = databaseOf(engine);
      const restore = async (...words: string[]) => {
        const { code, stdout, stderr } = await rig.amie('backup', 'restore', name, ...words, '--member', rig.member);
        expect([code, stderr.includes('✘')]).toEqual([0, false]);
        return stdout + stderr;
      };
      await tell(engine, "DELETE FROM letters WHERE id > 5; UPDATE letters SET text = 'raté'");
      const now = await hashOf(engine);
      expect(await restore('--in-place', '--dry-run')).toContain('replaces all that the database holds');
      expect(await hashOf(engine)).toBe(now);
      const [beside = ''] = /private\/Restored-[^\s)]+/.exec(await restore()) ?? [];
      expect(await read(beside)).toContain('Légume 199');
      expect(await hashOf(engine)).toBe(now);
      const [kept = ''] = /private\/Before-restore-[^\s)]+/.exec(await restore('--in-place')) ?? [];
      expect(await hashOf(engine)).toBe(then);
      expect(await read(kept)).toContain('raté');
    },
    90_000,
  );
});
