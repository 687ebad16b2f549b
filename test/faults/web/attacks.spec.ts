import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { lab } from '../../lab/lab-client.js';
import { projectRoot } from '../../support/project-root.js';
import { askWeb, get, makeSites, removeSites, as, siteSpec, upload } from '../../medium/web/agent/agent-of-web.js';

jest.setTimeout(180_000);

const [attacker, victim] = ['w99901', 'w99902'];
const [attackerDomain, victimDomain] = ['attaque.asso.test', 'voisine.asso.test'];
const victimUid = 199_902;
const passwords = { [attacker]: 'the1attackers1own1password', [victim]: 'the2neighbours2own2password' };
const databases = [attacker, victim].flatMap(site => [
  { slug: 'petits-pas', site, name: `${site}_shop`, engine: 'mariadb', limitKib: 20_480 },
  { slug: 'petits-pas', site, name: `${site}_wiki`, engine: 'postgresql', limitKib: 20_480 },
]);
const databaseItems = (generation: string) =>
  databases.map(spec => ({ kind: 'site-database', name: spec.name, generation }));

interface Report {
  readonly control: string | null;
  readonly reached: Readonly<Record<'web' | 'mariadb' | 'postgresql', string | null>>;
  readonly basedir: boolean;
  readonly answers: Readonly<Record<string, string | null>>;
}

const source = (name: string) => readFileSync(path.join(projectRoot, 'test/faults/web', name), 'utf8');

async function attack(): Promise<Report> {
  const servers = `here=${lab.address('web1')}&outside=${lab.address('out1')}`;
  const answer = await get(attackerDomain, `/attacks.php?victim=${victim}&uid=${victimUid}&${servers}`);
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Report;
}

const gained = (report: Report) => Object.entries(report.answers).filter(([, got]) => got !== null);

beforeAll(async () => {
  await lab.up(['out1', 'web1']);
  await makeSites([siteSpec(attacker, attackerDomain, { limitKib: 10_240 }), siteSpec(victim, victimDomain)]);
  await upload(attacker, 'htdocs/attacks.php', source('attacks.php'));
  await upload(attacker, 'private/own', 'its own');
  await upload(victim, 'private/secret', 'the secret of the neighbour');
  await upload(victim, 'htdocs/index.php', '<?php return "the secret of the neighbour";');
  await upload(attacker, 'private/password', passwords[attacker] ?? '');
  await makeDatabases();
});
afterAll(async () => {
  await askWeb('web.set-aside', databaseItems('9'), '1');
  await askWeb('web.purge', databaseItems('9'), '1');
  await removeSites([attacker, victim]);
});

/** A database of each engine for both sites, with one row that the neighbour must never see. */
async function makeDatabases(): Promise<void> {
  const items = databaseItems('1').map((item, at) => {
    const spec = databases[at];
    return { ...item, spec, secret: { password: passwords[spec?.site ?? ''] } };
  });
  expect((await askWeb('web.put', items, '1')).filter(item => !item.ok)).toEqual([]);
  for (const { name, site, engine } of databases) {
    const stdin = `CREATE TABLE notes (note varchar(99)); INSERT INTO notes VALUES ('a note of ${site}');\n`;
    const asOwner = [`PGPASSWORD=${passwords[site]}`, 'psql', '-XAtq', '-h', '/run/postgresql', '-U', name, name];
    const argv = engine === 'mariadb' ? ['mariadb', '--no-defaults', name] : ['env', ...asOwner];
    await lab.exec('web1', argv, { stdin });
  }
}

/** That somebody else on this server reaches it, so that a refusal is a refusal. */
async function isReachedByOthers(address: string, port: number): Promise<boolean> {
  const script = 'import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 5)';
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  return lab.exec('web1', [...nobody, 'python3', '-c', script, address, `${port}`]).then(() => true);
}

