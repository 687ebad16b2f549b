import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startStory, type StoryRig } from '../e2e/support/story-rig.js';
import { finish, type TaskSeen } from '../support/association.js';
import { deliverFromOutside } from '../support/independent-clients.js';

interface LaneSeen {
  readonly service: string;
  readonly problem: { readonly code: string } | null;
}

describe('a server that is not as it should be', () => {
  let rig: StoryRig;
  beforeEach(async () => {
    rig = await startStory();
  }, 60_000);
  afterEach(() => rig.stop(), 20_000);

  async function ask(): Promise<{ task: string; address: string }> {
    const body = { givenName: 'Panais', familyName: 'Demi-Long', ownEmail: 'panais@ailleurs.test' };
    const answer = await rig.client.send<{ task: { id: string }; person: { address: string } }>(
      'POST',
      `/members/${rig.member}/people`,
      { body },
    );
    return { task: answer.body.task.id, address: answer.body.person.address };
  }

  async function problemOf(service: string): Promise<string> {
    for (const end = performance.now() + 40_000; performance.now() < end; ) {
      const { body } = await rig.client.get<{ items: LaneSeen[] }>('/lanes');
      const code = body.items.find(lane => lane.service === service)?.problem?.code;
      if (code) return code;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    return 'none';
  }

  /** Why the task does not end yet. */
  async function failureOf(task: string): Promise<string> {
    for (const end = performance.now() + 40_000; performance.now() < end; ) {
      const { body } = await rig.client.get<TaskSeen>(`/tasks/${task}`);
      const code = body.failures[0]?.code;
      if (code) return code;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    return 'none';
  }

  async function expectReady({ task, address }: { task: string; address: string }): Promise<void> {
    await finish(rig.client, task, 90_000);
    await deliverFromOutside(rig.mail, { from: 'voisin@ailleurs.test', to: address, subject: 'bonjour' });
  }

  it('with another host key is never spoken to, and goes on once the right key is pinned', async () => {
    const server = await rig.client.get('/servers/mail1');
    await rig.client.send('PATCH', '/servers/mail1', {
      body: { hostKey: rig.lab.hostKey('out1') },
      ifMatch: server.etag,
    });
    await restartWorker(rig);
    const asked = await ask();
    expect(await problemOf('mail')).toBe('host-key-wrong');
    const wrong = await rig.client.get('/servers/mail1');
    await rig.client.send('PATCH', '/servers/mail1', {
      body: { hostKey: rig.lab.hostKey('mail1') },
      ifMatch: wrong.etag,
    });
    await expectReady(asked);
  }, 150_000);

  it('that refuses the bind password says so, and goes on once it is right', async () => {
    const file = path.join(rig.platform.stateFolder, 'credentials/directory/dir1/worker-password');
    const right = readFileSync(file, 'utf8');
    writeFileSync(file, 'not-the-password\n');
    await restartWorker(rig);
    const asked = await ask();
    expect(await problemOf('directory')).toBe('bind-refused');
    writeFileSync(file, right);
    await restartWorker(rig);
    await expectReady(asked);
  }, 150_000);

  it('that is down is named, makes nobody else wait, and all goes on when it is back', async () => {
    await rig.lab.kill('mail1');
    const asked = await ask();
    expect(await failureOf(asked.task)).toBe('server-unreachable');
    const lanes = await rig.client.get<{ items: LaneSeen[] }>('/lanes');
    expect(lanes.body.items.find(lane => lane.service === 'directory')?.problem).toBeNull();
    await rig.lab.start(['mail1']);
    await expectReady(asked);
  }, 150_000);
});

async function restartWorker(rig: StoryRig): Promise<void> {
  await rig.platform.program('worker')?.stop();
  rig.platform.start('worker');
}
