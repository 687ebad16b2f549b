import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiProblem, type Problem } from './api-problem.js';
import { CommandFailure, exitCodes } from './exit-codes.js';
import { readServerEvents, type ServerEvent } from './server-events.js';
import { type Language, sayIn } from './words.js';

export interface Connection {
  readonly url: string;
  readonly token: string;
  readonly language: Language;
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly etag?: string;
  readonly next?: string;
}

export interface Sent {
  readonly body?: unknown;
  /** A file as it is; its format is told by `contentType`. */
  readonly bytes?: Uint8Array;
  readonly contentType?: string;
  readonly isDryRun?: boolean;
  readonly ifMatch?: string;
}

export type Method = 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** The API as a terminal speaks it: one call per request, problems thrown as `ApiProblem`, lists followed to their end. */
export class Client {
  constructor(private readonly connection: Connection) {}

  async get<Body>(path: string): Promise<Answer<Body>> {
    return this.request<Body>('GET', path, {});
  }

  /** A file as the API answers it: a table, a page to print. */
  async bytes(path: string): Promise<Uint8Array> {
    const response = await this.fetchTwice(path, { headers: this.headers() });
    if (!response.ok) throw await this.problemOf(response);
    return new Uint8Array(await response.arrayBuffer());
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

  /** A change. Its idempotency key lets one lost answer be asked for again without doing the change twice. */
  async send<Body>(method: Method, path: string, sent: Sent = {}): Promise<Answer<Body>> {
    const asked = sent.isDryRun ? `${path}${path.includes('?') ? '&' : '?'}dryRun=true` : path;
    return this.request<Body>(method, asked, sent, randomUUID());
  }

  /**
   * Events of a task from the one after `lastEventId`. A stream that breaks is taken up again where it ended; after a
   * minute without any answer it throws. Ends when the caller stops reading, or when `signal` aborts.
   */
  async *events(path: string, lastEventId = '0', signal?: AbortSignal): AsyncGenerator<ServerEvent> {
    let last = lastEventId;
    for (let answeredAt = performance.now(); !signal?.aborted; await pause(500)) {
      try {
        for await (const event of this.stream(path, last, signal)) {
          if (event.id) last = event.id;
          yield event;
        }
        answeredAt = performance.now();
      } catch (error) {
        if (signal?.aborted) return;
        const isRefused = error instanceof ApiProblem && error.problem.status < 500;
        if (isRefused || performance.now() - answeredAt > 60_000) throw error;
      }
    }
  }

  private async *stream(path: string, lastEventId: string, signal?: AbortSignal): AsyncGenerator<ServerEvent> {
    const headers = { ...this.headers(), accept: 'text/event-stream', 'last-event-id': lastEventId };
    const response = await this.fetch(path, { headers, signal });
    if (!response.ok || !response.body) throw await this.problemOf(response);
    yield* readServerEvents(response.body);
  }

  private async request<Body>(method: string, path: string, sent: Sent, key?: string): Promise<Answer<Body>> {
    const headers: Record<string, string> = this.headers();
    if (key) headers['idempotency-key'] = key;
    if (sent.ifMatch) headers['if-match'] = sent.ifMatch;
    if (sent.bytes) headers['content-type'] = sent.contentType ?? 'application/octet-stream';
    else if (sent.body !== undefined) headers['content-type'] = 'application/json';
    const json = sent.body === undefined ? undefined : JSON.stringify(sent.body);
    const response = await this.fetchTwice(path, { method, headers, body: sent.bytes ?? json });
    if (!response.ok) throw await this.problemOf(response);
    return {
      status: response.status,
      body: (response.status === 204 ? undefined : await response.json()) as Body,
      etag: response.headers.get('etag') ?? undefined,
      next: nextPage(response.headers.get('link')),
    };
  }

  /** A connection that broke before the answer came is tried once more: the idempotency key makes twice once. */
  private async fetchTwice(path: string, init: RequestInit): Promise<Response> {
    try {
      return await this.fetch(path, init);
    } catch (error) {
      if (!(error instanceof Unreachable) || error.reason === 'ECONNREFUSED') throw error;
      await pause(200);
      return this.fetch(path, init);
    }
  }

  private headers(): Record<string, string> {
    return { authorization: `Bearer ${this.connection.token}`, 'accept-language': this.connection.language };
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    const { url: base, language } = this.connection;
    try {
      return await fetch(new URL(path.startsWith('/api/') ? path : `/api/v1${path}`, base), init);
    } catch (error) {
      const reason = (error as { cause?: { code?: string } }).cause?.code ?? '';
      throw new Unreachable(reason, unreachable(base, reason, language));
    }
  }

  private async problemOf(response: Response): Promise<ApiProblem> {
    const text = await response.text();
    return new ApiProblem(readProblem(text, response), this.connection.language);
  }
}

class Unreachable extends CommandFailure {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(message, exitCodes.unreachable);
  }
}

function unreachable(url: string, reason: string, language: Language): string {
  const why = reason ? ` (${reason})` : '';
  return sayIn(language)(
    `Amie ne répond pas à l’adresse ${url}${why}.\nLancez \`amie up\`, ou indiquez l’adresse dans AMIE_URL.`,
    `Amie does not answer at ${url}${why}.\nStart it with \`amie up\`, or give its address in AMIE_URL.`,
  );
}

function readProblem(text: string, response: Response): Problem {
  try {
    return { ...(JSON.parse(text) as Problem), status: response.status };
  } catch {
    return { title: `${response.status} ${response.statusText}`, status: response.status };
  }
}

function nextPage(link: string | null): string | undefined {
  const target = link?.match(/<([^>]+)>;\s*rel="next"/)?.[1];
  if (!target) return undefined;
  const url = new URL(target, 'http://relative');
  return `${url.pathname}${url.search}`;
}
