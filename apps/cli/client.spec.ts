import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ApiProblem } from './api-problem.js';
import { Client } from './client.js';
import { collect } from './collect.js';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A client of an API that answers as told. */
async function clientOf(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Client> {
  const started = createServer(answer);
  server = started;
  await new Promise<void>(resolve => started.listen(0, '127.0.0.1', resolve));
  const { port } = started.address() as AddressInfo;
  return new Client({ url: `http://127.0.0.1:${port}`, token: 'a-token', language: 'en' });
}

const json = (response: ServerResponse, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

describe('the client', () => {
  it('follows a list to its last page', async () => {
    const client = await clientOf((request, response) => {
      const isSecond = request.url?.includes('cursor=b') ?? false;
      const link = { link: '</api/v1/members?cursor=b>; rel="next"' };
      json(response, { items: isSecond ? [3] : [1, 2] }, isSecond ? {} : link);
    });
    expect(await collect(client.list<number>('/members'))).toEqual([1, 2, 3]);
  });

  it('sends a change once more under the same key when its answer is lost', async () => {
    const keys: unknown[] = [];
    const client = await clientOf((request, response) => {
      keys.push(request.headers['idempotency-key']);
      if (keys.length === 1) request.socket.destroy();
      else json(response, { done: true });
    });
    expect((await client.send('POST', '/members', { body: {} })).body).toEqual({ done: true });
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  it('takes a broken stream up again after the last event it saw', async () => {
    const client = await clientOf((request, response) => {
      const last = Number(request.headers['last-event-id']);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`id: ${last + 1}\ndata: ${last + 1}\n\nid: ${last + 2}\ndata: ${last + 2}\n\nid: 9`);
      setTimeout(() => response.destroy(), 20);
    });
    const seen: string[] = [];
    for await (const event of client.events('/tasks/1/events')) {
      seen.push(event.data);
      if (seen.length === 4) break;
    }
    expect(seen).toEqual(['1', '2', '3', '4']);
  });

  it('stops following when its time is over', async () => {
    const client = await clientOf((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': still here\n\n');
    });
    const events = client.events('/tasks/1/events', '0', AbortSignal.timeout(50));
    expect(await collect(events)).toEqual([]);
  });

  it('throws what the API refused, in its words', async () => {
    const client = await clientOf((_, response) => {
      response.writeHead(404, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ title: 'Not found.', code: 'not-found' }));
    });
    await expect(client.get('/members/x')).rejects.toThrow(ApiProblem);
    await expect(client.get('/members/x')).rejects.toMatchObject({ exitCode: 1, problem: { code: 'not-found' } });
  });

  it('says where nobody answers', async () => {
    const client = new Client({ url: 'http://127.0.0.1:9', token: 'a-token', language: 'en' });
    await expect(client.get('/members')).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringContaining('does not answer at http://127.0.0.1:9'),
    });
  });
});
