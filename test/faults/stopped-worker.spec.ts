import { afterEach, describe, expect, it } from '@jest/globals';
import { startStory, type StoryRig } from '../e2e/support/story-rig.js';
import { finish } from '../support/association.js';

interface Told {
  readonly problem: { readonly code: string } | null;
}

describe('a worker that is stopped', () => {
  let rig: StoryRig;
  afterEach(() => rig.stop(), 20_000);

  it('is told on lanes and on the task within a minute, and what was asked is made once it goes on', async () => {
    rig = await startStory();
    rig.platform.program('worker')?.process.kill('SIGSTOP');
    const body = { givenName: 'Panais', familyName: 'Demi-Long', ownEmail: 'panais@ailleurs.test' };
    const asked = await rig.client.send<{ task: { id: string } }>('POST', `/members/${rig.member}/people`, { body });
    const { id } = asked.body.task;
    const problem = async (): Promise<string | undefined> =>
      (await rig.client.get<Told>(`/tasks/${id}`)).body.problem?.code;
    for (const end = performance.now() + 60_000; performance.now() < end && !(await problem()); ) {
      await new Promise(resolve => setTimeout(resolve, 500));
    }
    expect(await problem()).toBe('worker-away');
    const lanes = await rig.client.get<{ items: Told[] }>('/lanes');
    expect(lanes.body.items.map(lane => lane.problem?.code)).toEqual(['worker-away', 'worker-away']);
    rig.platform.program('worker')?.process.kill('SIGCONT');
    await finish(rig.client, id, 90_000);
    expect(await problem()).toBeUndefined();
  }, 200_000);
});
