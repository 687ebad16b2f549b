import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newApi, type TestApi } from './support/api.js';
import { addMember, addPerson, addServers, table } from './support/story.js';

let api: TestApi;

beforeAll(async () => {
  api = await newApi();
  await addServers(api);
  await addMember(api, 'la-recre');
});
afterAll(() => api.close());

const any = { 'if-match': '*' };
const forward = (id: string, forwards: readonly string[]) =>
  api.ask('PATCH', `/api/v1/people/${id}`, { headers: any, body: { forwards, keepsCopy: true } });
const share = (address: string, body: object) =>
  api.ask('POST', '/api/v1/members/la-recre/shared-addresses', { body: { address, ...body } });

describe('mail that would come back to where it began', () => {
  it('is refused between two mailboxes, under any of their addresses', async () => {
    const [ada, eve] = [await addPerson(api, 'la-recre'), await addPerson(api, 'la-recre')];
    expect((await forward(ada.id, [eve.address])).status).toBe(202);
    const refused = await forward(eve.id, [ada.address.replace('@', '+liste@')]);
    expect([refused.status, refused.body.code]).toEqual([422, 'mail-loop']);
    expect(refused.body.detail).toContain(`${eve.address} → ${ada.address} → ${eve.address}`);
    expect((await api.ask('GET', `/api/v1/people/${eve.id}`)).body.forwards).toEqual([]);
  });

  it('is refused by way of a shared address, from either side', async () => {
    const [ada, eve] = [await addPerson(api, 'la-recre'), await addPerson(api, 'la-recre')];
    const made = await share('bureau@la-recre.test', { people: [ada.id] });
    expect((await forward(ada.id, ['bureau@la-recre.test'])).body.code).toBe('mail-loop');
    expect((await forward(eve.id, ['bureau@la-recre.test'])).status).toBe(202);
    const url = `/api/v1/shared-addresses/${made.body.sharedAddress.id}`;
    const added = await api.ask('PATCH', url, { headers: any, body: { add: [eve.id] } });
    expect(added.body.code).toBe('mail-loop');
    const text = table([[eve.givenName, eve.familyName, eve.ownEmail, '', 'bureau@la-recre.test', '']]);
    const planned = await api.ask('POST', '/api/v1/members/la-recre/imports', { table: text });
    const approved = await api.ask('POST', `/api/v1/imports/${planned.body.id}/approve`);
    expect(approved.body.code).toBe('mail-loop');
  });

  it('is refused from a shared address to itself', async () => {
    const address = 'seule@la-recre.test';
    expect((await share(address, { alsoReaches: [address] })).body.code).toBe('mail-loop');
    const made = await share(address, { alsoReaches: ['ailleurs@elsewhere.test'] });
    const url = `/api/v1/shared-addresses/${made.body.sharedAddress.id}`;
    const edited = await api.ask('PATCH', url, { headers: any, body: { alsoReaches: [address] } });
    expect(edited.body.code).toBe('mail-loop');
  });

  it('is not adopted from a server', async () => {
    const [ada, eve] = [await addPerson(api, 'la-recre'), await addPerson(api, 'la-recre')];
    await forward(ada.id, [eve.address]);
    const text = `insert into drift (service, server_id, member_id, resource_id, key, kind, fields, found, wanted)
      select 'mail', server_id, member_id, id, key, 'drift', '{forwards}',
        jsonb_build_object('presence', 'present', 'spec', spec || jsonb_build_object('forwards', array[$2::text])), '{}'
      from resource where person_id = $1 and kind = 'mailbox' returning id`;
    const [drift] = await api.db.look<{ id: string }>(text, [eve.id, ada.address]);
    expect((await api.ask('POST', `/api/v1/drift/${drift?.id}/adopt`)).body.code).toBe('mail-loop');
  });

  it('leaves forwards alone that end somewhere, by two ways too', async () => {
    const [ada, eve, max] = [
      await addPerson(api, 'la-recre'),
      await addPerson(api, 'la-recre'),
      await addPerson(api, 'la-recre'),
    ];
    await share('deux@la-recre.test', { people: [eve.id, max.id] });
    expect((await forward(eve.id, [max.address])).status).toBe(202);
    expect((await forward(ada.id, [eve.address, 'deux@la-recre.test'])).status).toBe(202);
  });
});
