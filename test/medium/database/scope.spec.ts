import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { rows, withScope } from '@amie/database';
import { addMember, newDatabase, type TestDatabase } from '../support/database.js';

jest.setTimeout(30_000);

let db: TestDatabase;
beforeAll(async () => {
  db = await newDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const rename = (id: string, name: string) =>
  withScope(db.api, 'all', em => rows(em, 'update member set name = $2 where id = $1', [id, name]));
const nameOf = async (id: string) =>
  (await db.look<{ name: string }>('select name from member where id = $1', [id]))[0]?.name;

describe('a scope', () => {
  it('keeps nothing of work that throws', async () => {
    const id = await addMember(db);
    const before = await nameOf(id);
    const work = withScope(db.api, 'all', async em => {
      await rows(em, `update member set name = 'half' where id = $1`, [id]);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await nameOf(id)).toBe(before);
  });

  it('does not outlive its transaction on the connection it used', async () => {
    const member = await addMember(db);
    await withScope(db.api, 'all', em => rows(em, 'select 1'));
    const runner = db.api.createQueryRunner();
    const seen = await runner.query('select id from member');
    await runner.release();
    expect(seen).toEqual([]);
    expect(member).toBeDefined();
  });

  it('runs the whole work again after a deadlock', async () => {
    const [one, other] = [await addMember(db), await addMember(db)];
    let tries = 0;
    const both = (first: string, second: string, name: string) =>
      withScope(db.api, 'all', async em => {
        tries += 1;
        await rows(em, 'update member set name = $2 where id = $1', [first, name]);
        await rows(em, 'select pg_sleep(0.1)');
        await rows(em, 'update member set name = $2 where id = $1', [second, name]);
      });
    await Promise.all([both(one, other, 'A'), both(other, one, 'B')]);
    expect(tries).toBe(3);
    expect(await nameOf(one)).toBe(await nameOf(other));
  });

  it('runs again on a new connection when the server went away before the commit', async () => {
    const id = await addMember(db);
    let tries = 0;
    await withScope(db.api, 'all', async em => {
      tries += 1;
      const [me] = await rows<{ pid: number }>(em, 'select pg_backend_pid() as pid');
      if (tries === 1) await db.look('select pg_terminate_backend($1)', [me?.pid]);
      await rows(em, `update member set name = 'again' where id = $1`, [id]);
    });
    expect([tries, await nameOf(id)]).toEqual([2, 'again']);
  });

  it('gives 64-bit integers exactly', async () => {
    const big = 9_007_199_254_740_993n;
    const [row] = await withScope(db.api, 'all', em =>
      rows(em, 'select $1::bigint as one, array[$1::bigint, null] as many', [big]),
    );
    expect(row).toEqual({ one: big, many: [big, null] });
  });

  it('lets others write while nobody holds it', async () => {
    const id = await addMember(db);
    await Promise.all(Array.from({ length: 20 }, (_, i) => rename(id, `n${i}`)));
    expect(await nameOf(id)).toMatch(/^n\d+$/);
  });
});
