import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { foldMonth, keepMeters, recordAbsent, recordRun, rows, withScope } from '@amie/database';
import { meters } from '@amie/services/resources';
import { newApi, type TestApi } from '../api/support/api.js';
import { addMember, addServer } from '../support/database.js';

jest.setTimeout(60_000);

const key = 'domain/la-recre/la-recre.test';
const day = '2025-10-14';
let api: TestApi;
let serverId: string;
let server: string;

beforeAll(async () => {
  api = await newApi();
  await addMember(api.db, 'la-recre');
  await addMember(api.db, 'theatre');
  await api.db.look(`update member set created_at = '2025-01-01'`);
  serverId = await addServer(api.db, ['mail']);
  server = (await api.db.look<{ name: string }>('select name from server where id = $1', [serverId]))[0]?.name ?? '';
  await withScope(api.db.worker, 'all', async em => {
    await keepMeters(em, meters);
    const told = { command: 'measure', toolVersion: '1', rawSha256: 'ab'.repeat(32) };
    const run = { serverId, service: 'mail', slot: 0, ...told } as const;
    for (const usageDay of [day, '2025-10-16']) {
      const observedAt = new Date(`${usageDay}T11:00:00Z`);
      await recordRun(em, { ...run, usageDay, observedAt }, [{ meter: 'mail.storage', key, value: 700n }]);
    }
    await recordAbsent(em, { serverId, service: 'mail', usageDay: '2025-10-15', slot: 0 }, 'no answer');
  });
});
afterAll(() => api.close());

const correction = { subject: key, meter: 'mail.storage', day, value: '70', reason: 'du on the server says 70' };
const correct = (more: object = {}, headers: Record<string, string> = {}) =>
  api.ask('POST', '/api/v1/readings/corrections', { body: { server, ...correction, ...more }, headers });
const give = (more: object = {}) =>
  api.ask('POST', '/api/v1/readings/owners', {
    body: { server, subject: key, member: 'theatre', from: '2025-10-15', ...more },
  });
const shown = async () =>
  (await api.ask('GET', `/api/v1/readings?subject=${key}&meter=mail.storage&month=2025-10`)).body.items[0].samples;

describe('a correction of a reading', () => {
  it('tried first changes nothing, and shows what it would', async () => {
    const before = await shown();
    const tried = await api.ask('POST', '/api/v1/readings/corrections?dryRun=true', {
      body: { server, ...correction },
    });
    expect(tried.body).toMatchObject({ isDryRun: true, samples: [{ value: '700' }, { value: '70', isCurrent: true }] });
    expect(await shown()).toEqual(before);
  });

  it('counts from now on, under the name of whoever made it, and leaves what was read beside it', async () => {
    const made = await correct();
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ isMonthClosed: false, unit: 'KiB', meter: 'mail.storage' });
    expect(await shown()).toMatchObject([
      { day, value: '700', isCurrent: false, quality: 'o' },
      {
        day,
        value: '70',
        isCurrent: true,
        quality: 'c',
        author: expect.stringMatching(/^technician:first/),
        reason: correction.reason,
      },
      { day: '2025-10-15', value: null, quality: 'a' },
      { day: '2025-10-16', value: '700' },
    ]);
  });

  it('fills in what nobody read, and that day counts as observed', async () => {
    expect((await correct({ day: '2025-10-15', value: '90' })).status).toBe(201);
    const { lines } = await withScope(api.db.api, 'all', em => foldMonth(em, '2025-10'));
    expect(lines.find(({ meter }) => meter === 'mail.storage')).toMatchObject({ observed: 3 });
  });

  it('is refused with its reason: no reason, no reading, no such meter or thing', async () => {
    expect((await correct({ reason: ' ' })).status).toBe(422);
    expect((await correct({ value: '-1' })).status).toBe(422);
    expect((await correct({ day: '2025-10-17' })).body.code).toBe('reading-missing');
    expect((await correct({ meter: 'mail.smell' })).body.code).toBe('meter-unknown');
    expect((await correct({ subject: 'domain/la-recre/other.test' })).body.code).toBe('subject-unknown');
  });

  it('of a closed month is kept, and says that its figures stay', async () => {
    await api.db.look(`set session_replication_role = replica;
      insert into period (month, state, cutoff, policy_version, input_sha256, output_sha256, proposed_by, proposed_at,
        approved_at, decision_id, closed_at)
      values ('2025-10-01', 'closed', now(), 1, repeat('0', 64), repeat('0', 64), 't', now(), now(), gen_random_uuid(), now())`);
    expect((await correct({ value: '71' })).body.isMonthClosed).toBe(true);
    expect((await give({ from: '2025-09-30' })).body.closedMonths).toEqual(['2025-10']);
  });
});

describe('what is measured', () => {
  it("is another member's from a moment on, on request, and its past stays whose it was", async () => {
    const made = await give();
    expect(made.body).toMatchObject({ member: 'theatre', items: [{ server, service: 'mail', subject: key }] });
    const owners = await withScope(api.db.api, 'all', em =>
      rows(
        em,
        `select coalesce(m.slug, '~house') as owner, to_char(upper(o.valid) at time zone 'Europe/Paris', 'MM-DD HH24:MI') as until, cause
         from subject_owner o left join member m on m.id = o.member_id where o.retired_at is null order by lower(o.valid)`,
      ),
    );
    expect(owners.at(-1)).toEqual({ owner: 'theatre', until: null, cause: 'transferred' });
    expect(owners.map(({ owner }: any) => owner)).toContain('la-recre');
  });

  it('that was never seen, or to a member that is not, is given to nobody', async () => {
    expect((await give({ subject: 'domain/theatre/typo.test' })).body.code).toBe('subject-unknown');
    expect((await give({ member: 'nobody' })).status).toBe(404);
  });
});
