import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { listRoutes, type Route } from '../../../apps/api/openapi/routes.js';
import { newApi, type TestApi } from './support/api.js';
import { addMember, addPerson, addServers, table } from './support/story.js';

let api: TestApi;
let routes: Route[];

beforeAll(async () => {
  api = await newApi();
  routes = listRoutes(api.api.app.get(DiscoveryService), new MetadataScanner());
  await addServers(api);
  await addMember(api, 'la-recre');
});
afterAll(() => api.close());

const filled = (path: string): string => path.replace(/:\w+/g, '00000000-0000-4000-8000-000000000000');

/** The routes of the router's own tree, whose branches part in the middle of words too. */
function knownRoutes(tree: string): string[] {
  const above: string[] = [];
  return tree.split('\n').flatMap(line => {
    const [, indent = '', part, methods] = /^([│ ]*)[├└]── (\S+)(?: \((.+)\))?$/.exec(line) ?? [];
    if (part === undefined) return [];
    const depth = indent.length / 4;
    above.splice(depth, Number.POSITIVE_INFINITY, part);
    return methods === undefined ? [] : methods.split(', ').map(method => `${method} ${above.join('')}`);
  });
}

describe('every route', () => {
  it('asks for a token, but health and the activation pages', async () => {
    expect(routes.length).toBeGreaterThan(50);
    const open = routes.filter(route => route.isOpen).map(route => `${route.method} ${route.path}`);
    expect(open.sort()).toEqual([
      'get /activation/:token',
      'get /healthz',
      'get /readyz',
      'post /activation/:token',
      'post /activation/:token/renew',
    ]);
    for (const route of routes.filter(one => !one.isOpen)) {
      for (const headers of [{}, { authorization: 'Bearer amie_wrong' }] as Record<string, string>[]) {
        const answer = await api.ask(route.method.toUpperCase(), filled(route.path), { isAnonymous: true, headers });
        expect([route.path, answer.status]).toEqual([route.path, 401]);
        expect(answer.headers['content-type']).toContain('application/problem+json');
      }
    }
  });

  it('is one that the router knows, and the router knows no other', () => {
    const known = knownRoutes(api.api.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }));
    const told = routes.map(route => `${route.method.toUpperCase()} ${route.path}`);
    // Fastify answers HEAD wherever it answers GET; the guard stands before both.
    expect(known.filter(route => !route.startsWith('HEAD ')).toSorted()).toEqual(told.toSorted());
  });

  it('is described in OpenAPI 3.1 with a summary and a problem for refusals', async () => {
    const { body } = await api.ask('GET', '/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    for (const route of routes) {
      const operation = body.paths[route.path.replace(/:(\w+)/g, '{$1}')][route.method];
      expect(operation.summary).not.toBe(operation.operationId);
      expect(operation.responses.default.$ref).toBe('#/components/responses/Problem');
    }
    const targets = [...JSON.stringify(body).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(match => match[1] ?? '');
    for (const target of new Set(targets)) {
      const found = target.split('/').reduce<any>((at, name) => at?.[name], body);
      expect([target, found === undefined]).toEqual([target, false]);
    }
    const ids = Object.values<Record<string, { operationId: string }>>(body.paths).flatMap(path =>
      Object.values(path).map(operation => operation.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a problem', () => {
  it('is told in French by default and in English when asked', async () => {
    const french = await api.ask('GET', '/api/v1/members/nobody');
    expect(french.body).toMatchObject({
      status: 404,
      code: 'not-found',
      title: 'Introuvable',
      type: 'urn:amie:problem:not-found',
    });
    const english = await api.ask('GET', '/api/v1/members/nobody', {
      headers: { 'accept-language': 'de, en;q=0.5, fr;q=0.1' },
    });
    expect(english.body.title).toBe('Not found');
    expect(english.headers['content-language']).toBe('en');
  });

  it('names every field at fault at once', async () => {
    const body = { givenName: 'A"b', familyName: '', ownEmail: 'x', limit: '-1', nickname: 'z' };
    const answer = await api.ask('POST', '/api/v1/members/la-recre/people', { body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: any) => [error.field, error.code])).toEqual([
      ['givenName', 'name-bad-character'],
      ['familyName', 'empty'],
      ['ownEmail', 'address-without-at'],
      ['limit', 'quota-unreadable'],
      ['', 'field-unknown'],
    ]);
  });

  it.each([
    [{ address: 'x@not-ours.test' }, 'domain-not-of-member'],
    [{ address: 'postmaster@la-recre.test' }, 'local-part-reserved'],
    [{ address: 'root@la-recre.test' }, 'local-part-reserved'],
    [{ ownEmail: 'ada.x@la-recre.test', address: 'ada.x@la-recre.test' }, 'own-email-is-mailbox'],
    [{ groups: ['nowhere'] }, 'group-unknown'],
    [{ ownEmail: 'ada@elsewhere.con' }, 'domain-suffix-unknown'],
    [{ address: 'a*b)(uid=*@la-recre.test' }, 'local-part-bad-character'],
    [{ address: '../x@la-recre.test' }, 'local-part-bad-character'],
    [{ address: `${'a'.repeat(65)}@la-recre.test` }, 'local-part-too-long'],
    [{ address: 'zoé@la-recre.test' }, 'local-part-bad-character'],
    [{ givenName: 'Ada\u0000' }, 'name-control-character'],
    [{ givenName: 'Ada\u202e' }, 'name-control-character'],
  ])('refuses %j as %s, and nothing is half-done', async (given, code) => {
    const before = await counts();
    const body = { givenName: 'Ada', familyName: 'Essai', ownEmail: 'essai@elsewhere.test', ...given };
    const answer = await api.ask('POST', '/api/v1/members/la-recre/people', { body });
    const codes = [answer.body.code, ...(answer.body.errors ?? []).map((error: { code: string }) => error.code)];
    expect(codes).toContain(code);
    expect(await counts()).toEqual(before);
  });

  it('lets a technician hand out a reserved address on purpose', async () => {
    const given = { address: 'postmaster@la-recre.test', allowReserved: true };
    expect((await addPerson(api, 'la-recre', given)).address).toBe('postmaster@la-recre.test');
  });

  it('tells a taken address, and keeps an address of one member from another', async () => {
    const person = await addPerson(api, 'la-recre', { address: 'prise@la-recre.test' });
    const body = { givenName: 'Eve', familyName: 'Autre', ownEmail: 'eve@elsewhere.test', address: person.address };
    const answer = await api.ask('POST', '/api/v1/members/la-recre/people', { body });
    expect([answer.status, answer.body.code]).toEqual([409, 'address-taken']);
    await addMember(api, 'autre');
    const domain = await api.ask('POST', '/api/v1/members/autre/domains', { body: { domain: 'la-recre.test' } });
    expect(domain.body.code).toBe('domain-taken');
  });

  it.each([
    [[], '', 'body-not-object'],
    [{ name: 3 }, 'name', 'field-not-text'],
    [{ name: 'x', people: 'ada' }, 'people', 'field-not-list'],
    [{ name: 'x', people: [], description: { a: 1 } }, 'description', 'field-not-text'],
  ])('of the form of %j is in plain words of the language asked for', async (body, field, code) => {
    for (const [language, foreign] of [
      ['fr', /\b(?:expected|received|invalid|field)\b/i],
      ['en', /\b(?:expected string|received|Invalid input|champ)\b/],
    ] as const) {
      const headers = { 'accept-language': language };
      const answer = await api.ask('POST', '/api/v1/members/la-recre/groups', { body, headers });
      const [error] = answer.body.errors.filter((one: { field: string }) => one.field === field);
      expect(error.code).toBe(code);
      expect(`${error.title} ${error.detail} ${error.action}`).not.toMatch(foreign);
      expect(error.detail).not.toContain('  ');
    }
  });

  it('of the body itself is told before anything is read', async () => {
    const headers = { 'content-type': 'application/json' };
    const broken = await api.ask('POST', '/api/v1/members', { table: '{"name":', headers });
    expect([broken.status, broken.body.code]).toEqual([400, 'request-malformed']);
    const large = await api.ask('POST', '/api/v1/members/la-recre/imports', {
      table: Buffer.alloc(6 * 1024 * 1024, 97),
    });
    expect([large.status, large.body.code]).toEqual([413, 'file-too-large']);
    expect(large.body.params).toEqual({ bytes: '6291456', maximum: 5 * 1024 * 1024 });
    const long = await api.ask('POST', '/api/v1/members', { body: { name: 'a'.repeat(2 * 1024 * 1024) } });
    expect([long.status, long.body.code, long.body.params.maximum]).toEqual([413, 'body-too-large', 1024 * 1024]);
    const xml = await api.ask('POST', '/api/v1/members', { table: '<x/>', headers: { 'content-type': 'text/xml' } });
    expect([xml.status, xml.body.code]).toEqual([415, 'media-type-unknown']);
  });
});

describe('a dry run', () => {
  const write = (
    ask: { method: string; url: string; body?: object; headers?: Record<string, string> },
    isDry: boolean,
  ) => api.ask(ask.method, `${ask.url}${isDry ? '?dryRun=true' : ''}`, { body: ask.body, headers: ask.headers });

  it('gives the plan that is then applied, and leaves no row behind', async () => {
    const person = await addPerson(api, 'la-recre');
    const writes = [
      { method: 'POST', url: '/api/v1/members', body: { name: 'Essai à blanc' } },
      {
        method: 'POST',
        url: '/api/v1/members/la-recre/people',
        body: { givenName: 'Dry', familyName: 'Run', ownEmail: 'dry@elsewhere.test' },
      },
      { method: 'POST', url: '/api/v1/members/la-recre/domains', body: { domain: 'blanc.test' } },
      { method: 'POST', url: '/api/v1/members/la-recre/groups', body: { name: 'blanc', people: [person.id] } },
      {
        method: 'POST',
        url: '/api/v1/members/la-recre/shared-addresses',
        body: { address: 'blanc@la-recre.test', people: [person.id] },
      },
      { method: 'PATCH', url: `/api/v1/people/${person.id}`, body: { limit: '3 Go' }, headers: { 'if-match': '*' } },
      { method: 'POST', url: `/api/v1/people/${person.id}/suspend` },
      { method: 'POST', url: `/api/v1/people/${person.id}/leave` },
      { method: 'POST', url: `/api/v1/people/${person.id}/restore` },
    ];
    for (const ask of writes) {
      const before = await counts();
      const dry = await write(ask, true);
      expect([ask.url, dry.status, dry.body.isDryRun]).toEqual([ask.url, 200, true]);
      expect(await counts()).toEqual(before);
      const applied = await write(ask, false);
      expect([ask.url, applied.status]).toEqual([ask.url, 202]);
      expect(applied.body.plan.counts).toEqual(dry.body.plan.counts);
      const asked = await api.db.look<{ key: string }>(
        `select r.key, tr.action from task_resource tr join resource r on r.id = tr.resource_id where tr.task_id = $1`,
        [applied.body.task.id],
      );
      const keys = asked.map(row => row.key);
      for (const change of dry.body.plan.changes) expect(keys).toContain(change.key);
    }
  });

  it('is understood by every write', async () => {
    for (const route of routes.filter(one => one.method !== 'get' && one.path.startsWith('/api/'))) {
      const answer = await api.ask(route.method.toUpperCase(), `${filled(route.path)}?dryRun=maybe`, { body: {} });
      expect([route.path, answer.status]).toEqual([route.path, 422]);
    }
  });
});

describe('an idempotency key', () => {
  const body = (name: string) => ({ givenName: 'Ida', familyName: name, ownEmail: 'ida@elsewhere.test' });
  const post = (key: string, name: string) =>
    api.ask('POST', '/api/v1/members/la-recre/people', { body: body(name), headers: { 'idempotency-key': key } });

  it('gives the same answer to the same request, also when both come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => post('k-1', 'Une')));
    expect(new Set(answers.map(answer => answer.body.person.id)).size).toBe(1);
    expect((await post('k-1', 'Une')).headers.location).toBe(answers[0]?.headers.location);
    const found = await api.ask('GET', '/api/v1/members/la-recre/people?q=Ida%20Une');
    expect(found.body.items).toHaveLength(1);
  });

  it('refuses another request', async () => {
    await post('k-2', 'Deux');
    const other = await post('k-2', 'Trois');
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
  });

  it('keeps no refusal: what was put right goes through', async () => {
    const ask = (ownEmail: string) =>
      api.ask('POST', '/api/v1/members/la-recre/people', {
        body: { ...body('Quatre'), ownEmail },
        headers: { 'idempotency-key': 'k-3' },
      });
    expect((await ask('x')).status).toBe(422);
    expect((await ask('ida4@elsewhere.test')).status).toBe(202);
  });
});

describe('what belongs to one member', () => {
  it('is out of reach from another, whatever id is named', async () => {
    await addMember(api, 'voisin');
    const person = await addPerson(api, 'la-recre');
    const group = await api.ask('POST', '/api/v1/members/voisin/groups', {
      body: { name: 'curieux', people: [person.id] },
    });
    expect([group.status, group.body.code]).toEqual([422, 'people-unknown']);
    const text = table([['Ada', 'Curieuse', 'curieuse@elsewhere.test', 'ada@la-recre.test', '', '']]);
    const planned = await api.ask('POST', '/api/v1/members/voisin/imports', { table: text });
    expect(planned.body.bad[0].problems[0].code).toBe('domain-not-of-member');
  });
});

function counts() {
  return api.db.look(`select (select count(*) from resource)::int as resources, (select count(*) from task)::int as tasks,
    (select count(*) from person)::int as people, (select count(*) from claimed_name)::int as names,
    (select count(*) from member)::int as members, (select sum(generation) from resource)::int as generations,
    (select count(*) from change_log)::int as changes`);
}
