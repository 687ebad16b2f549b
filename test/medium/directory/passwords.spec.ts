import { beforeAll, describe, expect, test } from '@jest/globals';
import { planChanges } from '@amie/reconcile';
import { getShape } from '@amie/services/resources';
import { directoryWorld } from '../servers/directory-world.js';
import { baseDn, epochsFrom, labDriver, labServer, newLabLease } from '../servers/lab-drivers.js';
import { searchAs, signsIn } from '../servers/directory-people.js';
import { labMember } from './lab-member.js';
import { newAccount, newUnit } from './directory-rig.js';
import { edited, problemsOf, runDirectory, withPassword } from './people.js';

const { slug, connections } = labMember();
const password = 'cinq fruits par semaine';
const dnOf = (uid: string, member = slug): string => `uid=${uid},ou=people,o=${member},${baseDn}`;
beforeAll(() => runDirectory(connections, newUnit(`${slug}b`)));

describe('a password', () => {
  test('opens the directory once it is written, and its hash is never shown to the platform', async () => {
    const ada = newAccount(slug, `${slug}ada`);
    await runDirectory(connections, ada);
    expect(await signsIn(dnOf(ada.spec.uid), password)).toBe(false);
    await runDirectory(connections, await withPassword(edited(ada), password));
    expect(await signsIn(dnOf(ada.spec.uid), password)).toBe(true);
    expect(await signsIn(dnOf(ada.spec.uid), 'another one')).toBe(false);
  });

  test('opens nothing while its person is suspended, and opens again after', async () => {
    const bob = newAccount(slug, `${slug}bob`);
    await runDirectory(connections, await withPassword(bob, password));
    const suspended = edited(bob, { isSuspended: true });
    await runDirectory(connections, suspended);
    expect(await signsIn(dnOf(bob.spec.uid), password)).toBe(false);
    await runDirectory(connections, edited(suspended, { isSuspended: false }));
    expect(await signsIn(dnOf(bob.spec.uid), password)).toBe(true);
  });

  test('that a suspended person sets does not lift the suspension', async () => {
    const eve = newAccount(slug, `${slug}eve`, { isSuspended: true });
    await runDirectory(connections, eve);
    const changing = edited(eve);
    expect(problemsOf(await runDirectory(connections, await withPassword(changing, password)))).toEqual({});
    expect(await signsIn(dnOf(eve.spec.uid), password)).toBe(false);
    await runDirectory(connections, edited(changing, { isSuspended: false }));
    expect(await signsIn(dnOf(eve.spec.uid), password)).toBe(true);
  });

  test.each([
    ['suspended already', true],
    ['being suspended', false],
  ])(
    'written for somebody %s leaves the lock in the same step, so that nothing differs',
    async (_when, wasSuspended) => {
      const zoe = newAccount(slug, `${slug}zoe${wasSuspended ? 1 : 2}`, { isSuspended: wasSuspended });
      await runDirectory(connections, zoe);
      const changing = edited(zoe, { isSuspended: true });
      const driver = labDriver('directory', connections);
      await using session = await driver.connect(labServer('dir1'), newLabLease('directory', epochsFrom()));
      const desired = await withPassword(changing, password);
      await session.apply({ action: 'update', desired, fields: ['isSuspended'] });
      expect(await directoryWorld.valuesOf(dnOf(zoe.spec.uid), 'pwdAccountLockedTime')).toEqual(['000001010000Z']);
      const observed = await session.observe(new Set([zoe.key]));
      expect(planChanges(driver.order, getShape, [changing], observed)).toEqual([]);
      expect(await signsIn(dnOf(zoe.spec.uid), password)).toBe(false);
    },
  );

  test('survives being set aside and restored, and opens nothing in between', async () => {
    const mia = await withPassword(newAccount(slug, `${slug}mia`), password);
    await runDirectory(connections, mia);
    const aside = { ...mia, generation: 2n, presence: 'aside' as const, secret: undefined };
    await runDirectory(connections, aside);
    expect(await signsIn(dnOf(`${slug}mia`), password)).toBe(false);
    await runDirectory(connections, { ...aside, generation: 3n, presence: 'present' });
    expect(await signsIn(dnOf(`${slug}mia`), password)).toBe(true);
  });

  test('in clear is refused by the driver, whatever the database says', async () => {
    const joe = newAccount(slug, `${slug}joe`);
    const outcomes = await runDirectory(connections, { ...joe, secret: { use: read => read(password) } });
    expect(problemsOf(outcomes)).toEqual({ [joe.key]: 'value-refused' });
  });
});

describe('a member', () => {
  test('sees its own people, and nothing of another member', async () => {
    const [zoe, max] = [newAccount(slug, `${slug}zoe`), newAccount(`${slug}b`, `${slug}max`)];
    await runDirectory(connections, await withPassword(zoe, password), max);
    const seen = await searchAs(dnOf(zoe.spec.uid), password, baseDn);
    expect(seen).toContain(dnOf(zoe.spec.uid));
    expect(seen.filter(dn => !dn.endsWith(`o=${slug},${baseDn}`))).toEqual([]);
  });
});
