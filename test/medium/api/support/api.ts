import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '@amie/config';
import type { InjectOptions } from 'light-my-request';
import { type Api, openApi } from '../../../../apps/api/api.js';
import { ensureFirstToken } from '../../../../apps/api/first-token.js';
import { newDatabase, type TestDatabase } from '../../support/database.js';

/** One answer, its body read as JSON. */
export interface Seen<Body = Record<string, any>> {
  readonly status: number;
  readonly body: Body;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface Ask {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A table of people, as bytes. */
  readonly table?: string | Buffer;
  readonly form?: Readonly<Record<string, string>>;
  readonly isAnonymous?: boolean;
}

/** A running API on a database of its own. */
export interface TestApi {
  readonly api: Api;
  readonly db: TestDatabase;
  readonly token: string;
  ask<Body = Record<string, any>>(method: string, url: string, ask?: Ask): Promise<Seen<Body>>;
  /** Listens on a free port, for what needs a socket. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

export async function newApi(): Promise<TestApi> {
  const db = await newDatabase();
  const folder = mkdtempSync(path.join(tmpdir(), 'amie-api-'));
  db.credentials.ensure('platform/password-key', () => randomBytes(32).toString('base64'));
  const config = readConfig({
    DATABASE_URL_API: db.url('api'),
    AMIE_CREDENTIALS: db.credentials.folder,
    AMIE_QUEUE: 'off',
    AMIE_SUFFIXES: 'test',
    AMIE_DNS_SERVERS: '192.0.2.53',
    AMIE_LOG_LEVEL: 'error',
  });
  const api = await openApi(config);
  const tokenFile = path.join(folder, 'token');
  await ensureFirstToken(api.db, tokenFile);
  const token = readFileSync(tokenFile, 'utf8').trim();
  return {
    api,
    db,
    token,
    ask: (method, url, ask = {}) => answer(api, method, url, ask, token),
    listen: async () => {
      await api.app.listen(0, '127.0.0.1');
      return api.app.getUrl();
    },
    close: async () => {
      await api.close();
      await db[Symbol.asyncDispose]();
    },
  };
}

async function answer<Body>(api: Api, method: string, url: string, ask: Ask, token: string): Promise<Seen<Body>> {
  const { body, table, form } = ask;
  const headers: Record<string, string> = {
    ...(ask.isAnonymous ? {} : { authorization: `Bearer ${token}` }),
    ...ask.headers,
  };
  if (table !== undefined) headers['content-type'] ??= 'text/csv';
  if (form) headers['content-type'] = 'application/x-www-form-urlencoded';
  const payload = table ?? (form ? new URLSearchParams(form).toString() : (body as object | undefined));
  const request = { method, url, headers, payload };
  const response = await api.app.inject(request as InjectOptions);
  const text = response.body;
  const isJson = String(response.headers['content-type']).includes('json');
  return {
    status: response.statusCode,
    text,
    body: (isJson ? JSON.parse(text) : undefined) as Body,
    headers: response.headers as Record<string, string | undefined>,
  };
}
