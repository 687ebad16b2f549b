import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newApi, type TestApi } from './support/api.js';
import { addMember, addPerson, addServers, confirmAll } from './support/story.js';

let api: TestApi;

beforeAll(async () => {
  api = await newApi();
  await addServers(api);
  await addMember(api, 'la-recre');
});
afterAll(() => api.close());

const things = [
  ['groups', { name: 'bureau' }, 'group'],
  ['shared-addresses', { address: 'contact@la-recre.test' }, 'sharedAddress'],
  ['domains', { domain: 'autre.test' }, 'domain'],
] as const;

/** The worker's part of a purge: absent is confirmed and its names are tombstoned. */
async function purged(id: string): Promise<void> {
  await confirmAll(api);
  await api.db.look('update resource set observed_generation = generation, observed = null where id = $1', [id]);
  await api.db.look('update claimed_name set tombstoned_at = now() where resource_id = $1', [id]);
}

describe('the bin', () => {
  it.each(things)(
    'keeps the name of %s until it is empty, then gives it back to its member',
    async (path, body, name) => {
      const make = () => api.ask('POST', `/api/v1/members/la-recre/${path}`, { body });
      const made = await make();
      const id = made.body[name].id;
      await confirmAll(api);
      const removed = await api.ask('DELETE', `/api/v1/${path}/${id}`, { headers: { 'if-match': '*' } });
      expect(removed.status).toBe(202);
      expect((await make()).body.code).toBe('name-in-bin');
      const wrong = await api.ask('POST', `/api/v1/bin/${id}/purge`, { body: { confirm: 'something else' } });
      expect(wrong.body.code).toBe('confirmation-wrong');
      const gone = await api.ask('POST', `/api/v1/bin/${id}/purge`, { body: { confirm: Object.values(body)[0] } });
      expect(gone.status).toBe(202);
      await purged(id);
      const again = await make();
      expect([again.status, again.body[name].id]).toEqual([202, id]);
      expect(again.body.plan.counts).toEqual({ [name === 'sharedAddress' ? 'shared-address' : name]: { create: 1 } });
    },
  );

  it('asks a domain that comes back for a new proof', async () => {
    const found = await api.ask('GET', '/api/v1/domains/autre.test');
    expect(found.body).toMatchObject({ state: 'held', proof: { state: 'waiting' } });
  });

  it('lists what, when, by whom and until when, page by page', async () => {
    for (let number = 0; number < 3; number += 1) {
      const person = await addPerson(api, 'la-recre', { domain: 'la-recre.test' });
      await api.ask('POST', `/api/v1/people/${person.id}/leave`);
    }
    const first = await api.ask('GET', '/api/v1/bin?limit=2');
    expect(first.body.items).toHaveLength(2);
    expect(first.body.items[0]).toMatchObject({ kind: 'person', restorableUntil: expect.any(String) });
    const second = await api.ask('GET', first.body.next);
    expect(second.body.items).toHaveLength(1);
  });

  it('never takes a domain that mailboxes use', async () => {
    await addPerson(api, 'la-recre', { domain: 'la-recre.test' });
    const refused = await api.ask('DELETE', '/api/v1/domains/la-recre.test', { headers: { 'if-match': '*' } });
    expect([refused.status, refused.body.code]).toEqual([409, 'domain-in-use']);
  });

  it('gives nobody back to a domain that lies in it, until the domain is back', async () => {
    const added = await api.ask('POST', '/api/v1/members/la-recre/domains', { body: { domain: 'parti.test' } });
    const person = await addPerson(api, 'la-recre', { domain: 'parti.test' });
    await api.ask('POST', `/api/v1/people/${person.id}/leave`);
    await api.ask('DELETE', '/api/v1/domains/parti.test', { headers: { 'if-match': '*' } });
    for (const url of [`/api/v1/people/${person.id}/restore`, `/api/v1/bin/${person.id}/restore`]) {
      const refused = await api.ask('POST', url);
      expect([refused.status, refused.body.code]).toEqual([409, 'stands-on-set-aside']);
      expect(refused.body.detail).toContain('parti.test');
    }
    expect((await api.ask('POST', `/api/v1/bin/${added.body.domain.id}/restore`)).status).toBe(202);
    expect((await api.ask('POST', `/api/v1/people/${person.id}/restore`)).status).toBe(202);
  });

  it.each([
    ['groups', { name: 'lecteurs' }, 'group'],
    ['shared-addresses', { address: 'lecteurs@la-recre.test' }, 'sharedAddress'],
  ] as const)('takes %s only as they were read, and so does an edit', async (path, body, name) => {
    const made = await api.ask('POST', `/api/v1/members/la-recre/${path}`, { body });
    const url = `/api/v1/${path}/${made.body[name].id}`;
    const read = { 'if-match': (await api.ask('GET', url)).headers.etag as string };
    const person = await addPerson(api, 'la-recre', { domain: 'la-recre.test' });
    const edit = { body: { add: [person.id] } };
    expect((await api.ask('PATCH', url, edit)).status).toBe(428);
    expect((await api.ask('DELETE', url)).status).toBe(428);
    expect((await api.ask('PATCH', url, { ...edit, headers: read })).status).toBe(202);
    expect((await api.ask('DELETE', url, { headers: read })).status).toBe(412);
  });
});