describe('code of one site', () => {
  it('gets hold of nothing of its neighbour or of the server, by any of more than sixty ways', async () => {
    for (const port of [25, 993]) expect(await isReachedByOthers(lab.address('out1'), port)).toBe(true);
    for (const name of ['web1', 'out1'] as const) expect(await isReachedByOthers(lab.address(name), 22)).toBe(true);
    const report = await attack();
    expect(report.control).toBe('its own');
    expect(report.reached).toMatchObject({
      web: expect.any(String),
      mariadb: expect.stringContaining(`a note of ${attacker}`),
      postgresql: expect.stringContaining(`a note of ${attacker}`),
    });
    expect(Object.keys(report.answers).length).toBeGreaterThanOrEqual(60);
    expect(gained(report)).toEqual([]);
  });

  it('is held by the kernel alone when PHP itself forgets its own fence', async () => {
    const pool = `/etc/amie-web/fpm/${attacker}/pool.conf`;
    await lab.exec('web1', ['sed', '-i', '/open_basedir/d', pool]);
    await lab.systemctl('web1', 'restart', `amie-fpm@${attacker}`);
    const report = await attack();
    expect(report).toMatchObject({ control: 'its own', basedir: false });
    expect(gained(report)).toEqual([]);
    await makeSites([siteSpec(attacker, attackerDomain, { limitKib: 10_240 })], '2');
  });

  it('changes no setting of its pool by a file of its own', async () => {
    await as(attacker, ['mkdir', `/srv/web/${attacker}/htdocs/ini`]);
    await upload(
      attacker,
      'htdocs/ini/.user.ini',
      'open_basedir=/\nauto_prepend_file=/srv/web/w99902/htdocs/index.php\n',
    );
    await upload(
      attacker,
      'htdocs/ini/ini.php',
      '<?php echo ini_get("open_basedir"), "|", @file_get_contents("/etc/hostname");',
    );
    const answer = await get(attackerDomain, '/ini/ini.php');
    expect(answer).not.toContain('the secret of the neighbour');
    expect(answer).not.toContain('|web1');
  });

  it('uses no more processes than its share', async () => {
    const limit = await lab.exec('web1', ['systemctl', 'show', '-P', 'TasksMax', `amie-fpm@${attacker}`]);
    expect(Number(limit)).toBeLessThanOrEqual(64);
  });

  it('fills its own share with small files and leaves its neighbour room', async () => {
    const fill =
      '<?php for ($i = 0; $i < 300000; $i++) if (@file_put_contents("/srv/web/w99901/tmp/f$i", "x") === false) break; echo "stopped at $i";';
    await upload(attacker, 'htdocs/fill.php', fill);
    const answer = await get(attackerDomain, '/fill.php');
    expect(Number(/stopped at (\d+)/.exec(answer)?.[1])).toBeLessThan(200_000);
    await upload(victim, 'private/other', 'x'.repeat(1 << 20));
    await lab.exec('web1', ['find', `/srv/web/${attacker}/tmp`, '-type', 'f', '-delete']);
  });

  it('fills no disk by its log, however often it calls itself: what is too long is turned within seconds', async () => {
    const logs = (site: string) => `/srv/web/.logs/${site}`;
    await get(victimDomain, '/');
    await lab.exec('web1', ['truncate', '-s', '+130M', `${logs(attacker)}/access.log`]);
    await lab.exec('web1', [
      'timeout',
      '30',
      'bash',
      '-c',
      `until [ -e ${logs(attacker)}/access.log.1 ]; do sleep 0.2; done`,
    ]);
    await get(attackerDomain, '/still-counted');
    expect(await lab.exec('web1', ['cat', `${logs(attacker)}/access.log`])).toMatch(/^.*GET \/still-counted.*\n$/);
    expect(await lab.exec('web1', ['ls', logs(victim)])).toBe('access.log\nerror.log\n');
  });
});

describe('nginx, asked by a visitor', () => {
  const paths = [
    ['a name with dots', '/../../w99902/private/secret'],
    ['dots that are encoded', '/%2e%2e/%2e%2e/w99902/private/secret'],
    ['dots encoded twice', '/%252e%252e/w99902/private/secret'],
    ['dots behind the folder of challenges', '/.well-known/acme-challenge../account.key'],
    ['dots inside the folder of challenges', '/.well-known/acme-challenge/../account.key'],
    ['a null byte', '/index.php%00.txt'],
    ['a picture with code behind it', '/picture.jpg/x.php'],
    ['a hidden file', '/.user.ini'],
    ['the page of probes', '/.well-known/amie/../../private/own'],
    ['a backslash', '/..\\..\\w99902\\private\\secret'],
  ] as const;

  it.each(paths)('serves nothing outside the folder by %s', async (_what, target) => {
    await upload(attacker, 'htdocs/picture.jpg', 'not code <?php echo "ran as code";');
    const answer = await get(attackerDomain, target);
    expect(answer).not.toMatch(/secret of the neighbour|PRIVATE KEY|ran as code|its own/);
    expect(answer).not.toMatch(/^HTTP\/1\.1 200 .*open_basedir/s);
  });

  it('follows no link to what another account owns', async () => {
    for (const [name, target] of [
      ['file', `/srv/web/${victim}/private/secret`],
      ['folder', `/srv/web/${victim}`],
      ['root', '/'],
    ])
      await as(attacker, ['ln', '-sfn', target ?? '', `/srv/web/${attacker}/htdocs/${name}`]);
    for (const name of ['/file', '/folder/private/secret', '/root/etc/shadow', '/root/etc/passwd'])
      expect(await get(attackerDomain, name)).toMatch(/^HTTP\/1\.1 (403|404|500)/);
  });

  it('waits for no pipe that a site puts into its folder', async () => {
    await as(attacker, ['mkfifo', `/srv/web/${attacker}/htdocs/pipe.html`]);
    expect(await get(attackerDomain, '/pipe.html')).toMatch(/^HTTP\/1\.1 40[34]/);
  });

  it('is sent nowhere by what a script answers', async () => {
    const script = '<?php header("X-Accel-Redirect: /.well-known/amie/x"); echo "its own words";';
    await upload(attacker, 'htdocs/accel.php', script);
    expect(await get(attackerDomain, '/accel.php')).toContain('its own words');
  });

  it('lets no request forge a line of the log', async () => {
    await get(attackerDomain, '/?a%0a1.2.3.4', ['User-Agent: x" 200 999999 "-" "y\\n']);
    const log = await lab.exec('web1', ['tail', '-n', '1', `/srv/web/.logs/${attacker}/access.log`]);
    expect(log).toContain('x\\x22 200 999999');
  });

  it('shows no site by the name of another', async () => {
    const answer = await get(attackerDomain, '/', [`X-Forwarded-Host: ${victimDomain}`]);
    expect(answer).not.toContain('secret of the neighbour');
  });
});

