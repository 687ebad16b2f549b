import { beforeAll, describe, expect, test } from '@jest/globals';
import { lab } from '../../lab/lab-client.js';
import { newAccount, newGroup, newUnit } from '../directory/directory-rig.js';
import { labMember } from '../directory/lab-member.js';
import { runDirectory } from '../directory/people.js';
import { baseDn, labDriver, labServer } from '../servers/lab-drivers.js';
import { amountsOf, measured } from './support/measured.js';

const { slug, connections } = labMember();
beforeAll(() =>
  runDirectory(connections, newAccount(slug, `${slug}ana`), newAccount(slug, `${slug}bo`), newGroup(slug, 'bureau')),
);

const entries = async () =>
  amountsOf(await measured(labDriver('directory', connections), labServer('dir1')), `unit/${slug}`);

/** What OpenLDAP's own client counts there. */
async function counted(): Promise<bigint> {
  const script = 'ldapsearch -Q -LLL -Y EXTERNAL -H ldapi:/// -b "$1" 1.1 | grep -c ^dn:';
  return BigInt((await lab.exec('dir1', ['sh', '-c', script, 'sh', `o=${slug},${baseDn}`])).trim());
}

describe('the meter of a directory', () => {
  test('is the number of entries below each member, itself included', async () => {
    expect(await counted()).toBe(7n);
    expect(await entries()).toEqual({ 'dir.entries': 7n });
  });

  test('counts a member that is set aside until it is purged', async () => {
    const account = newAccount(slug, `${slug}ana`);
    await runDirectory(connections, { ...account, generation: 2n, presence: 'aside' });
    expect(await entries()).toEqual({ 'dir.entries': 7n });
    await runDirectory(connections, { ...account, generation: 3n, presence: 'absent' });
    expect(await entries()).toEqual({ 'dir.entries': await counted() });
    await runDirectory(connections, { ...newUnit(slug), generation: 2n, presence: 'aside' });
    expect(await entries()).toEqual({ 'dir.entries': 6n });
  });

  test('is no reading at all while the server is away', async () => {
    const away = labServer('dir1', { address: `${lab.settings.net}.250` });
    await expect(measured(labDriver('directory', connections), away)).rejects.toMatchObject({
      code: 'server-unreachable',
    });
  });
});
