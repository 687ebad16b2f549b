import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CommonOptions, Terminal } from './terminal.js';

/** What a test's API was asked. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly ifMatch: string | undefined;
  readonly body: string;
}

/** Answers one call: a document, or nothing for "not found". */
export type Answers = (call: Call) => object | undefined;

/** For tests alone: an API that answers as told, on a port of its own; a text of events is sent and left open. */
export class FakeApi {
  readonly calls: Call[] = [];
  private readonly server: Server;

  constructor(private readonly answers: Answers) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** A terminal that speaks to it. */
  async terminal(options: CommonOptions = {}): Promise<Terminal> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    const { port } = this.server.address() as AddressInfo;
    const config = { url: `http://127.0.0.1:${port}`, token: 'a-token', language: 'en' } as const;
    return new Terminal({ json: true, lang: 'en', ...options }, () => config);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const path = (request.url ?? '').replace('/api/v1', '');
    const body = Buffer.concat(chunks).toString();
    const call = { method: request.method ?? '', path, ifMatch: request.headers['if-match'], body };
    this.calls.push(call);
    if (path.endsWith('/events')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': still here\n\n');
      return;
    }
    const found = this.answers(call);
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json', etag: '"7"' });
    response.end(JSON.stringify(found ?? { title: 'Not found.', status: 404 }));
  }
}
