import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { addWebServer, download, eventually, upload, visit, webAuthority, withSftp } from '../support/web-sites.js';
import { type StoryRig, startStory } from './support/story-rig.js';

jest.setTimeout(90_000);

const main = 'larecre.test';
const refused = /authentication methods failed/;
const names = [main, 'www.larecre.test'];

describe('a web site', () => {
  let rig: StoryRig;
  let address: string;
  let ca: string;
  let site: { name: string; id: string };
  let alice: { login: string; password: string };

  beforeAll(async () => {
    rig = await startStory();
    await addWebServer(rig.client, rig.lab);
    address = rig.lab.address('web1');
    for (const name of names) await rig.lab.dns.add(name, 'A', address);
    ca = await webAuthority(rig.lab);
  }, 120_000);
  afterAll(() => rig.stop(), 20_000);

  /** Runs `amie --json sites …` and answers its document. */
  async function amie<Document = Record<string, any>>(...words: string[]): Promise<Document> {
    const { code, stdout, stderr } = await rig.amie('--json', 'sites', ...words);
    if (code !== 0) throw new Error(`amie sites ${words.join(' ')} ended with ${code}\n${stdout}\n${stderr}`);
    return JSON.parse(stdout) as Document;
  }
  const see = (path = '/', more: object = {}) => visit({ address, name: main, path, ...more });

  it('is asked for, shows its plan, and answers over HTTPS', async () => {
    const plan = await rig.amie('sites', 'add', ...names, '--dry-run');
    expect([plan.code, plan.stdout]).toEqual([0, expect.stringContaining('1 site')]);
    ({ site } = await amie<{ site: typeof site }>('add', ...names));
    expect((await see()).status).toBe(200);
    const shown = await rig.amie('sites', 'show', main);
    expect(shown.stdout).toContain(site.name);
  });

  it('takes files by SFTP and runs PHP as a user of its own', async () => {
    const made = await amie('access', 'add', main, 'alice', '--password');
    alice = { login: made.access.login, password: made.password };
    await withSftp({ address, ...alice }, async sftp => {
      await upload(sftp, '/htdocs/index.html', 'Bonjour de la Récré\n');
      await upload(sftp, '/htdocs/who.php', '<?php echo posix_getpwuid(posix_geteuid())["name"];');
    });
    expect(await see('/index.html')).toMatchObject({ status: 200, text: 'Bonjour de la Récré\n' });
    expect(await see('/who.php')).toMatchObject({ status: 200, text: site.name });
  });

  it('gets a certificate that a stranger believes, for each of its names, and leads there from plain HTTP', async () => {
    for (const name of names) {
      const page = await eventually(30_000, () => visit({ address, name, path: '/index.html', ca }));
      expect([name, page.status]).toEqual([name, 200]);
    }
    expect(await see('/index.html', { isPlain: true })).toMatchObject({
      status: 301,
      headers: { location: `https://${main}/index.html` },
    });
  });

  it('lets nobody in by SFTP without a password or key, nor out of the site', async () => {
    await expect(withSftp({ address, ...alice, password: 'not the password' }, async () => undefined)).rejects.toThrow(
      refused,
    );
    await withSftp({ address, ...alice }, async sftp => {
      await expect(download(sftp, '/etc/passwd')).rejects.toThrow('No such file');
      await expect(upload(sftp, '/planted', 'x')).rejects.toThrow('Permission denied');
    });
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
    const fields = [Buffer.from('ssh-ed25519'), raw].flatMap(field => [Buffer.from([0, 0, 0, field.length]), field]);
    const line = `ssh-ed25519 ${Buffer.concat(fields).toString('base64')}`;
    await amie('access', 'keys', alice.login, '--add', line);
    await amie('access', 'password', alice.login, '--none');
    await expect(withSftp({ address, ...alice }, async () => undefined)).rejects.toThrow(refused);
    const pem = opensshKey(raw, privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32));
    const text = await withSftp({ address, login: alice.login, privateKey: pem }, sftp =>
      download(sftp, '/htdocs/index.html'),
    );
    expect(text).toContain('Bonjour');
  });

  it('redirects, protects a folder, and shows a maintenance page while suspended', async () => {
    const made = await amie('change', main, '--redirect', '/ancien=/index.html', '--protect', '/prive=bureau');
    const [bureau] = made.passwords as [{ login: string; password: string }];
    expect(await see('/ancien')).toMatchObject({ status: 301 });
    expect((await see('/prive/')).status).toBe(401);
    expect((await see('/prive/', { signIn: bureau })).status).not.toBe(401);
    await amie('suspend', main);
    expect((await see('/index.html')).status).toBe(503);
    await amie('resume', main);
    expect((await see('/index.html')).status).toBe(200);
  });

  it('shows its owner who came, and nothing of any other site', async () => {
    const { code, stdout } = await rig.amie('sites', 'logs', main);
    expect([code, stdout]).toEqual([0, expect.stringContaining('GET /who.php')]);
    // What the worker's first look at the server learned.
    expect(await amie('show', main)).toMatchObject({ phpVersion: '8.2', phpVersions: ['8.2'] });
    expect((await rig.amie('sites', 'logs', main, '--all')).stdout).toContain('GET /who.php');
    const errors = await rig.amie('sites', 'logs', main, '--errors', '--all');
    expect(errors.code).toBe(0);
  });

  it.each([
    ['mariadb', 'new PDO("mysql:unix_socket=/run/mysqld/mysqld.sock;dbname=$d", $d, $p)'],
    ['postgresql', 'new PDO("pgsql:host=/run/postgresql;dbname=$d", $d, $p)'],
  ])('keeps what it writes into a database of %s, over a new password and the bin', async (engine, connect) => {
    const made = await amie('database', 'add', main, engine.slice(0, 5), '--engine', engine);
    const name: string = made.database.name;
    const ask = async (password: string, sql: string) => {
      const php = `<?php $d = "${name}"; $p = "${password}";
        try { $c = ${connect}; $c->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
          echo json_encode($c->query("${sql}")->fetchAll(PDO::FETCH_COLUMN)); }
        catch (PDOException $e) { echo "refused"; }`;
      await rig.lab.exec('web1', ['runuser', '-u', site.name, '--', 'tee', `/srv/web/${site.name}/htdocs/db.php`], {
        stdin: php,
      });
      return (await see('/db.php')).text;
    };
    await ask(made.password, 'create table letters (text varchar(20))');
    await ask(made.password, "insert into letters values ('bonjour')");
    const renewed = await amie('database', 'password', name);
    expect(await ask(made.password, 'select text from letters')).toBe('refused');
    expect(await ask(renewed.password, 'select text from letters')).toBe('["bonjour"]');
    await amie('database', 'remove', name);
    expect(await ask(renewed.password, 'select text from letters')).toBe('refused');
    expect((await rig.amie('bin', 'restore', made.database.id)).code).toBe(0);
    expect(await ask(renewed.password, 'select text from letters')).toBe('["bonjour"]');
  });

  it('goes to the bin, answers no more, and comes back with its files and certificate', async () => {
    await amie('remove', main);
    await expect(see('/index.html', { ca })).rejects.toThrow(/./);
    expect((await rig.amie('bin', 'restore', site.id)).code).toBe(0);
    expect(await see('/index.html', { ca })).toMatchObject({ status: 200, text: 'Bonjour de la Récré\n' });
  });
});

/** A private key as OpenSSH writes it (PROTOCOL.key): the only form in which our client reads ed25519. */
function opensshKey(publicKey: Buffer, seed: Buffer): string {
  const text = (bytes: Buffer | string): Buffer => {
    const body = Buffer.from(bytes);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return Buffer.concat([length, body]);
  };
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const blob = Buffer.concat([text('ssh-ed25519'), text(publicKey)]);
  const secret = Buffer.concat([number(7), number(7), blob, text(Buffer.concat([seed, publicKey])), text('')]);
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, n) => n + 1));
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    text('none'),
    text('none'),
    text(''),
    number(1),
    text(blob),
    text(Buffer.concat([secret, padding])),
  ]);
  const lines = whole.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
}
