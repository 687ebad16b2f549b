import { describe, expect, test } from '@jest/globals';
import { type Desired, type Found, planChanges } from '@amie/reconcile';
import type { Connections } from '@amie/servers';
import { getShape } from '@amie/services/resources';
import { attributesSeenAs, signsIn } from '../servers/directory-people.js';
import { baseDn, epochsFrom, labDriver, labServer, newLabLease } from '../servers/lab-drivers.js';
import { labMember } from './lab-member.js';
import { newAccount } from './directory-rig.js';
import { edited, problemsOf, runDirectory, withPassword } from './people.js';

const { slug, connections } = labMember();
const password = 'cinq fruits par semaine';
const dnOf = (uid: string): string => `uid=${uid},ou=people,o=${slug},${baseDn}`;
const driverOf = (through: Connections) => labDriver('directory', through);
async function look(desired: Desired): Promise<Found | undefined> {
  await using session = await driverOf(connections).connect(labServer('dir1'), newLabLease('directory', epochsFrom()));
  return (await session.observe(new Set([desired.key]))).get(desired.key);
}

describe('a sign-in', () => {
  test('shows with its time once it succeeded, and is no difference', async () => {
    const ada = await withPassword(newAccount(slug, `${slug}ada`), password);
    await runDirectory(connections, ada);
    await signsIn(dnOf(`${slug}ada`), 'another one');
    expect(await look(ada)).not.toHaveProperty('lastUsedAt');
    const before = Date.now();
    await signsIn(dnOf(`${slug}ada`), password);
    const found = await look(ada);
    const seconds = ((found?.lastUsedAt?.getTime() ?? 0) - before) / 1000;
    expect(Math.abs(seconds)).toBeLessThan(5);
    expect(planChanges(driverOf(connections).order, getShape, [ada], new Map([[ada.key, found as Found]]))).toEqual([]);
  });

  test('is forgotten by the directory with a new password, and counts again from there', async () => {
    const bea = await withPassword(newAccount(slug, `${slug}bea`), password);
    await runDirectory(connections, bea);
    await signsIn(dnOf(`${slug}bea`), password);
    expect(await look(bea)).toHaveProperty('lastUsedAt');
    const changed = await withPassword(edited(bea), `${password} bis`);
    expect(problemsOf(await runDirectory(connections, changed))).toEqual({});
    expect(await look(bea)).not.toHaveProperty('lastUsedAt');
    await signsIn(dnOf(`${slug}bea`), `${password} bis`);
    expect(await look(bea)).toHaveProperty('lastUsedAt');
  });

  test('is seen by oneself and the platform, not by colleagues', async () => {
    const [eve, zoe] = [newAccount(slug, `${slug}eve`), newAccount(slug, `${slug}zoe`)];
    await runDirectory(connections, await withPassword(eve, password), await withPassword(zoe, password));
    await signsIn(dnOf(zoe.spec.uid), password);
    const asEve = await attributesSeenAs(dnOf(eve.spec.uid), password, dnOf(zoe.spec.uid), ['cn', 'pwdLastSuccess']);
    expect(asEve).toEqual(['cn']);
  });
});
