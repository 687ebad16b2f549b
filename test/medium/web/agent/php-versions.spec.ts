import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { lab } from '../../../lab/lab-client.js';
import { askWeb, commitSites, get, makeSites, putSites, removeSites, siteSpec, upload } from './agent-of-web.js';

jest.setTimeout(120_000);

const [site, domain] = ['w99921', 'versions.asso.test'];
const run = (script: string): Promise<string> => lab.exec('web1', ['bash', '-euc', script]);
const told = async (): Promise<readonly string[]> =>
  JSON.parse(await lab.exec('web1', ['/usr/local/sbin/amie-agent'], { stdin: '{"id":1,"verb":"web.server"}\n' }))
    .phpVersions;
const running = async (): Promise<string> =>
  (await run(`readlink "/proc/$(systemctl show -P MainPID amie-fpm@${site})/exe"`)).trim();
const forget = `rm -rf /usr/sbin/php-fpm8.9 /etc/systemd/system/amie-fpm@.service.d/other.conf
  sed -i 's/"8.2", "8.9"/"8.2"/' /etc/amie-web/server.json; systemctl daemon-reload`;

beforeAll(async () => {
  await lab.up(['out1', 'web1']);
  await lab.dns.add(domain, 'A', lab.address('web1'));
  await makeSites([siteSpec(site, domain)]);
  await upload(site, 'htdocs/index.php', '<?php echo "it runs";');
});
afterAll(async () => {
  await removeSites([site]);
  await run(forget);
});

it('moves from one version of PHP to another that the role brought meanwhile, and is told when that has gone', async () => {
  expect(await told()).toEqual(['8.2']);
  expect(await running()).toBe('/usr/sbin/php-fpm8.2');
  // Debian has one version: the other is a copy of its program, under the name and with the rights the role would give.
  await run(`cp /usr/sbin/php-fpm8.2 /usr/sbin/php-fpm8.9; sed -i 's/"8.2"/"8.2", "8.9"/' /etc/amie-web/server.json
    mkdir -p /etc/systemd/system/amie-fpm@.service.d
    printf '[Service]\nExecPaths=/usr/sbin/php-fpm8.9\n' >/etc/systemd/system/amie-fpm@.service.d/other.conf
    systemctl daemon-reload`);
  expect(await told()).toEqual(['8.2', '8.9']);
  await makeSites([siteSpec(site, domain, { phpVersion: '8.9' })], '2');
  expect(await running()).toBe('/usr/sbin/php-fpm8.9');
  expect(await get(domain, '/')).toContain('it runs');
  await run(forget);
  expect(await told()).toEqual(['8.2']);
  const look = async () => (await askWeb('web.look', [{ kind: 'site', name: site }]))[0];
  expect(await look()).toMatchObject({ spec: { phpVersion: '8.9' }, faults: ['php'] });
  const again = await putSites([siteSpec(site, domain, { phpVersion: '8.9', isHstsOn: true })], '3');
  expect(again).toMatchObject([{ ok: false, code: 'no-php', detail: 'this server has 8.2' }]);
  await makeSites([siteSpec(site, domain)], '4');
  expect([await running(), (await look())?.['faults']]).toEqual(['/usr/sbin/php-fpm8.2', []]);
  expect(await commitSites([site], '4')).toMatchObject([{ ok: true }]);
});
