import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connections } from '@amie/servers';
import { directoryWorld } from '../servers/directory-world.js';
import { baseDn, newSlug } from '../servers/lab-drivers.js';
import { newAccount, newGroup, newUnit } from './directory-rig.js';
import { newConnections, problemsOf, runDirectory } from './people.js';

const slug = newSlug();
const groupDn = `cn=team,ou=groups,o=${slug},${baseDn}`;
const personDn = `uid=${slug}ada,ou=people,o=${slug},${baseDn}`;
let connections: Connections;

beforeAll(() => {
  connections = newConnections();
});

afterAll(async () => {
  connections[Symbol.dispose]();
  await directoryWorld.remove(slug);
});

describe('a group that is set aside', () => {
  test('leaves nobody with its rights, and gives them back to the same people', async () => {
    const team = newGroup(slug, 'team', { people: [`${slug}ada`] });
    await runDirectory(connections, newUnit(slug), newAccount(slug, `${slug}ada`), team);
    expect(await directoryWorld.valuesOf(personDn, 'memberOf')).toEqual([groupDn]);

    const aside = { ...team, generation: 2n, presence: 'aside' as const };
    expect(problemsOf(await runDirectory(connections, aside))).toEqual({});
    expect(await directoryWorld.valuesOf(personDn, 'memberOf')).toEqual([]);
    expect(await directoryWorld.valuesOf(groupDn, 'member')).toEqual([]);

    expect(problemsOf(await runDirectory(connections, { ...team, generation: 3n }))).toEqual({});
    expect(await directoryWorld.valuesOf(personDn, 'memberOf')).toEqual([groupDn]);
  });
});
