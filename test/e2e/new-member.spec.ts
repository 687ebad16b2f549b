import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { useEverywhere } from '../support/activation.js';
import { inParallel } from '../support/association.js';
import { deliverFromOutside } from '../support/independent-clients.js';
import { projectRoot } from '../support/project-root.js';
import { activatePerson, type PersonSeen, type StoryRig, startStory } from './support/story-rig.js';

const table = readFileSync(path.join(projectRoot, 'test/demo/people.csv'), 'utf8');

describe('a pasted list of 25 people', () => {
  let rig: StoryRig;
  beforeAll(async () => {
    rig = await startStory();
  }, 60_000);
  afterAll(() => rig.stop(), 20_000);

  const people = async () => {
    const seen: PersonSeen[] = [];
    for await (const person of rig.client.list<PersonSeen>(`/members/${rig.member}/people`)) seen.push(person);
    return seen;
  };

  it('shows its plan and writes nothing until someone approves', async () => {
    const { code, stdout } = await rig.amie('import', rig.file('people.csv', table), '--member', rig.member);
    expect(code).toBe(4);
    expect(stdout).toMatch(/25 accounts.*25 mailboxes, 1 shared address.*nothing removed/s);
    expect(await people()).toEqual([]);
  }, 30_000);

  it('becomes 25 mailboxes that accept mail from outside', async () => {
    const { code } = await rig.amie('import', rig.file('people.csv', table), '--member', rig.member, '--yes');
    expect(code).toBe(0);
    const seen = await people();
    expect(seen).toHaveLength(25);
    const letters = seen.map(person => ({ from: 'voisin@ailleurs.test', to: person.address, subject: 'bonjour' }));
    await inParallel(letters, 4, letter => deliverFromOutside(rig.mail, letter));
    expect(seen.map(person => person.address)).toContain('tomate.coeur-de-boeuf@larecre.test');
  }, 60_000);

  it('lets an invited person choose the one password that opens IMAP, SMTP and LDAP', async () => {
    const person = (await people()).find(({ ownEmail }) => ownEmail === 'tomate@ailleurs.test');
    const password = await activatePerson(rig, { ...(person as PersonSeen), slug: rig.member });
    await useEverywhere(rig.lab, rig.mail, { ...(person as PersonSeen), slug: rig.member }, password);
  }, 60_000);

  it('changes nothing when it is pasted again', async () => {
    const { code, stdout } = await rig.amie('import', rig.file('again.csv', table), '--member', rig.member, '--yes');
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/\b25\b accounts/);
    expect(await people()).toHaveLength(25);
  }, 30_000);

  it('sets bad rows aside, names them, applies the rest and says so with status 3', async () => {
    const mixed = [
      'Given name,Family name,Own e-mail',
      'Rutabaga,Jaune,rutabaga@ailleurs.test',
      'Salsifis,,salsifis@ailleurs.test',
    ];
    const { code, stdout, stderr } = await rig.amie(
      'import',
      rig.file('mixed.csv', mixed.join('\n') + '\n'),
      '--member',
      rig.member,
      '--yes',
    );
    expect(code).toBe(3);
    expect(stdout + stderr).toMatch(/row 3/i);
    expect((await people()).map(person => person.ownEmail)).toContain('rutabaga@ailleurs.test');
    expect(await people()).toHaveLength(26);
  }, 30_000);
});
