import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { rows, setParts, withScope } from '@amie/database';
import { newApi, type TestApi } from '../api/support/api.js';
import { addMember } from '../support/database.js';
import { adopt, insertEntry, validate } from '../periods/october.js';

jest.setTimeout(60_000);

let api: TestApi;
beforeAll(async () => {
  api = await newApi();
  const [theatre, grocery] = [await addMember(api.db, 'theatre'), await addMember(api.db, 'epicerie')];
  await api.ask('POST', '/api/v1/tokens', { body: { name: 'anne' } });
  await withScope(api.db.api, 'all', async em => {
    for (const memberId of [theatre, grocery])
      await setParts(em, { memberId, from: '2025-01-01', halfParts: 2, by: 'technician:first' });
    await rows(em, `insert into technician (name, full_name) values ('leo', 'Léo Exemple')`);
    await rows(em, insertEntry, ['2025-10-01', 245, 'collective', 'mail', null]);
    await rows(em, insertEntry, ['2025-10-02', 600, 'individual', null, theatre]);
    await rows(em, insertEntry, ['2025-10-03', 160, 'individual', null, theatre]);
    await rows(em, insertEntry, ['2025-11-03', 90, 'individual', null, theatre]);
    const [training] = await rows<{ id: string }>(em, insertEntry, ['2025-10-06', 180, 'collective', 'training', null]);
    await rows(em, 'insert into attendance (entry_id, member_id, minutes) values ($1, $2, 120), ($1, $3, 0)', [
      training?.id,
      grocery,
      theatre,
    ]);
  });
  await validate({ api } as never);
  await adopt({ api } as never);
});
afterAll(() => api.close());

async function explain(pool: string, member: string, to = 'readings') {
  const { body } = await api.ask('GET', `/api/v1/explain/2025-10/${pool}/${member}?to=${to}`);
  return body.tree;
}

describe('a figure of minutes', () => {
  it('opens to the entries of the ledger: when, how long, by whom, and who validated them', async () => {
    const { ledger } = await explain('mail', 'theatre');
    expect(ledger.pool).toMatchObject({ minutes: '245', isWhole: true, many: 1 });
    expect(ledger.pool.entries).toMatchObject([
      { day: '2025-10-01', minutes: 245, technician: 'leo', validatedBy: 'technician:anne', reversesId: null },
    ]);
    expect(ledger.own.minutes).toBe('760');
    expect(ledger.own.entries.map(({ minutes }: { minutes: number }) => minutes)).toEqual([600, 160]);
    const summed = (await explain('mail', 'theatre', 'subjects')).ledger.own;
    expect(summed).toEqual({ minutes: '760', isWhole: true, many: 2 });
    expect((await explain('mail', 'theatre', 'shares')).ledger).toBeUndefined();
  });

  it('of attendance opens to the sheets that its member is on, which sum to its weight', async () => {
    const driver = (await explain('training', 'epicerie')).children.find((one: any) => one.facts.meter);
    expect(driver.key).toBe('120');
    expect(driver.usage).toMatchObject({ meter: 'train.minutes', amount: '120', isWholeKey: true });
    expect(driver.usage.entries).toMatchObject([{ minutes: 120, technician: 'leo', validatedBy: 'technician:anne' }]);
    const absent = (await explain('training', 'theatre')).children.find((one: any) => one.facts.meter);
    expect(absent.usage).toBeUndefined();
  });

  it('shows a reversal beside what it takes back, with its reason', async () => {
    await withScope(api.db.api, 'all', em => rows(em, reverse));
    const { ledger } = await explain('mail', 'theatre');
    expect(ledger.pool).toMatchObject({ minutes: '0', isWhole: true });
    expect(ledger.pool.entries).toMatchObject([{ minutes: 245 }, { minutes: -245, reason: 'twice' }]);
    expect(ledger.pool.entries[1].reversesId).toBe(ledger.pool.entries[0].id);
  });
});

const reverse = `
  insert into time_entry (technician_id, work_day, span, is_timed, minutes, kind, pool, created_by, reverses_id, reason)
  select technician_id, work_day, span, is_timed, -minutes, kind, pool, 'technician:anne', id, 'twice'
  from time_entry where pool = 'mail'
`;
