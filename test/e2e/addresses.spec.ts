import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { outsideServer } from '../support/activation.js';
import { deliverFromOutside, submitMail, waitForMessage } from '../support/independent-clients.js';
import {
  activatePerson,
  addReadyPerson,
  change,
  passwordElsewhere,
  type PersonSeen,
  type StoryRig,
  startStory,
} from './support/story-rig.js';

describe('addresses of a member', () => {
  let rig: StoryRig;
  let chou: PersonSeen;
  let navet: PersonSeen;
  const passwords = new Map<string, string>();
  const signIn = (person: PersonSeen) => ({ login: person.address, password: passwords.get(person.id) ?? '' });
  const from = 'voisin@ailleurs.test';

  beforeAll(async () => {
    rig = await startStory();
    chou = await addReadyPerson(rig, { givenName: 'Chou', familyName: 'Romanesco', ownEmail: 'chou@ailleurs.test' });
    navet = await addReadyPerson(rig, {
      givenName: 'Navet',
      familyName: "Boule d'Or",
      ownEmail: 'navet@ailleurs.test',
    });
    for (const person of [chou, navet]) passwords.set(person.id, await activatePerson(rig, person));
  }, 60_000);
  afterAll(() => rig.stop(), 20_000);

  it('delivers an extra address to its mailbox, and lets its owner send with it', async () => {
    await change(rig, 'PATCH', `/people/${chou.id}`, { extraAddresses: ['tresorerie@larecre.test'] });
    await deliverFromOutside(rig.mail, { from, to: 'tresorerie@larecre.test', subject: 'to the extra address' });
    await waitForMessage(rig.mail, signIn(chou), seen => seen.subject === 'to the extra address');
    await submitMail(rig.mail, signIn(chou), {
      from: 'tresorerie@larecre.test',
      to: navet.address,
      subject: 'as treasurer',
    });
    await waitForMessage(rig.mail, signIn(navet), seen => seen.subject === 'as treasurer');
  }, 30_000);

  it('refuses to send with an address of someone else', async () => {
    const stolen = { from: chou.address, to: 'voisin@ailleurs.test', subject: 'not mine' };
    await expect(submitMail(rig.mail, signIn(navet), stolen)).rejects.toThrow(/553|not owned/i);
  }, 30_000);

  it('refuses to send with no address at all', async () => {
    const anonymous = { from: '', to: 'voisin@ailleurs.test', subject: 'nobody' };
    await expect(submitMail(rig.mail, signIn(navet), anonymous)).rejects.toThrow(/553/);
  }, 30_000);

  it('forwards outside and keeps a copy when asked to', async () => {
    await change(rig, 'PATCH', `/people/${chou.id}`, { forwards: ['chou@ailleurs.test'], keepsCopy: true });
    await deliverFromOutside(rig.mail, { from, to: chou.address, subject: 'both places' });
    await waitForMessage(rig.mail, signIn(chou), seen => seen.subject === 'both places');
    await waitForMessage(
      outsideServer(rig.lab),
      { login: 'chou@ailleurs.test', password: passwordElsewhere },
      seen => seen.subject === 'both places',
    );
  }, 40_000);

  it('reaches everyone of a shared address, who may all send with it', async () => {
    const body = { address: 'contact@larecre.test', people: [chou.address, navet.address] };
    await change(rig, 'POST', `/members/${rig.member}/shared-addresses`, body);
    await deliverFromOutside(rig.mail, { from, to: 'contact@larecre.test', subject: 'to all of you' });
    for (const person of [chou, navet])
      await waitForMessage(rig.mail, signIn(person), seen => seen.subject === 'to all of you');
    await submitMail(rig.mail, signIn(navet), {
      from: 'contact@larecre.test',
      to: chou.address,
      subject: 'from all of us',
    });
    await waitForMessage(rig.mail, signIn(chou), seen => seen.subject === 'from all of us');
  }, 40_000);

  it('answers 550 for an address nobody has, and relays for no stranger', async () => {
    await expect(deliverFromOutside(rig.mail, { from, to: 'personne@larecre.test', subject: 'x' })).rejects.toThrow(
      /550/,
    );
    await expect(deliverFromOutside(rig.mail, { from, to: 'someone@elsewhere.test', subject: 'x' })).rejects.toThrow(
      /554|550|454/,
    );
  }, 30_000);
});
