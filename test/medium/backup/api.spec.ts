import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newApi, type TestApi } from '../api/support/api.js';
import { addMember, addPerson, addServers, confirmAll, hostKey } from '../api/support/story.js';
import { keyOf } from './fake-agents.js';

let api: TestApi;
let id: string;
let address: string;
let other: string;

const ofMember = '/api/v1/members/la-recre/repositories';
const escrowKey = `age1${'q'.repeat(58)}`;
const thing = () => ({ kind: 'mailbox', store: 'stored', login: address });

beforeAll(async () => {
  api = await newApi();
  await addServers(api);
  const backup = { name: 'backup1', address: '192.0.2.15', hostKey, services: ['backup'] };
  await api.ask('POST', '/api/v1/servers', { body: backup });
  await addMember(api, 'la-recre');
  ({ address } = await addPerson(api, 'la-recre', { domain: 'la-recre.test' }));
  await api.db.look(`update resource set spec = spec || '{"store":"stored"}' where kind = 'mailbox'`, []);
  other = (await api.ask('POST', '/api/v1/tokens', { body: { name: 'grace' } })).body.token;
});
afterAll(() => api.close());

const edit = async (body: object) =>
  api.ask('PATCH', `/api/v1/repositories/${id}`, { body, headers: { 'if-match': '*' } });
const show = async () => (await api.ask('GET', `/api/v1/repositories/${id}`)).body;
const asGrace = () => ({ authorization: `Bearer ${other}` });

/** What the nightly run of a source would have written down. */
async function archive(name: string, at: string, login = address): Promise<void> {
  const text = `insert into backup_archive (repository_id, member_id, source, archive, at, things)
    select id, member_id, 'mail1', $2, $3, $4 from resource where id = $1`;
  const things = [{ thing: { ...thing(), login }, files: 1000, bytes: 12_000_000 }];
  await api.db.look(text, [id, name, at, JSON.stringify(things)]);
}

describe('a member without a repository, through the API,', () => {
  const told = async () => (await api.ask('GET', '/api/v1/backups?member=la-recre')).body.items;

  test('is told to be backed up nowhere, and that this is late after a day', async () => {
    const none = { name: 'mail1', repository: null, member: { slug: 'la-recre' }, problem: { code: 'backup-none' } };
    expect(await told()).toMatchObject([{ ...none, isOverdue: false }]);
    await api.db.look(`update resource set created_at = now() - interval '27 hours' where kind = 'mailbox'`, []);
    expect(await told()).toMatchObject([{ ...none, isOverdue: true }]);
  });
});

