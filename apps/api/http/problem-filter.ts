import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tableMaximumBytes, tableTypes } from '../imports/table-types.js';
import { Problem } from '../problems/problem.js';
import { renderProblem } from '../problems/render.js';
import type { KnownRequest } from './asked.js';
import { acceptedLanguage } from './language.js';

/** The one place where a failure becomes words (RFC 9457). What is not a `Problem` is logged and shown as a reference. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('api');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<KnownRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    sendProblem(this.problemOf(thrown, request), request, reply);
  }

  private problemOf(thrown: unknown, request: KnownRequest): Problem {
    if (thrown instanceof Problem) return thrown;
    const known = httpProblem(thrown, request) ?? databaseProblem(thrown) ?? unfitProblem(thrown, request);
    if (known) return known;
    const reference = randomUUID();
    // The path may hold a link's token: only the route's pattern is logged.
    this.log.error({ reference, route: request.routeOptions?.url, error: describe(thrown) });
    return new Problem('unexpected', { reference });
  }
}

/** Answers with a problem in the language of the request. */
function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const language = acceptedLanguage(String(request.headers['accept-language'] ?? ''));
  const document = renderProblem(problem, language, request.url);
  if (reply.raw.headersSent) return;
  if (document.status === 401) void reply.header('www-authenticate', 'Bearer');
  if (problem.code === 'too-many-requests') void reply.header('retry-after', String(problem.params.seconds));
  void reply
    .status(document.status)
    .header('content-language', language)
    .header('vary', 'Accept-Language')
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(document));
}

/** What Fastify refuses before any route is found (a path it cannot decode) is a problem like any other. */
export function refuseBeforeRoutes(_: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const path = request.url.split('?')[0] ?? '/';
  sendProblem(new Problem('route-unknown', { method: request.method, path: path.slice(0, 200) }), request, reply);
}

function httpProblem(thrown: unknown, request: KnownRequest): Problem | undefined {
  const code = (thrown as { code?: unknown } | null)?.code;
  const path = request.url.split('?')[0] ?? '/';
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return tooLarge(request);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new Problem('media-type-unknown', { type: String(request.headers['content-type'] ?? '—').slice(0, 80) });
  }
  const status = thrown instanceof HttpException ? thrown.getStatus() : (thrown as { statusCode?: number })?.statusCode;
  if (status === 404) return new Problem('route-unknown', { method: request.method, path });
  if (status === 413) return tooLarge(request);
  if (status === 415)
    return new Problem('media-type-unknown', { type: String(request.headers['content-type'] ?? '—') });
  return status !== undefined && status >= 400 && status < 500 ? new Problem('request-malformed') : undefined;
}

// A table has a parser of its own, whose maximum the route does not know.
function tooLarge(request: KnownRequest): Problem {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (!tableTypes.some(known => known === type)) {
    return new Problem('body-too-large', { maximum: request.routeOptions?.bodyLimit ?? 0 });
  }
  return new Problem('file-too-large', {
    bytes: request.headers['content-length'] ?? `> ${tableMaximumBytes}`,
    maximum: tableMaximumBytes,
  });
}

// 08: connection, 53: resources, 57P: shutdown; the E… codes come from the socket.
function databaseProblem(thrown: unknown): Problem | undefined {
  // The database's own guard of repositories (migration 9), whatever way the request took to it.
  if (stateOf(thrown) === 'AM001') return new Problem('deletion-waits');
  const isAway = /^(?:08|53|57P|ECONN|ENOTFOUND|ETIMEDOUT)/.test(stateOf(thrown));
  const isPoolAway =
    thrown instanceof Error && /timeout exceeded when trying to connect|terminated/.test(thrown.message);
  return isAway || isPoolAway ? new Problem('database-away') : undefined;
}

/** SQLSTATE of a failed statement, or the code of a failed socket; empty for everything else. */
function stateOf(thrown: unknown): string {
  const { code, driverError } = (thrown ?? {}) as { code?: unknown; driverError?: { code?: unknown } };
  return [driverError?.code, code].find(one => typeof one === 'string') ?? '';
}

// 22021: a byte that no text may hold (NUL); 22P05: the same inside JSON; 22P02, 22007, 22008, 22003: no number, id or time.
const unfitValues = new Set(['22021', '22P05', '22P02', '22007', '22008', '22003']);

/**
 * A value of the request that the database cannot hold. A cursor is the only thing a request carries that no schema
 * reads whole, so where there is one it is the one at fault, unless a text holds NUL.
 */
function unfitProblem(thrown: unknown, request: KnownRequest): Problem | undefined {
  if (!unfitValues.has(stateOf(thrown))) return undefined;
  const { params, query, body } = request as { params?: unknown; query?: unknown; body?: unknown };
  const unfit = Object.entries({ ...asRecord(params), ...asRecord(query), ...asRecord(body) }).filter(([, value]) =>
    JSON.stringify(value ?? '').includes(String.raw`\u0000`),
  );
  const errors = unfit.map(
    ([field]) => ({ code: 'text-control-character', field, params: { character: 'NUL' } }) as const,
  );
  if (errors.length > 0) return new Problem('request-invalid', {}, errors);
  return new Problem(asRecord(query).cursor === undefined ? 'request-invalid' : 'cursor-invalid');
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

function describe(thrown: unknown): string {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return text.split('\n').slice(0, 12).join('\n');
}
