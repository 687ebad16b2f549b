import { describe, expect, test } from '@jest/globals';
import { directoryWorld } from '../servers/directory-world.js';
import { baseDn } from '../servers/lab-drivers.js';
import { labMember } from './lab-member.js';
import { newAccount, newGroup } from './directory-rig.js';
import { problemsOf, runDirectory } from './people.js';

const { slug, connections } = labMember();
const groupDn = `cn=team,ou=groups,o=${slug},${baseDn}`;
const personDn = `uid=${slug}ada,ou=people,o=${slug},${baseDn}`;
describe('a group that is set aside', () => {
  test('leaves nobody with its rights, and gives them back to the same people', async () => {
    const team = newGroup(slug, 'team', { people: [`${slug}ada`] });
    await runDirectory(connections, newAccount(slug, `${slug}ada`), team);
    expect(await directoryWorld.valuesOf(personDn, 'memberOf')).toEqual([groupDn]);

    const aside = { ...team, generation: 2n, presence: 'aside' as const };
    expect(problemsOf(await runDirectory(connections, aside))).toEqual({});
    expect(await directoryWorld.valuesOf(personDn, 'memberOf')).toEqual([]);
    expect(await directoryWorld.valuesOf(groupDn, 'member')).toEqual([]);

    expect(problemsOf(await runDirectory(connections, { ...team, generation: 3n }))).toEqual({});
    expect(await directoryWorld.valuesOf(personDn, 'memberOf')).toEqual([groupDn]);
  });
});
