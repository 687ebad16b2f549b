import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deliverFromOutside, readInbox, withImap } from '../support/independent-clients.js';
import {
  activatePerson,
  addReadyPerson,
  change,
  type PersonSeen,
  type StoryRig,
  startStory,
} from './support/story-rig.js';

describe('a person of a member', () => {
  let rig: StoryRig;
  let person: PersonSeen;
  let password: string;
  const signIn = () => ({ login: person.address, password });
  const letter = (subject: string) => ({ from: 'voisin@ailleurs.test', to: person.address, subject });

  /** Postfix answers before it delivers: waits until that many KiB are in the mailbox. */
  async function untilStored(address: string, kib: number): Promise<void> {
    for (const end = performance.now() + 10_000; performance.now() < end; ) {
      const quota = await rig.lab.exec('mail1', ['doveadm', '-f', 'tab', 'quota', 'get', '-u', address]);
      if (Number(quota.match(/\tSTORAGE\t(\d+)/)?.[1] ?? 0) >= kib) return;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`${address} did not fill up`);
  }

  beforeAll(async () => {
    rig = await startStory();
    person = await addReadyPerson(rig, { givenName: 'Céleri', familyName: 'Rave', ownEmail: 'celeri@ailleurs.test' });
    password = await activatePerson(rig, person);
  }, 60_000);
  afterAll(() => rig.stop(), 20_000);

  it('counts as activated once signed in, not before', async () => {
    const status = async () => (await rig.client.get<PersonSeen>(`/people/${person.id}`)).body.status;
    expect(await status()).toBe('never-signed-in');
    await readInbox(rig.mail, signIn());
    await rig.client.send('POST', '/lanes/directory/dir1/inspect');
    for (const end = performance.now() + 10_000; performance.now() < end && (await status()) !== 'activated'; ) {
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    expect(await status()).toBe('activated');
  }, 30_000);

  it('cannot sign in while suspended, loses open connections, and still receives mail', async () => {
    await withImap(rig.mail, signIn(), async open => {
      const closed = new Promise(resolve => open.once('close', resolve));
      await change(rig, 'POST', `/people/${person.id}/suspend`);
      await closed;
    });
    await expect(readInbox(rig.mail, signIn())).rejects.toThrow(/command failed|authentication/i);
    await deliverFromOutside(rig.mail, letter('kept for later'));
  }, 30_000);

  it('reads it all once resumed, with the same password', async () => {
    await change(rig, 'POST', `/people/${person.id}/resume`);
    const subjects = (await readInbox(rig.mail, signIn())).map(message => message.subject);
    expect(subjects).toContain('kept for later');
  }, 30_000);

  it('leaves: no sign-in, no mail, and the mail store out of reach', async () => {
    await change(rig, 'POST', `/people/${person.id}/leave`);
    await expect(readInbox(rig.mail, signIn())).rejects.toThrow(/command failed|authentication/i);
    await expect(deliverFromOutside(rig.mail, letter('too late'))).rejects.toThrow(/550|551/);
    const stores = await rig.lab.exec('mail1', ['ls', '/var/vmail']);
    expect(stores.split('\n')).not.toContain(person.uid);
  }, 30_000);

  it('comes back in one action with the same mail and the same password', async () => {
    await change(rig, 'POST', `/people/${person.id}/restore`);
    await deliverFromOutside(rig.mail, letter('welcome back'));
    const subjects = (await readInbox(rig.mail, signIn())).map(message => message.subject);
    expect(subjects).toEqual(['kept for later', 'welcome back']);
  }, 30_000);

  it('is refused over the storage limit at the door, and nobody else notices', async () => {
    const small = await addReadyPerson(rig, {
      givenName: 'Radis',
      familyName: 'Noir',
      ownEmail: 'radis@ailleurs.test',
      limit: '1 Mo',
    });
    const full = { from: 'voisin@ailleurs.test', to: small.address, subject: 'large', text: 'x'.repeat(900_000) };
    await deliverFromOutside(rig.mail, full);
    await untilStored(small.address, 800);
    await expect(deliverFromOutside(rig.mail, full)).rejects.toThrow(/552|5\.2\.2/);
    await deliverFromOutside(rig.mail, letter('still fine'));
  }, 30_000);
});
