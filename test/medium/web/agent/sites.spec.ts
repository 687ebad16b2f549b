import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { lab } from '../../../lab/lab-client.js';
import { askWeb, commitSites, get, makeSites, putSites, removeSites, siteSpec, upload } from './agent-of-web.js';

jest.setTimeout(120_000);

const [shop, blog, page] = ['w99911', 'w99912', 'w99913'];
const domains = { [shop]: 'boutique.asso.test', [blog]: 'carnet.asso.test', [page]: 'page.asso.test' };
const domain = (name: string) => domains[name] ?? '';
const spec = (name: string, change: object = {}) => siteSpec(name, domain(name), change);
const staticSpec = (change: object = {}) => spec(page, { content: 'static', phpVersion: null, ...change });
const look = async (name: string) => (await askWeb('web.look', [{ kind: 'site', name }]))[0];
const at = (name: string, generation: string) => [{ kind: 'site', name, generation }];

async function until<T>(read: () => Promise<T>, isDone: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + 60_000;
  let value = await read();
  while (!isDone(value) && Date.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 250));
    value = await read();
  }
  return value;
}

/** A certificate as somebody else's authority would have given it. */
async function madeElsewhere(name: string) {
  const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '90', '-subj', '/'];
  const san = ['-addext', `subjectAltName=DNS:${name}`];
  const pem = await lab.exec('web1', ['openssl', 'req', '-x509', ...options, ...san, '-keyout', '-']);
  const chain = pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'));
  const imported = new X509Certificate(chain).fingerprint256.replaceAll(':', '').toLowerCase();
  const key = pem.slice(0, pem.indexOf('-----BEGIN CERTIFICATE'));
  return { imported, secret: { certificate: { chain, key }, passwords: [] } };
}

beforeAll(async () => {
  await lab.up(['out1', 'web1']);
  for (const name of Object.values(domains)) await lab.dns.add(name, 'A', lab.address('web1'));
  await makeSites([spec(shop), spec(blog), staticSpec()]);
  await upload(shop, 'htdocs/index.php', '<?php echo "I am ", posix_getpwuid(posix_geteuid())["name"];');
  await upload(page, 'htdocs/index.html', 'hello from a page');
});
afterAll(() => removeSites([shop, blog, page]));

