import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Change, StaleGenerationError } from '@amie/reconcile';
import { directoryWorld } from '../servers/directory-world.js';
import { baseDn, epochsFrom, labDriver, labServer, newLabLease } from '../servers/lab-drivers.js';
import { labMember } from './lab-member.js';
import { newAccount } from './directory-rig.js';
import { newConnections, runDirectory } from './people.js';

const { slug, connections } = labMember();
const ada = newAccount(slug, `${slug}ada`);
const dn = `uid=${ada.spec.uid},ou=people,o=${slug},${baseDn}`;
beforeAll(() => runDirectory(connections, ada));

const session = () =>
  labDriver('directory', connections).connect(labServer('dir1'), newLabLease('directory', epochsFrom()));

const renaming = (generation: bigint): Change => ({
  action: 'update',
  desired: { ...ada, generation, spec: { ...ada.spec, givenName: `Ada ${'abcdefghij'[Number(generation % 10n)]}` } },
  fields: ['givenName'],
});

describe('the generation of an entry', () => {
  test('refuses an older writer on the server itself, which changes nothing', async () => {
    await using at = await session();
    await at.apply(renaming(50n));
    const before = await directoryWorld.dump(slug);
    await expect(at.apply(renaming(49n))).rejects.toThrow(StaleGenerationError);
    await expect(at.apply({ ...renaming(49n), action: 'set-aside' })).rejects.toThrow(StaleGenerationError);
    expect(await directoryWorld.dump(slug)).toEqual(before);
  });

  test('ends on the highest when two hundred race, with its own values', async () => {
    await using at = await session();
    const generations = Array.from({ length: 200 }, (_, n) => BigInt(1_000 + ((n * 77) % 200)));
    await Promise.allSettled(generations.map(generation => at.apply(renaming(generation))));
    expect(await directoryWorld.valuesOf(dn, 'amieDirectoryGeneration')).toEqual(['1199']);
    expect(await directoryWorld.valuesOf(dn, 'givenName')).toEqual(['Ada j']);
  });

  test('is found out at once when the worker may not see it', async () => {
    const blinding = `{1}to attrs=amieMailGeneration by dn.exact="cn=amie-worker,ou=services,${baseDn}" =w by * none`;
    await directoryWorld.configure(`add: olcAccess\nolcAccess: ${blinding}`);
    try {
      using blind = newConnections();
      await expect(runDirectory(blind, ada)).rejects.toMatchObject({ code: 'ldap-fence-blind', isTerminal: true });
    } finally {
      await directoryWorld.start('restart');
    }
  });
});