describe('a repository, through the API,', () => {
  test('is made with the servers that host something of the member as its sources', async () => {
    const tooSmall = await api.ask('POST', ofMember, { body: { limit: '1 MB' } });
    expect(tooSmall.body.code).toBe('limit-too-small');
    const made = await api.ask('POST', ofMember, { body: { limit: '10 GB', escrowKey } });
    expect(made.status).toBe(202);
    expect(made.body.repository).toMatchObject({ limitKib: 10_485_760, escrowKey, machines: [] });
    expect(made.body.repository.sources).toMatchObject([{ name: 'mail1', lastSucceededAt: null, isOverdue: false }]);
    id = made.body.repository.id;
    await confirmAll(api);
  });

  test('is the only one of its member', async () => {
    const again = await api.ask('POST', ofMember, { body: { limit: '10 GB' } });
    expect(again.body).toMatchObject({ status: 409, code: 'repository-exists' });
  });

  test('takes the key of a machine, changes it, and lets it go', async () => {
    const publicKey = keyOf('laptop');
    expect((await edit({ add: [{ label: 'laptop', publicKey: `${publicKey} ada@laptop` }] })).status).toBe(202);
    expect((await show()).machines).toEqual([{ label: 'laptop', publicKey, usedKib: null, writtenAt: null }]);
    expect((await edit({ add: [{ label: 'laptop', publicKey }] })).body.code).toBe('machine-taken');
    expect((await edit({ add: [{ label: 'mail1', publicKey }] })).body.code).toBe('machine-taken');
    expect((await edit({ rotate: [{ name: 'laptop' }] })).body.code).toBe('key-needed');
    await edit({ rotate: [{ name: 'laptop', publicKey: keyOf('newer') }] });
    expect((await show()).machines).toMatchObject([{ label: 'laptop', publicKey: keyOf('newer') }]);
    await edit({ remove: ['laptop'] });
    expect((await show()).machines).toEqual([]);
    expect((await edit({ remove: ['laptop'] })).body.code).toBe('machine-unknown');
  });

  test('turns the key of one of our servers, and keeps that server', async () => {
    await edit({ rotate: [{ name: 'mail1' }] });
    const [row] = await api.db.look<{ sources: unknown }>(
      `select spec->'sources' as sources from resource where id = $1`,
      [id],
    );
    expect(row?.sources).toEqual([{ server: 'mail1', turn: 2 }]);
    expect((await edit({ remove: ['mail1'] })).body.code).toBe('source-stays');
  });

  test('keeps the escrow key it was given first', async () => {
    expect((await edit({ escrowKey: `age1${'p'.repeat(58)}` })).body.code).toBe('escrow-key-stays');
  });

  test('refuses a key with options, and a path that climbs', async () => {
    const planted = await edit({ add: [{ label: 'evil', publicKey: `command="sh" ${keyOf('x')}` }] });
    expect(planted.body.errors[0]).toMatchObject({ code: 'machine-key-shape' });
    for (const part of ['../etc', '/etc/passwd', 'a/../../b', 'a\u0000b']) {
      const climbing = await api.ask('POST', `/api/v1/repositories/${id}/restores`, { body: { what: address, part } });
      expect([part, climbing.status]).toEqual([part, 422]);
    }
  });
});

