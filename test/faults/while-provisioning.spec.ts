import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startStory, type StoryRig } from '../e2e/support/story-rig.js';
import { finish, inParallel } from '../support/association.js';
import { deliverFromOutside } from '../support/independent-clients.js';
import { projectRoot } from '../support/project-root.js';

const table = readFileSync(path.join(projectRoot, 'test/demo/people.csv'));

describe('while 25 people are being provisioned', () => {
  let rig: StoryRig;
  afterEach(() => rig.stop(), 20_000);

  async function approve(): Promise<string> {
    const sent = { bytes: table, contentType: 'text/csv' };
    const checked = await rig.client.send<{ id: string }>('POST', `/members/${rig.member}/imports`, sent);
    const { body } = await rig.client.send<{ task: { id: string } }>('POST', `/imports/${checked.body.id}/approve`);
    return body.task.id;
  }

  /** Everything of the story, by what the servers themselves hold and accept. */
  async function expectItEndedRight(task: string): Promise<void> {
    await finish(rig.client, task, 90_000);
    const found = await rig.lab.exec('dir1', [
      'slapcat',
      '-n',
      '1',
      '-a',
      '(objectClass=amieMailbox)',
      '-o',
      'ldif-wrap=no',
    ]);
    const addresses = [...found.matchAll(/^amieMailAddress: (.+@larecre\.test)$/gm)].map(([, address = '']) => address);
    expect(new Set(addresses).size).toBe(25);
    expect(addresses).toHaveLength(25);
    const letters = addresses.map(to => ({ from: 'voisin@ailleurs.test', to, subject: 'bonjour' }));
    await inParallel(letters, 4, letter => deliverFromOutside(rig.mail, letter));
  }

  it('ends right although the worker is killed again and again', async () => {
    rig = await startStory();
    const task = await approve();
    for (let kill = 0; kill < 4; kill += 1) {
      await new Promise(resolve => setTimeout(resolve, 60 + 90 * kill));
      rig.platform.program('worker')?.process.kill('SIGKILL');
      await rig.platform.program('worker')?.ended;
      rig.platform.start('worker');
      await new Promise(resolve => setTimeout(resolve, 900));
    }
    await expectItEndedRight(task);
  }, 150_000);

  it('ends right although the queue is emptied', async () => {
    rig = await startStory();
    const task = await approve();
    const owner = new pg.Client({ connectionString: ownerUrl(rig) });
    await owner.connect();
    for (let flush = 0; flush < 5; flush += 1) {
      await owner.query('truncate bullmq.job cascade');
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    await owner.end();
    await expectItEndedRight(task);
  }, 150_000);

  it('ends right although the directory stops in the middle', async () => {
    rig = await startStory();
    const task = await approve();
    await rig.lab.systemctl('dir1', 'stop', 'slapd');
    await new Promise(resolve => setTimeout(resolve, 3000));
    await rig.lab.systemctl('dir1', 'start', 'slapd');
    await expectItEndedRight(task);
  }, 150_000);

  it('ends right without any queue: the sweep alone', async () => {
    rig = await startStory({ queue: 'off' });
    await expectItEndedRight(await approve());
  }, 150_000);
});

function ownerUrl(rig: StoryRig): string {
  const url = new URL(rig.platform.database);
  url.username = 'amie_owner';
  url.password = readFileSync(
    path.join(rig.platform.stateFolder, 'credentials/platform/database-owner-password'),
    'utf8',
  ).trim();
  return url.href;
}