describe('a site', () => {
  it('answers over HTTPS from its own account, and its probe says so', async () => {
    expect(await get(domain(shop), '/')).toMatch(/^HTTP\/1\.1 200[\s\S]*I am w99911$/);
    expect(await get(domain(page), '/')).toMatch(/^HTTP\/1\.1 200[\s\S]*hello from a page$/);
    const items = [shop, blog, page].map(name => ({ kind: 'site', name }));
    expect(await askWeb('web.probe', items)).toMatchObject(items.map(() => ({ ok: true, outcome: 'ready' })));
  });

  it('leaves nothing of a probe behind', async () => {
    await askWeb('web.probe', [{ kind: 'site', name: page }]);
    expect(await lab.exec('web1', ['find', `/srv/web/${page}/.probe`, '-type', 'f'])).toBe('');
  });

  it('gets a certificate from the authority by itself, for all its names', async () => {
    const seen = await until(
      () => look(shop),
      item => (item?.['shown'] as { certificate?: string })?.certificate === 'acme',
    );
    expect(seen).toMatchObject({
      state: 'present',
      faults: [],
      shown: { certificate: 'acme', certificateProblem: null },
    });
  });

  it('is refused what is above its limit by the server, and its neighbour writes on', async () => {
    await upload(
      shop,
      'htdocs/fill.php',
      '<?php echo @file_put_contents("/srv/web/w99911/tmp/big", str_repeat("x", 30 << 20)) === 30 << 20 ? "written" : error_get_last()["message"];',
    );
    expect(await get(domain(shop), '/fill.php')).toMatch(/Disk quota exceeded|possibly out of free disk space/);
    await upload(blog, 'private/other', 'y'.repeat(1 << 20));
    expect(await askWeb('web.probe', [{ kind: 'site', name: shop }])).toMatchObject([{ outcome: 'full' }]);
    expect(await get(domain(shop), '/')).toContain('I am w99911');
    await makeSites([spec(shop, { limitKib: 40_960 })], '2');
    expect(await get(domain(shop), '/fill.php')).toContain('written');
    await lab.exec('web1', ['rm', `/srv/web/${shop}/tmp/big`]);
  });

  it('shows a page of its own while suspended, runs no code, and comes back', async () => {
    await makeSites([spec(shop, { isSuspended: true })], '3');
    expect(await get(domain(shop), '/')).toMatch(/^HTTP\/1\.1 503[\s\S]*Ce site est suspendu/);
    await expect(lab.exec('web1', ['systemctl', 'is-active', `amie-fpm@${shop}`])).rejects.toThrow('inactive');
    await makeSites([spec(shop)], '4');
    expect(await get(domain(shop), '/')).toContain('I am w99911');
  });

  it('asks for a password before a folder, redirects, and tells browsers to stay on HTTPS', async () => {
    const change = {
      isHstsOn: true,
      redirects: [{ from: '/old', to: 'https://ailleurs.test/new?a=1', isPermanent: true }],
      protectedFolders: [{ path: '/members', logins: ['alice'] }],
    };
    const without = await putSites([staticSpec(change)], '2');
    expect(without).toMatchObject([{ ok: false, code: 'secret-needed' }]);
    const password = 'x'.repeat(24);
    const secret = { certificate: null, passwords: [{ login: 'alice', password }] };
    expect(await putSites([staticSpec(change)], '2', secret)).toMatchObject([{ ok: true }]);
    expect(await commitSites([page], '2')).toMatchObject([{ ok: true }]);
    await upload(page, 'htdocs/members.html', '');
    await lab.exec('web1', ['install', '-d', '-o', page, '-g', page, `/srv/web/${page}/htdocs/members`]);
    await upload(page, 'htdocs/members/index.html', 'for members');
    await upload(page, 'htdocs/members/settings.php', '<?php $password = "of a database";');
    expect(await get(domain(page), '/old')).toMatch(
      /^HTTP\/1\.1 301[\s\S]*Location: https:\/\/ailleurs\.test\/new\?a=1/i,
    );
    expect(await get(domain(page), '/members/')).toMatch(/^HTTP\/1\.1 401/);
    const basic = Buffer.from(`alice:${password}`).toString('base64');
    const answer = await get(domain(page), '/members/', [`Authorization: Basic ${basic}`]);
    expect(answer).toMatch(/^HTTP\/1\.1 200[\s\S]*Strict-Transport-Security: max-age=31536000[\s\S]*for members$/i);
    const code = await get(domain(page), '/members/settings.php', [`Authorization: Basic ${basic}`]);
    expect(code).toMatch(/^HTTP\/1\.1 404/);
  });

  it('is put back as it was when nginx refuses it, alone, and told why', async () => {
    const { imported, secret } = await madeElsewhere(domain(blog));
    await putSites([spec(blog, { importedCertificate: imported })], '3', secret);
    await putSites([staticSpec()], '3');
    // What nginx is to read goes away between preparing and using.
    await lab.exec('web1', ['rm', `/etc/amie-web/certificates/${blog}/imported-${imported.slice(0, 16)}.pem`]);
    const answers = await commitSites([blog, page], '3');
    expect(answers).toMatchObject([{ ok: false, code: 'config-refused' }, { ok: true }]);
    expect(answers[0]?.['detail']).toMatch(/imported-[0-9a-f]{16}\.pem/);
    expect(await look(blog)).toMatchObject({ generation: '1', faults: [] });
    expect(await get(domain(blog), '/')).toMatch(/^HTTP\/1\.1 200[\s\S]*Ce site est prêt/);
  });

  it('shows a certificate that was imported, once it is the one announced and has its key', async () => {
    const [{ imported, secret }, other] = [await madeElsewhere(domain(blog)), await madeElsewhere(domain(blog))];
    const announced = [spec(blog, { importedCertificate: imported })];
    expect(await putSites(announced, '4')).toMatchObject([{ ok: false, code: 'secret-needed' }]);
    expect(await putSites(announced, '4', other.secret)).toMatchObject([{ ok: false, code: 'bad-value' }]);
    const mixed = { ...secret, certificate: { ...secret.certificate, key: other.secret.certificate.key } };
    expect(await putSites(announced, '4', mixed)).toMatchObject([{ ok: false, code: 'bad-value' }]);
    expect(await putSites(announced, '4', secret)).toMatchObject([{ ok: true }]);
    expect(await commitSites([blog], '4')).toMatchObject([{ ok: true }]);
    expect(await look(blog)).toMatchObject({ shown: { certificate: 'imported' }, faults: [] });
  });

  it('does nothing the second time, and refuses what is older', async () => {
    const before = await lab.exec('web1', ['readlink', '/etc/nginx/amie/live']);
    expect(await commitSites([page], '3')).toMatchObject([{ ok: true }]);
    expect(await lab.exec('web1', ['readlink', '/etc/nginx/amie/live'])).toBe(before);
    expect(await putSites([staticSpec()], '1')).toMatchObject([
      { ok: false, code: 'stale-generation', lastGeneration: '3' },
    ]);
    expect(await putSites([staticSpec({ slug: 'autre' })], '4')).toMatchObject([{ ok: false, code: 'taken' }]);
  });

  it('holds up no other when its logs are gone, says so, and is mended when it is put again', async () => {
    await lab.exec('web1', ['rm', '-r', `/srv/web/.logs/${blog}`]);
    await makeSites([staticSpec({ redirects: [{ from: '/new', to: '/', isPermanent: false }] })], '5');
    expect(await get(domain(page), '/new')).toMatch(/^HTTP\/1\.1 302/);
    expect(await look(blog)).toMatchObject({ faults: ['config', 'home'] });
    await makeSites([spec(blog)], '5');
    expect(await look(blog)).toMatchObject({ faults: [] });
  });

  it('comes back whole after it was set aside: its files, its certificate, its account', async () => {
    expect(await askWeb('web.set-aside', at(shop, '5'), '1')).toMatchObject([{ ok: true, state: 'aside' }]);
    await expect(get(domain(shop), '/')).rejects.toThrow('ssl');
    expect(await askWeb('web.purge', at(shop, '4'), '1')).toMatchObject([{ ok: false, code: 'stale-generation' }]);
    await makeSites([spec(shop)], '6');
    expect(await get(domain(shop), '/')).toContain('I am w99911');
    expect(await look(shop)).toMatchObject({ shown: { certificate: 'acme' }, faults: [] });
  });

  it('is erased only once it was set aside', async () => {
    expect(await askWeb('web.purge', at(blog, '8'), '1')).toMatchObject([{ ok: false, code: 'busy' }]);
    await askWeb('web.set-aside', at(blog, '8'), '1');
    const tree = await lab.exec('web1', ['btrfs', 'inspect-internal', 'rootid', `/srv/web/.aside/${blog}`]);
    expect(await askWeb('web.purge', at(blog, '8'), '1')).toMatchObject([{ ok: true, state: 'missing' }]);
    expect(await lab.exec('web1', ['btrfs', 'qgroup', 'show', '/srv/web'])).not.toContain(`0/${tree.trim()} `);
    expect(await look(blog)).toMatchObject({ state: 'missing' });
    const left = await lab.exec('web1', ['find', '/srv/web', '/etc/nginx/amie', '/etc/amie-web', '-name', `*${blog}*`]);
    expect(left).toBe('');
  });

  it('shows its own log, part by part, over what the server turned meanwhile', async () => {
    const read = async (before: unknown, after: unknown, maxBytes = 4096): Promise<Record<string, unknown>> =>
      (await askWeb('web.logs', [{ name: shop, log: 'access', before, after, maxBytes }]))[0] ?? {};
    await get(domain(shop), '/before-the-turn');
    const last = await read(null, null, 400);
    expect(last).toMatchObject({ ok: true, text: expect.stringContaining('GET /before-the-turn'), after: null });
    await lab.exec('web1', ['logrotate', '--force', '/etc/logrotate.d/amie-web']);
    await until(
      async () => get(domain(shop), '/after-the-turn').then(() => read(null, null)),
      item => /after-the-turn/.test(String(item['text'])),
    );
    let [text, after]: [string, unknown] = ['', 'start'];
    while (after !== null) {
      const part = await read(null, after, 1000);
      expect(String(part['text'])).toMatch(/^(?:\S+ - - \[.*\n)+$/);
      [text, after] = [text + String(part['text']), part['after']];
    }
    expect(text).toMatch(/GET \/before-the-turn[^]*GET \/after-the-turn/);
    const former = await read(last['before'], null, 200);
    expect(text).toContain(`${String(former['text'])}${String(last['text'])}`);
  });

  it('counts the bytes that left, once, when their day is over', async () => {
    await get(domain(shop), '/');
    // What nginx wrote today, as it would have yesterday: a day that still runs is not told.
    const yesterday = `today=$(LC_ALL=C TZ=Europe/Paris date +%d/%b/%Y) before=$(LC_ALL=C TZ=Europe/Paris date -d yesterday +%d/%b/%Y)
      sed -i "s|$today|$before|" /srv/web/.logs/${shop}/access.log`;
    await lab.exec('web1', ['bash', '-c', yesterday]);
    const read = async () =>
      JSON.parse(await lab.exec('web1', ['/usr/local/sbin/amie-agent'], { stdin: '{"id":1,"verb":"web.meters"}\n' }));
    const bytes = async () => (await read()).sites.find((site: { name: string }) => site.name === shop).bytesByDay;
    const first = await bytes();
    expect(
      Object.values(first)
        .map(Number)
        .reduce((sum, count) => sum + count, 0),
    ).toBeGreaterThan(100);
    expect(await bytes()).toEqual(first);
  });
});