describe('backup work, through the API,', () => {
  beforeAll(() => confirmAll(api));
  const restore = (body: object, query = '') =>
    api.ask('POST', `/api/v1/repositories/${id}/restores${query}`, { body, headers: { 'accept-language': 'en' } });

  test('is asked for once, as a task; the same again is refused while it is on its way', async () => {
    const run = await api.ask('POST', `/api/v1/repositories/${id}/runs`);
    expect(run).toMatchObject({ status: 202, body: { task: { kind: 'backup-run' } } });
    const again = await api.ask('POST', `/api/v1/repositories/${id}/runs`);
    expect(again.body.code).toBe('backup-running');
    const jobs = await api.db.look('select kind, source, state, asked_by from backup_job', []);
    expect(jobs).toMatchObject([{ kind: 'run', source: 'mail1', state: 'due' }]);
  });

  test('finds nothing to restore before the first backup', async () => {
    expect((await restore({ what: address })).body.code).toBe('archive-unknown');
  });

  test('restores the newest of the day asked for; a dry run says what it replaces and asks for nothing', async () => {
    await archive('2026-11-20T020000Z', '2026-11-20T02:00:00Z');
    await archive('2026-11-22T020000Z', '2026-11-22T02:00:00Z');
    const plan = await restore({ what: address, at: '2026-11-21', into: 'in-place' }, '?dryRun=true');
    expect(plan.body).toMatchObject({ isDryRun: true, plan: { counts: { mailbox: { restore: 1 } } } });
    expect(plan.body.plan.text).toContain('20/11/2026');
    expect(plan.body.plan.text).toContain('kept in a folder beside');
    expect(await api.db.look(`select 1 from backup_job where kind = 'restore'`, [])).toEqual([]);
    const asked = await restore({ what: address, part: 'INBOX' });
    expect(asked.status).toBe(202);
    const [job] = await api.db.look<{ ask: object }>(`select ask from backup_job where kind = 'restore'`, []);
    expect(job?.ask).toEqual({ archive: '2026-11-22T020000Z', thing: thing(), part: 'INBOX', into: 'beside' });
  });

  test('finds a mailbox by the address it has now, whatever it was called then', async () => {
    await archive('2026-11-23T020000Z', '2026-11-23T02:00:00Z', 'earlier@la-recre.test');
    await restore({ what: address });
    const text = `select ask from backup_job where kind = 'restore' order by created_at desc limit 1`;
    const [job] = await api.db.look<{ ask: object }>(text, []);
    expect(job?.ask).toMatchObject({ archive: '2026-11-23T020000Z', thing: { login: address } });
    expect((await restore({ what: 'nobody@la-recre.test' })).body.code).toBe('thing-unknown');
  });

  test('leaves a mailbox in the bin alone, where nobody could read what comes back', async () => {
    const place = (presence: string, until: string) =>
      api.db.look(`update resource set presence = $1, purge_after = ${until} where kind = 'mailbox'`, [presence]);
    await place('aside', `now() + interval '30 days'`);
    const refused = await restore({ what: address }, '?dryRun=true');
    await place('present', 'null');
    expect(refused).toMatchObject({ status: 409, body: { code: 'backup-thing-aside' } });
    expect(refused.body.action).toContain('amie bin restore');
  });

  test('brings a database back whole, beside or in its place, and tells what becomes of what it holds', async () => {
    const database = { thing: { kind: 'site-database', name: 'w00001_cms', engine: 'mariadb' }, files: 1, bytes: 10 };
    await api.db.look(`update backup_archive set things = things || $1::jsonb`, [JSON.stringify([database])]);
    const what = 'w00001_cms';
    const plan = (await restore({ what, into: 'in-place' }, '?dryRun=true')).body.plan;
    expect(plan.text).toContain('replaces all that the database holds, which is kept');
    expect((await restore({ what, part: 'table' })).body.code).toBe('part-not-offered');
    expect((await restore({ what }, '?dryRun=true')).body.plan.counts).toEqual({ 'site-database': { restore: 1 } });
  });

  test('names what a restore brings back, as far as its source wrote it down', async () => {
    const places = [
      { name: 'INBOX', files: 900 },
      { name: 'Projets', files: 60 },
      { name: 'Projets/2026', files: 40 },
    ];
    const site = { kind: 'site', name: 'w00001' };
    const files = Array.from({ length: 20 }, (_, n) => ({ name: `htdocs/${n}.html`, files: 1 }));
    await api.db.look(
      `update backup_archive set things = jsonb_build_array(things->0 || $1::jsonb, $2::jsonb)
       where archive = '2026-11-22T020000Z'`,
      [
        JSON.stringify({ places, placeCount: 3 }),
        JSON.stringify({ thing: site, files: 332, bytes: 10, places: files, placeCount: 332 }),
      ],
    );
    const text = async (body: object) => {
      const told = await restore({ at: '2026-11-22T020000Z', into: 'beside', ...body }, '?dryRun=true');
      return told.body.plan.text as string;
    };
    expect(await text({ what: address })).toMatch(/1,000 messages, [^]*INBOX \(900\)\n[^]*Projets\/2026 \(40\)\n$/);
    const part = await text({ what: address, part: 'Projets' });
    expect(part).toContain('(100 messages)');
    expect(part).not.toContain('INBOX');
    expect(await text({ what: 'w00001' })).toMatch(/332 files[^]*htdocs\/0.html\n[^]*and 312 more\n$/);
    expect(await text({ what: 'w00001', part: 'htdocs/0.html' })).not.toContain('more');
  });

  test('lists what can be restored, newest first, page by page', async () => {
    const path = `/api/v1/repositories/${id}/archives`;
    const first = await api.ask('GET', `${path}?limit=2`);
    expect(first.body.items.map((one: { archive: string }) => one.archive)).toEqual([
      '2026-11-23T020000Z',
      '2026-11-22T020000Z',
    ]);
    const next = await api.ask('GET', first.body.next);
    expect(next.body.items).toHaveLength(1);
  });

  test('that failed is told on its task, and asked for again by a retry', async () => {
    const [task] = await api.db.look<{ id: string }>(
      `update backup_job set state = 'failed', ended_at = now(), problem = '{"code":"backup-no-space","detail":""}'
       where kind = 'restore' and ask->>'part' = 'INBOX' returning task_id as id`,
      [],
    );
    await api.db.look(`update task set state = 'failed', ended_at = now() where id = $1`, [task?.id]);
    const failed = await api.ask('GET', `/api/v1/tasks/${task?.id}`);
    expect(failed.body).toMatchObject({ state: 'failed', failures: [{ code: 'backup-no-space' }] });
    expect((await api.ask('POST', `/api/v1/tasks/${task?.id}/retry`)).status).toBe(202);
    const again = await api.ask('GET', `/api/v1/tasks/${task?.id}`);
    expect(again.body).toMatchObject({ state: 'running', failures: [] });
    const jobs = await api.db.look('select state, ask from backup_job where task_id = $1 order by created_at', [
      task?.id,
    ]);
    expect(jobs).toMatchObject([{ state: 'failed' }, { state: 'due', ask: { part: 'INBOX' } }]);
  });

  test('overdue is told, with the way out', async () => {
    await api.db.look(`update resource set created_at = now() - interval '27 hours' where id = $1`, [id]);
    const { body } = await api.ask('GET', '/api/v1/backups', { headers: { 'accept-language': 'en' } });
    expect(body.items).toMatchObject([
      { name: 'mail1', member: { slug: 'la-recre' }, isOverdue: true, problem: { code: 'backup-overdue' } },
    ]);
    const titles = { fr: 'La sauvegarde est en retard', en: 'The backup is overdue' };
    for (const [language, title] of Object.entries(titles)) {
      const headers = { 'accept-language': language };
      const one = await api.ask('GET', `/api/v1/repositories/${id}`, { headers });
      const [listed] = (await api.ask('GET', ofMember, { headers })).body.items;
      expect([one.body.sources[0].problem.title, listed.sources[0].problem.title]).toEqual([title, title]);
    }
    await api.db.look(
      `update backup_job set state = 'succeeded', started_at = now(), ended_at = now(),
        result = '{"usedKib":2048,"newBytes":1048576}' where kind = 'run'`,
      [],
    );
    const after = await api.ask('GET', '/api/v1/backups?member=la-recre');
    expect(after.body.items).toMatchObject([{ isOverdue: false, problem: null, usedKib: 2048, grownKib: 1024 }]);
  });

  test('what a run did not find is told by name until one finds it', async () => {
    const keep = (result: object) =>
      api.db.look(`update backup_job set result = $1 where kind = 'run'`, [JSON.stringify(result)]);
    await keep({ missing: [thing(), { kind: 'site', name: 'w00001' }] });
    const problem = { code: 'backup-things-missing', detail: `${address}, w00001` };
    expect((await show()).sources).toMatchObject([{ isOverdue: false, problem }]);
    await keep({ missing: 'something else' });
    expect((await show()).sources).toMatchObject([{ problem: null }]);
  });

  test('is proven by a drill that compared something, and by no other', async () => {
    const drilled = async (result: object) => {
      await api.db.look(`delete from backup_job where kind = 'drill'`, []);
      const text = `insert into backup_job (kind, repository_id, member_id, source, state, asked_by, ended_at, result)
        select 'drill', id, member_id, 'mail1', 'succeeded', 'schedule', now(), $2 from resource where id = $1`;
      await api.db.look(text, [id, JSON.stringify(result)]);
      return (await show()).sources[0].lastProvenAt;
    };
    expect(await drilled({ sampled: 0, matching: 0 })).toBeNull();
    expect(await drilled({ sampled: '3' })).toBeNull();
    expect(await drilled({ sampled: 3, matching: 3 })).not.toBeNull();
  });

  test('what its server tells is shown: use against the limit, what machines wrote, and an evening that was not kept', async () => {
    await edit({ add: [{ label: 'laptop', publicKey: keyOf('laptop') }] });
    const machine = { label: 'laptop', usedKib: 512, writtenAt: '2026-11-22T21:00:00Z' };
    const facts = { usedKib: 4096, keptOn: '2026-11-22', machines: [machine] };
    const look = (at: string) =>
      api.db.look(
        `with seen as (update lane set inspected_at = $3 where service = 'backup')
         update resource set observed_at = '2026-11-01',
           observed = jsonb_build_object('presence', presence, 'spec', spec, 'facts', $2::jsonb) where id = $1`,
        [id, JSON.stringify(facts), at],
      );
    await look('2026-11-24T05:59:00Z');
    expect(await show()).toMatchObject({
      ...{ limitKib: 10_485_760, usedKib: 4096, keptOn: '2026-11-22', seenAt: '2026-11-24T05:59:00.000Z' },
      machines: [{ ...machine, publicKey: keyOf('laptop') }],
      sources: [{ problem: null }],
    });
    await look('2026-11-24T07:01:00Z');
    expect((await show()).sources).toMatchObject([{ problem: { code: 'backup-evening-missing' } }]);
    await edit({ remove: ['laptop'] });
  });

  test('leaves no server the name of a machine, which has its place in the repository', async () => {
    await edit({ add: [{ label: 'web7', publicKey: keyOf('laptop') }] });
    const server = { name: 'web7', address: '192.0.2.77', hostKey, services: ['web'] };
    const added = await api.ask('POST', '/api/v1/servers', { body: server });
    expect(added.body).toMatchObject({ status: 409, code: 'server-name-a-machine' });
    await edit({ remove: ['web7'] });
  });
});

