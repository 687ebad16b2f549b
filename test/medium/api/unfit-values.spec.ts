import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newApi, type TestApi } from './support/api.js';
import { addMember, addServers } from './support/story.js';

let api: TestApi;

beforeAll(async () => {
  api = await newApi();
  await addServers(api);
  await addMember(api, 'la-recre');
});
afterAll(() => api.close());

describe('a value that the database cannot hold', () => {
  it.each([
    ['GET', '/api/v1/members/a%00b', undefined, 'member'],
    ['GET', '/api/v1/servers/a%00b', undefined, 'server'],
    ['GET', '/api/v1/members/la-recre/people?q=a%00b', undefined, 'q'],
    ['POST', '/api/v1/members/la-recre/groups', { name: 'choeur', people: ['a\0b'] }, 'people'],
    ['POST', '/api/v1/lanes/mail/a%00b/resume', undefined, 'server'],
  ])('is refused with its name: %s %s', async (method, url, body, field) => {
    const answer = await api.ask(method, url, { body });
    expect([answer.status, answer.body.code]).toEqual([422, 'request-invalid']);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
  });

  it.each(['tasks', 'bin', 'drift', 'members/la-recre/people'])('is refused as a cursor of %s', async list => {
    for (const width of [1, 2, 3, 4]) {
      const cursor = Buffer.from(JSON.stringify(['x', 'y\0', 'z', 'é'].slice(0, width))).toString('base64url');
      const answer = await api.ask('GET', `/api/v1/${list}?cursor=${cursor}`);
      expect([width, answer.status, answer.body.code]).toEqual([width, 400, 'cursor-invalid']);
    }
  });

  it('is told as a problem even where the path cannot be decoded', async () => {
    const answer = await api.ask('GET', '/api/v1/members/%zz');
    expect([answer.status, answer.body.code]).toEqual([404, 'route-unknown']);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });
});