describe('a person who exchanges files with a site', () => {
  const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';
  const login = `${attacker}-mallory`;

  beforeAll(async () => {
    await lab.exec('web1', ['rm', '-f', '/root/mallory', '/root/mallory.pub']);
    await lab.exec('web1', ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', '/root/mallory']);
    const own = (await lab.exec('web1', ['cat', '/root/mallory.pub'])).split(' ').slice(0, 2).join(' ');
    const spec = { slug: 'petits-pas', site: attacker, login, keys: [key, own].toSorted(), hasPassword: false };
    const item = { kind: 'site-access', name: login, generation: '1', spec, secret: null };
    await askWeb('web.put', [item], '1');
  });
  const ssh = (command: readonly string[], options: readonly string[] = []) =>
    lab
      .exec('web1', [
        'ssh',
        '-i',
        '/root/mallory',
        '-o',
        'StrictHostKeyChecking=no',
        '-o',
        'BatchMode=yes',
        ...options,
        `${login}@127.0.0.1`,
        ...command,
      ])
      .catch((error: unknown) => String(error));
  const sftp = (batch: string) =>
    lab
      .exec(
        'web1',
        ['sftp', '-b', '-', '-i', '/root/mallory', '-o', 'StrictHostKeyChecking=no', `${login}@127.0.0.1`],
        { stdin: batch },
      )
      .catch((error: unknown) => String(error));

  it('gets in, and sees the site alone', async () => {
    expect(await sftp('ls -1 /\n')).toMatch(/htdocs[\s\S]*private[\s\S]*tmp/);
  });

  it.each([
    ['runs a command', () => ssh(['id'])],
    ['opens a shell', () => ssh(['-tt'])],
    ['runs the agent', () => ssh(['sudo', '-n', '/usr/local/sbin/amie-agent'])],
    ['reads the list of accounts', () => sftp('get /etc/passwd /root/stolen\n')],
    ['climbs out', () => sftp(`get ../../${victim}/private/secret /root/stolen\n`)],
    [
      'climbs out by a link',
      () => sftp('symlink /srv/web/w99902/private/secret htdocs/out\nget htdocs/out /root/stolen\n'),
    ],
    ['plants a key', () => sftp('mkdir .ssh\nput /root/mallory.pub .ssh/authorized_keys\n')],
    ['replaces the folder of the site', () => sftp('rename htdocs elsewhere\n')],
    ['gives a file to another account', () => sftp('put /root/mallory.pub htdocs/given\nchown 199902 htdocs/given\n')],
    ['marks the probe', () => sftp('put /root/mallory.pub .probe/planted\n')],
  ])('%s in vain', async (_what, attempt) => {
    expect(await attempt()).toMatch(/LabError|ended with|allows sftp connections only/);
    await expect(lab.exec('web1', ['cat', '/root/stolen'])).rejects.toThrow('No such file');
  });

  it('opens no way through the server', async () => {
    const said = await ssh([], ['-N', '-o', 'ExitOnForwardFailure=yes', '-R', '127.0.0.1:9999:127.0.0.1:22']);
    expect(said).toMatch(/LabError|ended with/);
  });

  it('is gone once erased, while PHP of the same number runs, and the site stays', async () => {
    const items = [{ kind: 'site-access', name: login, generation: '9' }];
    expect(await get(attackerDomain, '/accel.php')).toContain('its own words');
    expect(await askWeb('web.set-aside', items, '1')).toMatchObject([{ ok: true, state: 'aside' }]);
    expect(await sftp('ls -1 /\n')).toMatch(/LabError|ended with/);
    expect(await askWeb('web.purge', items, '1')).toMatchObject([{ ok: true, state: 'missing' }]);
    expect(await askWeb('web.look', [{ kind: 'site-access', name: login }])).toMatchObject([{ state: 'missing' }]);
    expect(await askWeb('web.look', [{ kind: 'site', name: attacker }])).toMatchObject([{ faults: [] }]);
    expect(await get(attackerDomain, '/accel.php')).toContain('its own words');
  });
});
