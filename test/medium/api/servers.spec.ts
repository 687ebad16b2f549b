import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newApi, type TestApi } from './support/api.js';
import { addServers, hostKey } from './support/story.js';

let api: TestApi;

beforeAll(async () => {
  api = await newApi();
  await addServers(api);
});
afterAll(() => api.close());

const add = (given: Record<string, unknown>) =>
  api.ask('POST', '/api/v1/servers', { body: { hostKey, address: '192.0.2.77', services: ['directory'], ...given } });

describe('the settings of a server', () => {
  it.each([
    [{ mail: { name: 'x"; <script>' } }, 'settings/mail/name'],
    [{ mail: { name: 'mail1.amie.test', password: 'x' } }, 'settings/mail'],
    [{ mail: 'mail1.amie.test' }, 'settings/mail'],
    [{ directory: { address: 'a b' } }, 'settings/directory/address'],
    [{ directory: { baseDn: 'ou=x' } }, 'settings/directory/baseDn'],
    [{ 'dir\0': {} }, 'settings'],
    [{ width: 8 }, 'settings'],
  ])('are refused when nothing reads them so: %j', async (settings, field) => {
    const answer = await add({ name: 'odd', settings });
    expect([answer.status, answer.body.errors?.[0].field]).toEqual([422, field]);
  });

  it('are kept as sent when they have their shape', async () => {
    const settings = { directory: { name: 'dir1', address: '192.0.2.10', baseDn: 'dc=amie,dc=test' } };
    expect((await add({ name: 'set', address: '192.0.2.70', settings })).body.settings).toEqual(settings);
  });
});

describe('a mail server', () => {
  const mail = { name: 'mail9', services: ['mail'] };

  it('needs a name that a DNS line can carry', async () => {
    for (const address of ['192.0.2.79', '2001:db8::79', 'mail9']) {
      const answer = await add({ ...mail, address });
      expect([address, answer.status, answer.body.code]).toEqual([address, 422, 'mail-name-needed']);
    }
    expect((await add({ ...mail, address: 'mail9.amie.test' })).status).toBe(201);
  });

  it('keeps having one when it is edited', async () => {
    const edit = (body: object) => api.ask('PATCH', '/api/v1/servers/mail9', { body, headers: { 'if-match': '*' } });
    expect((await edit({ address: '192.0.2.79' })).body.code).toBe('mail-name-needed');
    const settings = { mail: { name: 'mail9.amie.test' } };
    expect((await edit({ address: '192.0.2.79', settings })).status).toBe(200);
    expect((await edit({ settings: {} })).body.code).toBe('mail-name-needed');
  });
});

describe('a service', () => {
  it('without resources of its own is not offered', async () => {
    const answer = await add({ name: 'other', services: ['directory', 'wiki'] });
    expect([answer.status, answer.body.errors?.[0].field]).toEqual([422, 'services/1']);
  });
});

describe('an address', () => {
  it('belongs to one server alone', async () => {
    const first = await add({ name: 'one', address: '192.0.2.90' });
    expect(first.status).toBe(201);
    const again = await add({ name: 'two', address: '192.0.2.90' });
    expect([again.status, again.body.code, again.body.params.name]).toEqual([409, 'server-address-taken', 'one']);
    expect((await add({ name: 'two', address: '192.0.2.91' })).status).toBe(201);
    const headers = { 'if-match': '*' };
    const moved = await api.ask('PATCH', '/api/v1/servers/two', { body: { address: '192.0.2.90' }, headers });
    expect(moved.body.code).toBe('server-address-taken');
    const kept = await api.ask('PATCH', '/api/v1/servers/one', { body: { address: '192.0.2.90' }, headers });
    expect(kept.status).toBe(200);
  });

  it('asked for two servers in one instant goes to one, and the other is told whose it is', async () => {
    await add({ name: 'left', address: '192.0.2.100' });
    await add({ name: 'right', address: '192.0.2.101' });
    for (let round = 110; round < 116; round += 1) {
      const ask = { body: { address: `192.0.2.${round}` }, headers: { 'if-match': '*' } };
      const answers = await Promise.all(
        ['left', 'right'].map(name => api.ask('PATCH', `/api/v1/servers/${name}`, ask)),
      );
      const [taken, refused] = answers.toSorted((one, other) => one.status - other.status);
      expect([taken?.status, refused?.status]).toEqual([200, 409]);
      expect(refused?.body).toMatchObject({ code: 'server-address-taken', params: { name: taken?.body.name } });
    }
  });

  it('registered twice in one instant is one server', async () => {
    const names = ['twice-a', 'twice-b'];
    const answers = await Promise.all(names.map(name => add({ name, address: '192.0.2.120' })));
    const [made, refused] = answers.toSorted((one, other) => one.status - other.status);
    expect(made?.status).toBe(201);
    expect(refused?.body).toMatchObject({
      status: 409,
      code: 'server-address-taken',
      params: { name: made?.body.name },
    });
  });
});
