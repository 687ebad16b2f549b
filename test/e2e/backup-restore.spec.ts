import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addBackupServer, type BackupStatus, untilBackup } from '../support/backups.js';
import type { SignIn } from '../support/independent-clients.js';
import {
  contentOf,
  emptyFolder,
  fillFolder,
  type FolderContent,
  foldersOf,
  newLetters,
} from '../support/mail-archive.js';
import { activatePerson, addReadyPerson, type StoryRig, startStory } from './support/story-rig.js';

const inboxCount = 1_000;
const folder = 'Projets';

describe('a member’s mail', () => {
  let rig: StoryRig;
  let signIn: SignIn;
  let before: { inbox: FolderContent; folder: FolderContent };

  beforeAll(async () => {
    rig = await startStory();
    await addBackupServer(rig.client, rig.lab);
    const person = await addReadyPerson(rig, {
      givenName: 'Radis',
      familyName: 'Noir',
      ownEmail: 'radis@ailleurs.test',
    });
    signIn = { login: person.address, password: await activatePerson(rig, person) };
    const letters = [...newLetters(inboxCount + 20, person.address)];
    await fillFolder(rig.mail, signIn, 'INBOX', letters.slice(0, inboxCount));
    await fillFolder(rig.mail, signIn, folder, letters.slice(inboxCount));
    before = await content();
  }, 180_000);
  afterAll(() => rig.stop(), 20_000);

  const content = async () => ({
    inbox: await contentOf(rig.mail, signIn, 'INBOX'),
    folder: await contentOf(rig.mail, signIn, folder),
  });
  const amie = (...words: string[]) => rig.amie(...words, '--member', rig.member);
  const until = (claim: (status: BackupStatus) => boolean) => untilBackup(rig.client, rig.member, claim);

  it('gets a repository, and a first backup without being asked', async () => {
    const { code, stdout, stderr } = await amie('backup', 'add', '--limit', '1 GB');
    expect([code, stderr.includes('✘')]).toEqual([0, false]);
    expect(stdout).toContain('1 backup repository');
    const status = await until(({ lastSucceededAt }) => lastSucceededAt !== null);
    expect(status).toMatchObject({ name: 'mail1', isOverdue: false, problem: null });
  }, 90_000);

  it('is proven to come back: a drill runs by itself as soon as there is something to try', async () => {
    const status = await until(({ lastProvenAt }) => lastProvenAt !== null);
    expect(status).toMatchObject({ lastProvenAt: expect.any(String), problem: null });
  }, 90_000);

  it('comes back whole after it was all deleted: a thousand messages, the same bytes, within a minute', async () => {
    await emptyFolder(rig.mail, signIn, 'INBOX');
    await emptyFolder(rig.mail, signIn, folder);
    expect((await content()).inbox.messages).toBe(0);
    const plan = await amie('backup', 'restore', signIn.login, '--in-place', '--dry-run');
    expect(plan.stdout).toContain('1,020 messages');
    const began = performance.now();
    const restored = await amie('backup', 'restore', signIn.login, '--in-place');
    const seconds = (performance.now() - began) / 1000;
    expect([restored.code, restored.stderr.includes('✘')]).toEqual([0, false]);
    expect(await content()).toEqual(before);
    expect(seconds).toBeLessThan(60);
  }, 120_000);

  it('comes back folder by folder, beside what is there', async () => {
    const restored = await amie('backup', 'restore', signIn.login, '--part', folder);
    expect(restored.code).toBe(0);
    expect(await content()).toEqual(before);
    const beside = (await foldersOf(rig.mail, signIn)).filter(name => name.startsWith('Restored'));
    expect(beside.some(name => name.endsWith(folder))).toBe(true);
    const kept = beside.filter(name => name.endsWith(folder));
    expect(await Promise.all(kept.map(name => contentOf(rig.mail, signIn, name)))).toEqual([before.folder]);
  }, 60_000);

  it('goes on under a new key of its server, and opens to no other than the newest', async () => {
    expect((await amie('backup', 'keys', 'rotate', 'mail1')).code).toBe(0);
    const doors = await rig.lab.exec('backup1', ['sh', '-c', 'cat /etc/ssh/amie/backup/*']);
    expect(doors.match(/ssh-ed25519/g)).toHaveLength(1);
    expect((await amie('backup', 'run')).code).toBe(0);
    expect((await amie('backup', 'list')).stdout.match(/T\d{6}Z/g)).toHaveLength(2);
  }, 60_000);

  it('says which mailbox it does not know, and changes nothing', async () => {
    const { code, stderr } = await amie('backup', 'restore', 'nobody@larecre.test');
    expect([code, stderr.includes('amie backup list')]).toEqual([1, true]);
    expect(await content()).toEqual(before);
  }, 30_000);

  it('is deleted by nobody alone, and not today; until then one command brings it back', async () => {
    const { body: made } = await rig.client.send<{ token: string }>('POST', '/tokens', { body: { name: 'grace' } });
    const { name } = (await rig.client.get<{ items: { name: string }[] }>(`/members/${rig.member}/repositories`)).body
      .items[0] as { name: string };
    expect((await amie('backup', 'delete', '--confirm', name)).code).toBe(0);
    expect(await rig.lab.exec('backup1', ['ls', '/srv/backup/.aside'])).toContain(name);
    const alone = await amie('backup', 'approve-delete');
    expect([alone.code, alone.stderr.includes('second technician')]).toEqual([1, true]);
    const { body: bin } = await rig.client.get<{ items: { id: string; kind: string }[] }>('/bin');
    const id = bin.items.find(({ kind }) => kind === 'repository')?.id ?? '';
    const approved = await fetch(`${rig.platform.url}/api/v1/repositories/${id}/approve-deletion`, {
      method: 'POST',
      headers: { authorization: `Bearer ${made.token}` },
    });
    expect(approved.status).toBe(200);
    const hurried = await rig.amie('bin', 'purge', id, '--confirm', name);
    expect([hurried.code, hurried.stderr.includes('72 hours')]).toEqual([1, true]);
    expect((await amie('backup', 'cancel-delete')).code).toBe(0);
    expect((await amie('backup', 'restore', signIn.login, '--part', folder)).code).toBe(0);
  }, 90_000);
});
