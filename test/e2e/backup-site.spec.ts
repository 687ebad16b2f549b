import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { finish } from '../support/association.js';
import { addBackupServer, addRepository, backupWork, untilBackup } from '../support/backups.js';
import { addWebServer, eventually, upload, visit, webAuthority, withSftp } from '../support/web-sites.js';
import { type StoryRig, startStory } from './support/story-rig.js';

const first = '<!doctype html><title>Avant</title><p>Bonjour.</p>\n';
const spoilt = '<!doctype html><title>Raté</title>\n';

describe('a member’s site', () => {
  let rig: StoryRig;
  let address: string;
  let signIn: { login: string; password: string };

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
  }, 120_000);
  afterAll(() => rig.stop(), 20_000);

  const put = (page: string) => withSftp({ address, ...signIn }, sftp => upload(sftp, '/htdocs/index.html', page));
  const page = async () => {
    const ca = await webAuthority(rig.lab);
    return (await eventually(30_000, () => visit({ address, name: rig.domain, ca }))).text;
  };

  it('comes back file by file, as a stranger’s browser sees it', async () => {
    const repository = await addRepository(rig.client, rig.member);
    await untilBackup(rig.client, rig.member, ({ lastSucceededAt }) => lastSucceededAt !== null);
    await put(spoilt);
    expect(await page()).toBe(spoilt);
    const ask = { what: rig.domain, part: 'htdocs/index.html', into: 'in-place' };
    await backupWork(rig.client, repository, 'restores', ask);
    expect(await page()).toBe(first);
  }, 120_000);
});
