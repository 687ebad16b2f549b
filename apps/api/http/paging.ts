import { z } from 'zod';
import { Problem } from '../problems/problem.js';
import { Answer } from './answer.js';

/** Query of every list: how many, and from where. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(1000).optional(),
};

type PageQuery = Readonly<Record<string, string | number | boolean | undefined>>;

/** The sort key of the last row shown; opaque to whoever carries it. */
export type Cursor = readonly (string | number)[];

/** Reads the cursor of a request, or the lowest one; `width` is the number of columns sorted by. */
export function readCursor(text: string | undefined, width: number): Cursor | undefined {
  if (text === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    const isKey =
      Array.isArray(read) && read.length === width && read.every(part => /^(string|number)$/.test(typeof part));
    if (isKey) return read as Cursor;
  } catch {
    // Falls through to the one problem for every unreadable cursor.
  }
  throw new Problem('cursor-invalid');
}

/**
 * One page and a link to the next (RFC 8288). `rows` holds one more than `limit` when there is a next page: the extra
 * row only says so.
 */
export function page<Row>(
  request: { path: string; query: PageQuery; limit: number },
  rows: readonly Row[],
  keyOf: (row: Row) => Cursor,
  show: (row: Row) => unknown,
): Answer {
  const shown = rows.slice(0, request.limit);
  const last = shown.at(-1);
  const hasNext = rows.length > request.limit && last !== undefined;
  const next = hasNext ? nextUrl(request, keyOf(last)) : undefined;
  const body = { items: shown.map(show), ...(next && { next }) };
  return new Answer(200, body, next ? { link: `<${next}>; rel="next"` } : {});
}

function nextUrl(request: { path: string; query: PageQuery }, key: Cursor): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query)) {
    if (value !== undefined && name !== 'cursor') query.set(name, String(value));
  }
  query.set('cursor', Buffer.from(JSON.stringify(key)).toString('base64url'));
  return `${request.path}?${query.toString()}`;
}
