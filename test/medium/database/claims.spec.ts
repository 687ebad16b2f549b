import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { claimNames, type NameClaim, type NameConflict, placeMember, releaseNames, withScope } from '@amie/database';
import { addMember, addServer, newDatabase, newId, type TestDatabase } from '../support/database.js';

jest.setTimeout(30_000);

let db: TestDatabase;
let one: string;
let two: string;
beforeAll(async () => {
  db = await newDatabase();
  one = await addMember(db);
  two = await addMember(db);
});
afterAll(() => db[Symbol.asyncDispose]());

const address = (name: string, resourceId?: string): NameClaim => ({ kind: 'address', name, resourceId });
function claim(member: string, claims: NameClaim[], scope: 'own' | 'all' = 'own'): Promise<NameConflict[]> {
  return withScope(db.api, scope === 'all' ? 'all' : { member }, em => claimNames(em, member, claims));
}
const release = (member: string, name: string) =>
  withScope(db.api, { member }, em => releaseNames(em, member, [{ kind: 'address', name }]));

describe('a name', () => {
  it('belongs to the first who claims it', async () => {
    expect(await claim(one, [address('first@m.test')])).toEqual([]);
    const conflict = { kind: 'address', name: 'first@m.test', who: 'taken' };
    expect(await claim(two, [address('first@m.test'), address('free@m.test')])).toEqual([conflict]);
    expect(await claim(one, [address('first@m.test')])).toEqual([conflict]);
    expect(await claim(two, [address('free@m.test')])).toMatchObject([{ who: 'taken' }]);
  });

  it('goes to exactly one of many who claim it at once', async () => {
    const members = await Promise.all(Array.from({ length: 6 }, () => addMember(db)));
    const answers = await Promise.all(
      members.map(member => claim(member, [address('race@m.test'), address('another@m.test')])),
    );
    expect(answers.filter(conflicts => conflicts.length === 0)).toHaveLength(1);
    expect(answers.flat().filter(({ who }) => who === 'taken')).toHaveLength(10);
  });

  it('that was released returns to its member, and to nobody else', async () => {
    await claim(one, [address('again@m.test')]);
    await release(one, 'again@m.test');
    expect(await claim(two, [address('again@m.test')], 'all')).toEqual([
      { kind: 'address', name: 'again@m.test', who: 'tombstoned' },
    ]);
    expect(await claim(two, [address('again@m.test')])).toMatchObject([{ who: 'taken' }]);
    expect(await claim(one, [address('again@m.test', undefined)])).toEqual([]);
  });

  it('cannot be released by another member', async () => {
    await claim(one, [address('mine@m.test')]);
    await release(two, 'mine@m.test');
    expect(await db.look(`select tombstoned_at from claimed_name where name = 'mine@m.test'`)).toEqual([
      { tombstoned_at: null },
    ]);
  });

  it('asked for twice in one list is a conflict for the second, unless it is for the same thing', async () => {
    expect(await claim(one, [address('twice@m.test'), address('twice@m.test')])).toMatchObject([
      { name: 'twice@m.test', who: 'taken' },
    ]);
  });

  it('of another kind is another name', async () => {
    expect(
      await claim(one, [
        { kind: 'uid', name: 'ada' },
        { kind: 'group', name: 'ada' },
      ]),
    ).toEqual([]);
  });
});

describe('a placement', () => {
  const place = (member: string) => withScope(db.api, 'all', em => placeMember(em, member, 'mail'));

  it('is the only server there is, else the one that was chosen, else a problem', async () => {
    await expect(place(one)).rejects.toMatchObject({ code: 'no-server-for-service' });
    await addServer(db, ['directory']);
    const first = await addServer(db, ['mail']);
    expect(await place(one)).toBe(first);
    const second = await addServer(db, ['mail']);
    await expect(place(one)).rejects.toMatchObject({ code: 'placement-needed', servers: expect.any(Array) });
    await db.look(`insert into placement (member_id, service, server_id) values ($1, 'mail', $2)`, [one, second]);
    expect(await place(one)).toBe(second);
    await expect(place(newId())).rejects.toMatchObject({ code: 'placement-needed' });
  });

  it('stays where the member has begun, whatever server comes later', async () => {
    const first = await addServer(db, ['mail']);
    const text = `insert into resource (member_id, server_id, service, kind, key, spec)
      values ($1, $2, 'mail', 'domain', 'domain/m/m.test', '{}')`;
    await db.look(text, [one, first]);
    await addServer(db, ['mail']);
    expect(await place(one)).toBe(first);
    await expect(place(two)).rejects.toMatchObject({ code: 'placement-needed' });
  });
});
