import { describe, expect, test } from '@jest/globals';
import type { Desired } from '@amie/reconcile';
import { directoryWorld } from '../servers/directory-world.js';
import { baseDn, epochsFrom, labDriver, labServer, newLabLease } from '../servers/lab-drivers.js';
import { labMember } from './lab-member.js';
import { newAccount, newGroup, newUnit } from './directory-rig.js';
import { edited, problemsOf, runDirectory } from './people.js';

const { slug, connections } = labMember();
const people = `ou=people,o=${slug},${baseDn}`;
async function observed(desired: Desired): Promise<unknown> {
  const driver = labDriver('directory', connections);
  await using session = await driver.connect(labServer('dir1'), newLabLease('directory', epochsFrom()));
  return (await session.observe(new Set([desired.key]))).get(desired.key)?.spec;
}

describe('values that somebody planted in the directory', () => {
  test('are differences, never a crash, and are put right', async () => {
    const ada = newAccount(slug, `${slug}ada`);
    await runDirectory(connections, ada);
    await directoryWorld.change(`
dn: uid=${slug}ada,${people}
changetype: modify
add: sn
sn: Byron & fils
-
replace: cn
cn: *)(uid=*
cn: Ada
-
replace: preferredLanguage
preferredLanguage: xx-../../etc
-
replace: amieState
amieState: paused`);
    expect(await observed(ada)).toMatchObject({ language: 'xx-../../etc', state: 'paused', cn: ['*)(uid=*', 'Ada'] });
    expect(problemsOf(await runDirectory(connections, edited(ada)))).toEqual({});
    expect(await observed(ada)).toEqual(ada.spec);
  });

  test('include a member of a group who is none of ours, who goes', async () => {
    const ada = newAccount(slug, `${slug}bea`);
    const team = newGroup(slug, 'team', { people: [ada.spec.uid] });
    await runDirectory(connections, ada, team);
    await directoryWorld.change(`
dn: cn=team,ou=groups,o=${slug},${baseDn}
changetype: modify
add: member
member: cn=amie-worker,ou=services,${baseDn}`);
    expect(await observed(team)).toMatchObject({ people: [`cn=amie-worker,ou=services,${baseDn}`, ada.spec.uid] });
    await runDirectory(connections, edited(team));
    expect(await observed(team)).toEqual(team.spec);
  });

  test('include a branch that is gone, which comes back', async () => {
    const unit = newUnit(`${slug}c`);
    await runDirectory(connections, unit);
    await directoryWorld.change(`dn: ou=groups,o=${slug}c,${baseDn}\nchangetype: delete`);
    expect(await observed(unit)).toMatchObject({ branches: ['groups'] });
    await runDirectory(connections, unit);
    expect(await observed(unit)).toEqual(unit.spec);
  });
});

describe('values that somebody planted in the database', () => {
  const bad: Record<string, Desired> = {
    'a uid that is a DN': newAccount(slug, `x,ou=people,o=other`),
    'a uid with a wildcard': newAccount(slug, '*'),
    'a slug that climbs': newAccount('../..', 'ada'),
    'a name with a line break': newAccount(slug, `${slug}nl`, { givenName: 'Ada\nuserPassword: x' }),
    'a key that says another than its spec': { ...newAccount(slug, `${slug}one`), key: `account/${slug}/${slug}two` },
    'a kind of another service': { ...newAccount(slug, `${slug}kind`), kind: 'account', spec: { domain: 'x.test' } },
  };

  test.each(Object.entries(bad))('%s is refused, and the others of its batch are done', async (_what, poisoned) => {
    const fine = newAccount(slug, `${slug}fine`);
    const before = await directoryWorld.dump(slug);
    const outcomes = await runDirectory(connections, poisoned, fine);
    expect(problemsOf(outcomes)).toEqual({ [poisoned.key]: 'value-refused' });
    expect(outcomes.some(one => one.desired.key === fine.key && one.result === 'confirmed')).toBe(true);
    const strangers = (await directoryWorld.dump(slug)).split('\n\n').filter(entry => !before.includes(entry));
    expect(strangers.filter(entry => !entry.includes(fine.spec.uid))).toEqual([]);
  });
});