describe('deleting a repository, through the API,', () => {
  const approve = (headers: Record<string, string> = {}) =>
    api.ask('POST', `/api/v1/repositories/${id}/approve-deletion`, { headers });

  test('takes a request, another person, and 72 hours', async () => {
    await confirmAll(api);
    expect((await approve()).body.code).toBe('deletion-not-asked');
    const removed = await api.ask('DELETE', `/api/v1/repositories/${id}`, { headers: { 'if-match': '*' } });
    expect(removed.status).toBe(202);
    const { deletion } = await show();
    expect(deletion).toMatchObject({ approvedBy: null, purgedAfter: null });
    expect((await approve()).body.code).toBe('second-person-needed');
    const approved = await approve(asGrace());
    expect(approved.body.repository.deletion).toMatchObject({ approvedBy: 'technician:grace' });
    const hours =
      (Date.parse(approved.body.repository.deletion.purgedAfter) - Date.parse(deletion.askedAt)) / 3_600_000;
    expect(Math.round(hours)).toBe(72);
    expect((await approve(asGrace())).body.code).toBe('deletion-approved-already');
  });

  test('is not hurried by the bin', async () => {
    const { name } = await show();
    const purge = await api.ask('POST', `/api/v1/bin/${id}/purge`, { body: { confirm: name } });
    expect(purge.body).toMatchObject({ status: 409, code: 'deletion-waits' });
  });

  test('is taken back from the bin, and nothing of it is left', async () => {
    expect((await api.ask('POST', `/api/v1/bin/${id}/restore`)).status).toBe(202);
    expect((await show()).deletion).toBeNull();
  });
});

describe('tokens', () => {
  test('are shown once, named once, and the last one stays', async () => {
    const listed = await api.ask('GET', '/api/v1/tokens');
    expect(JSON.stringify(listed.body)).not.toContain('amie_');
    expect((await api.ask('POST', '/api/v1/tokens', { body: { name: 'grace' } })).body.code).toBe('token-name-taken');
    const [first] = listed.body.items.filter((token: { name: string }) => token.name !== 'grace');
    expect((await api.ask('DELETE', '/api/v1/tokens/grace')).status).toBe(200);
    expect((await api.ask('GET', '/api/v1/tokens', { headers: asGrace() })).status).toBe(401);
    expect((await api.ask('DELETE', `/api/v1/tokens/${first.name}`)).body.code).toBe('token-last');
    expect((await api.ask('DELETE', '/api/v1/tokens/nobody')).body.code).toBe('not-found');
  });
});
