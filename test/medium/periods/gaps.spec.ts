import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { giveSubjects, keepMeters, rows, setParts, withScope } from '@amie/database';
import { meters } from '@amie/services/resources';
import { newApi, type TestApi } from '../api/support/api.js';
import { addMember, addServer } from '../support/database.js';
import { days, october } from './amounts.js';
import { domain, insertEntry, read, reading } from './october.js';

jest.setTimeout(60_000);

let api: TestApi;
let servers: Map<string, string>;
let memberId: string;
let decision: string;

beforeAll(async () => {
  api = await newApi();
  memberId = await addMember(api.db, 'la-recre');
  servers = new Map([['mail', await addServer(api.db, ['mail'])]]);
  await withScope(api.db.worker, 'all', em => keepMeters(em, meters));
  const key = { serverId: servers.get('mail') ?? '', service: 'mail', key: domain('la-recre') };
  await withScope(api.db.worker, 'all', em => giveSubjects(em, [key], 'la-recre', new Date('2025-01-01')));
  await api.ask('POST', '/api/v1/tokens', { body: { name: 'anne' } });
  await withScope(api.db.api, 'all', em => rows(em, `insert into technician (name, full_name) values ('leo', 'Léo')`));
});
afterAll(() => api.close());

const ask = (method: string, path: string, body?: unknown) => api.ask(method, `/api/v1${path}`, { body });
const propose = () => ask('POST', '/periods/2025-10/propose');
const codes = (gaps: readonly { code: string }[]) => [...new Set(gaps.map(({ code }) => code))];

async function work(day: number, minutes: number): Promise<void> {
  await withScope(api.db.api, 'all', async em => {
    await rows(em, insertEntry, [october(day), minutes, 'collective', 'mail', null]);
    await rows(em, `update time_entry set validated_by = 'technician:anne' where validated_at is null`);
  });
}

describe('a month that cannot close', () => {
  it('has no figures at all before a first rule is in force', async () => {
    expect((await ask('GET', '/shares/2025-10')).body.code).toBe('policy-missing');
    expect((await propose()).body.code).toBe('policy-missing');
    const draft = [october(3), 45, 'collective', 'mail', null];
    await withScope(api.db.api, 'all', em => rows(em, insertEntry, draft));
    // What else is missing is told already: nobody waits for a vote to have hours validated.
    expect(codes((await ask('GET', '/periods/2025-10/gaps')).body.gaps)).toEqual(['policy-missing', 'gap-entry']);
    await api.db.look('set local session_replication_role = replica; delete from time_entry');
    decision = (await ask('POST', '/decisions', { takenOn: '2025-09-12', title: 'Clé' })).body.id;
    await ask('POST', '/policies', {});
    await ask('POST', '/policies/1/adopt', { from: '2025-10', decision: decision.slice(0, 8) });
    expect((await ask('GET', '/shares/2025-09')).body.code).toBe('policy-missing');
    // Of a vote of September, written down long after.
    expect((await ask('GET', '/policies/1')).body).toMatchObject({ state: 'active', isRecordedLate: true });
  });

  it('keeps minutes that nobody bears apart, and stays open on them', async () => {
    await work(1, 60);
    expect((await ask('GET', '/shares/2025-10')).body).toMatchObject({ unallocated: '60000000', members: [] });
    const { gaps } = (await propose()).body;
    expect(gaps.find(({ code }: any) => code === 'gap-unallocated').params.minutes).toBe('60');
    const change = { memberId, from: '2025-01-01', halfParts: 2, by: 'technician:first' };
    await withScope(api.db.api, 'all', em => setParts(em, change));
    expect(codes((await propose()).body.gaps)).not.toContain('gap-unallocated');
  });

  it('stays open on a meter that was read on fewer than nine days of ten', async () => {
    for (const day of days.slice(0, 27)) await night(day);
    const { gaps } = (await propose()).body;
    expect(codes(gaps)).toEqual(['gap-source-days', 'gap-coverage']);
    expect(gaps[0].params).toMatchObject({ day: october(28), to: october(31) });
    const thin = gaps.filter(({ code }: any) => code === 'gap-coverage').map(({ params }: any) => params);
    expect(thin).toEqual([expect.objectContaining({ meter: 'mail.storage', observed: 27, days: 31 })]);
    await night(october(28));
    expect(codes((await propose()).body.gaps)).toEqual(['gap-source-days']);
  });

  it('minutes validated after the cutoff keep it open; proposed again, its approval is taken back', async () => {
    for (const day of days.slice(28)) await night(day);
    // Whoever looks folds the month as well, at the very same time.
    const looks = [1, 2, 3].map(() => ask('GET', '/shares/2025-10'));
    const [proposed, ...seen] = await Promise.all([propose(), ...looks, propose()]);
    expect(proposed?.body.gaps).toEqual([]);
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const early = (await ask('POST', '/decisions', { takenOn: '2025-10-31', title: 'Comptes d’octobre' })).body.id;
    const refused = await ask('POST', '/periods/2025-10/approve', { decision: early });
    expect([refused.status, refused.body.code]).toEqual([409, 'approval-before-end']);
    decision = (await ask('POST', '/decisions', { takenOn: '2025-11-12', title: 'Comptes d’octobre' })).body.id;
    const before = (await ask('POST', '/periods/2025-10/approve', { decision })).body;
    expect((await ask('POST', '/periods/2025-10/approve', { decision })).body).toEqual(before);
    await work(2, 30);
    const kept = (await ask('POST', '/periods/2025-10/close')).body;
    expect(codes(kept.errors)).toEqual(['gap-entry-late']);
    expect(kept.errors[0].params.day).toBe(october(2));
    expect((await propose()).body.period).toMatchObject({ state: 'proposed', decisionId: null, approvedAt: null });
    expect((await ask('POST', '/periods/2025-10/close')).body.code).toBe('month-not-approved');
  });

  it('computed from raw rows that somebody tampered with no longer closes, and closed, no longer replays', async () => {
    await ask('POST', '/periods/2025-10/approve', { decision });
    const tamper = (value: number) =>
      api.db.look(`set session_replication_role = replica; update reading set value = ${value} where value is not null
        and usage_day = '2025-10-05'`);
    await tamper(99);
    const refused = await ask('POST', '/periods/2025-10/close');
    expect(codes(refused.body.errors)).toEqual(['gap-figures-moved']);
    await tamper(5);
    expect((await ask('POST', '/periods/2025-10/close')).body.state).toBe('closed');
    expect((await ask('GET', '/periods/2025-10/replay')).body.isSame).toBe(true);
    await tamper(99);
    expect((await ask('GET', '/periods/2025-10/replay')).body.isSame).toBe(false);
  });
});

function night(day: string): Promise<unknown> {
  return read({ api, servers }, 'mail', day, 0, [reading('mail.storage', domain('la-recre'), 5n)]);
}
