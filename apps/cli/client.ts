import { randomUUID } from 'node:crypto';
import { CommandFailure, exitCodes } from './exit-codes.js';
import { readServerEvents, type ServerEvent } from './server-events.js';

/** Problem details (RFC 9457) as the API writes them; every text is in the language asked for. */
export interface Problem {
  readonly type?: string;
  readonly code?: string;
  readonly title: string;
  readonly detail?: string;
  readonly action?: string;
  readonly status: number;
  readonly errors?: readonly { field?: string; row?: number; code?: string; detail?: string }[];
}

export interface Connection {
  readonly url: string;
  readonly token: string;
  readonly language: 'fr' | 'en';
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly etag?: string;
  readonly next?: string;
}

export interface Sent {
  readonly body?: unknown;
  readonly bytes?: Uint8Array;
  readonly dryRun?: boolean;
  readonly ifMatch?: string;
}

/** What the API refused, as the sentence to print. */
export class ApiProblem extends CommandFailure {
  constructor(readonly problem: Problem) {
    super(sentences(problem), problem.status === 401 ? exitCodes.unreachable : exitCodes.failed);
  }
}

/** The API as a terminal speaks it: one call per request, problems thrown as `ApiProblem`, lists followed to their end. */
export class Client {
  constructor(private readonly connection: Connection) {}

  async get<Body>(path: string): Promise<Answer<Body>> {
    return this.request<Body>('GET', path, {});
  }

  /** Every item of a list, page after page, as the Link header leads. */
  async *list<Item>(path: string): AsyncGenerator<Item> {
    let next: string | undefined = path;
    while (next) {
      const page: Answer<{ items: Item[] }> = await this.get(next);
      yield* page.body.items;
      next = page.next;
    }
  }

  async send<Body>(method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, sent: Sent = {}): Promise<Answer<Body>> {
    const asked = sent.dryRun ? `${path}${path.includes('?') ? '&' : '?'}dryRun=true` : path;
    return this.request<Body>(method, asked, sent);
  }

  /** Events of a task from the one after `lastEventId`; reconnects until the caller stops reading. */
  async *events(path: string, lastEventId = '0'): AsyncGenerator<ServerEvent> {
    let last = lastEventId;
    for (;;) {
      const headers = { ...this.headers(), accept: 'text/event-stream', 'last-event-id': last };
      const response = await this.fetch(path, { headers });
      if (!response.ok || !response.body) throw new ApiProblem(await problemOf(response));
      for await (const event of readServerEvents(response.body)) {
        if (event.id) last = event.id;
        yield event;
      }
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  }

  private async request<Body>(method: string, path: string, sent: Sent): Promise<Answer<Body>> {
    const headers: Record<string, string> = this.headers();
    if (method !== 'GET') headers['idempotency-key'] = randomUUID();
    if (sent.ifMatch) headers['if-match'] = sent.ifMatch;
    if (sent.bytes) headers['content-type'] = 'application/octet-stream';
    else if (sent.body !== undefined) headers['content-type'] = 'application/json';
    const body = sent.bytes ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
    const response = await this.fetch(path, { method, headers, body: body as BodyInit | undefined });
    if (!response.ok) throw new ApiProblem(await problemOf(response));
    return {
      status: response.status,
      body: (response.status === 204 ? undefined : await response.json()) as Body,
      etag: response.headers.get('etag') ?? undefined,
      next: nextPage(response.headers.get('link')),
    };
  }

  private headers(): Record<string, string> {
    return { authorization: `Bearer ${this.connection.token}`, 'accept-language': this.connection.language };
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    const url = new URL(path.startsWith('/api/') ? path : `/api/v1${path}`, this.connection.url);
    try {
      return await fetch(url, init);
    } catch {
      throw new CommandFailure(`Amie does not answer at ${this.connection.url}.`, exitCodes.unreachable);
    }
  }
}

function nextPage(link: string | null): string | undefined {
  const target = link?.match(/<([^>]+)>;\s*rel="next"/)?.[1];
  if (!target) return undefined;
  const url = new URL(target, 'http://relative');
  return `${url.pathname}${url.search}`;
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    return { ...(JSON.parse(text) as Problem), status: response.status };
  } catch {
    return { title: `${response.status} ${response.statusText}`, status: response.status };
  }
}

function sentences(problem: Problem): string {
  const lines = [problem.title, problem.detail, ...(problem.errors ?? []).map(errorLine), problem.action];
  const reference = problem.code ? [`(${problem.code})`] : [];
  return [...lines.filter(Boolean), ...reference].join('\n');
}

function errorLine(error: { field?: string; row?: number; detail?: string; code?: string }): string {
  const place = [error.row === undefined ? '' : `row ${error.row}`, error.field ?? ''].filter(Boolean).join(', ');
  return `  ${place}${place ? ': ' : ''}${error.detail ?? error.code ?? ''}`;
}
