import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newApi, type Seen, type TestApi } from './support/api.js';
import { addMember, addPerson, addServers, confirmAll } from './support/story.js';

let api: TestApi;

beforeAll(async () => {
  api = await newApi();
  await addServers(api);
  await addMember(api, 'la-recre');
  await addMember(api, 'potager');
});
afterAll(() => api.close());

describe('people', () => {
  it('are told why an invitation has not left, and given no end of a link nobody received', async () => {
    const person = await addPerson(api, 'la-recre');
    await api.db.look(
      `update invitation set expires_at = now() + interval '14 days', problem = $2 where person_id = $1`,
      [person.id, JSON.stringify({ code: 'relay-unreachable', detail: '', isTerminal: false })],
    );
    const { invitation } = (await api.ask('GET', `/api/v1/people/${person.id}`)).body;
    expect(invitation).toMatchObject({ state: 'due', sentAt: null, expiresAt: null });
    expect(invitation.problem.code).toBe('relay-unreachable');
    expect(invitation.problem.title).not.toBe('relay-unreachable');
  });

  it('get an account, a mailbox and an invitation from three fields', async () => {
    const made = await api.ask('POST', '/api/v1/members/la-recre/people', {
      body: { givenName: 'Zoé', familyName: 'Le Goff', ownEmail: 'zoe@elsewhere.test' },
    });
    expect(made.status).toBe(202);
    expect(made.headers.location).toBe(made.body.task.url);
    expect(made.body.person).toMatchObject({
      address: 'zoe.le-goff@la-recre.test',
      uid: 'zoe.le-goff',
      status: 'to-invite',
    });
    expect(made.body.plan.counts).toEqual({ account: { create: 1 }, mailbox: { create: 1 } });
    const rows = await api.db.look('select kind, key from resource where person_id = $1 order by kind', [
      made.body.person.id,
    ]);
    expect(rows).toEqual([
      { kind: 'account', key: 'account/la-recre/zoe.le-goff' },
      { kind: 'mailbox', key: 'mailbox/la-recre/zoe.le-goff' },
    ]);
    expect(await api.db.look('select state from invitation where person_id = $1', [made.body.person.id])).toEqual([
      { state: 'due' },
    ]);
  });

  it('with the same name get the next free address and uid', async () => {
    const first = await addPerson(api, 'la-recre', { givenName: 'Paul', familyName: 'Roy' });
    const second = await addPerson(api, 'la-recre', { givenName: 'Paul', familyName: 'Roy' });
    const elsewhere = await addPerson(api, 'potager', { givenName: 'Paul', familyName: 'Roy' });
    expect([first.uid, second.uid, elsewhere.uid]).toEqual(['paul.roy', 'paul.roy2', 'paul.roy3']);
    expect(elsewhere.address).toBe('paul.roy@potager.test');
  });

  it('keep their uid and their old address when renamed', async () => {
    const person = await addPerson(api, 'la-recre', { givenName: 'Inès', familyName: 'Petit' });
    const edited = await api.ask('PATCH', `/api/v1/people/${person.id}`, {
      headers: { 'if-match': '"v1"' },
      body: { familyName: 'Grand', address: 'ines.grand@la-recre.test' },
    });
    expect(edited.status).toBe(202);
    expect(edited.body.person).toMatchObject({
      uid: 'ines.petit',
      familyName: 'Grand',
      address: 'ines.grand@la-recre.test',
      extraAddresses: ['ines.petit@la-recre.test'],
    });
  });

  it('are edited only as they were read', async () => {
    const person = await addPerson(api, 'la-recre');
    const url = `/api/v1/people/${person.id}`;
    const read = await api.ask('GET', url);
    expect(read.headers.etag).toBe('"v1"');
    expect((await api.ask('PATCH', url, { body: { language: 'en' } })).status).toBe(428);
    const edit = { headers: { 'if-match': read.headers.etag as string }, body: { language: 'en' } };
    expect((await api.ask('PATCH', url, edit)).status).toBe(202);
    const late = await api.ask('PATCH', url, edit);
    expect([late.status, late.body.code]).toEqual([412, 'precondition-failed']);
  });

  it('are suspended and resumed; the mailbox runs again to end open sign-ins', async () => {
    const person = await addPerson(api, 'la-recre');
    await confirmAll(api);
    const suspended = await api.ask('POST', `/api/v1/people/${person.id}/suspend`);
    expect(suspended.body.person.status).toBe('suspended');
    expect(suspended.body.plan.counts).toEqual({ account: { update: 1 }, mailbox: { update: 1 } });
    await confirmAll(api);
    const resumed = await api.ask('POST', `/api/v1/people/${person.address}/resume`);
    expect(resumed.body.person.status).toBe('to-invite');
  });

  it('leave and come back with their groups and shared addresses', async () => {
    const person = await addPerson(api, 'la-recre');
    const stays = await addPerson(api, 'la-recre');
    await api.ask('POST', '/api/v1/members/la-recre/groups', {
      body: { name: 'bureau', people: [person.id, stays.address] },
    });
    const shared = await api.ask('POST', '/api/v1/members/la-recre/shared-addresses', {
      body: { address: 'contact@la-recre.test', people: [person.uid, stays.uid] },
    });
    await confirmAll(api);
    const left = await api.ask('POST', `/api/v1/people/${person.id}/leave`);
    expect(left.body.plan.counts).toEqual({
      account: { 'set-aside': 1 },
      mailbox: { 'set-aside': 1 },
      group: { update: 1 },
      'shared-address': { update: 1 },
    });
    const address = () => api.ask('GET', `/api/v1/shared-addresses/${shared.body.sharedAddress.id}`);
    expect((await address()).body.people).toHaveLength(1);
    await confirmAll(api);
    const bin = await api.ask('GET', '/api/v1/bin?member=la-recre');
    expect(bin.body.items).toMatchObject([
      { id: person.id, kind: 'person', setAsideBy: expect.stringMatching(/^technician:/) },
    ]);
    const restored = await api.ask('POST', `/api/v1/bin/${person.id}/restore`);
    expect(restored.status).toBe(202);
    expect(restored.body.person).toMatchObject({ groups: ['bureau'], setAside: null });
    expect((await address()).body.people).toHaveLength(2);
  });

  it('may forward elsewhere, never to themselves, and never lose mail by it', async () => {
    const person = await addPerson(api, 'la-recre');
    const edit = async (body: object, version: number) =>
      api.ask('PATCH', `/api/v1/people/${person.id}`, { headers: { 'if-match': `"v${version}"` }, body });
    expect((await edit({ forwards: [person.address] }, 1)).body.code).toBe('forward-to-itself');
    expect((await edit({ keepsCopy: false }, 1)).body.code).toBe('keeps-copy-needed');
    const forwarded = await edit({ forwards: ['x@elsewhere.test'], keepsCopy: false }, 1);
    expect(forwarded.body.person).toMatchObject({ forwards: ['x@elsewhere.test'], keepsCopy: false });
    expect((await edit({ forwards: [] }, 2)).body.person).toMatchObject({ forwards: [], keepsCopy: true });
  });

  it('are invited again with a new link; the one before is replaced', async () => {
    const person = await addPerson(api, 'la-recre');
    const again = await api.ask('POST', `/api/v1/people/${person.id}/invitations`);
    expect(again.status).toBe(202);
    const states = await api.db.look('select state from invitation where person_id = $1 order by created_at', [
      person.id,
    ]);
    expect(states).toEqual([{ state: 'replaced' }, { state: 'due' }]);
  });

  it('asked for at the same time under one name all get an address of their own', async () => {
    const ask = (number: number) =>
      api.ask('POST', '/api/v1/members/la-recre/people', {
        body: { givenName: 'Jean', familyName: 'Ensemble', ownEmail: `jean${number}@elsewhere.test` },
      });
    const answers = await Promise.all([1, 2, 3, 4].map(ask));
    expect(answers.map(answer => answer.status)).toEqual([202, 202, 202, 202]);
    expect(new Set(answers.map(answer => answer.body.person.address)).size).toBe(4);
  });

  it('are listed page by page, in the order of family names, each once', async () => {
    const seen: string[] = [];
    for (let url: string | undefined = '/api/v1/members/la-recre/people?limit=2'; url; ) {
      const answer: Seen = await api.ask('GET', url);
      seen.push(...answer.body.items.map((one: { id: string }) => one.id));
      url = /<([^>]+)>; rel="next"/.exec(answer.headers.link ?? '')?.[1];
    }
    const all = await api.ask('GET', '/api/v1/members/la-recre/people');
    expect(seen).toEqual(all.body.items.map((one: { id: string }) => one.id));
    expect(new Set(seen).size).toBe(seen.length);
  });
});
