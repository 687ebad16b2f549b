import { createHash } from 'node:crypto';
import type { Language } from '@amie/values';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { acceptedLanguage } from './language.js';

/** Who asks, and how: what every route may need to know beside its own parameters. */
export interface Asked {
  /** `technician:<name of the token>`. */
  readonly actor: string;
  readonly language: Language;
  readonly path: string;
  /** The same change, made and taken back: the answer is its plan. */
  readonly isDryRun: boolean;
  readonly ifMatch?: string;
  readonly idempotencyKey?: string;
  /** SHA-256 of method, path and body: what an idempotency key stands for. */
  readonly requestHash: Buffer;
}

/** A request that the guard let in. */
export type KnownRequest = FastifyRequest & { actor?: string };

/** The `Asked` of a route. */
export const By = createParamDecorator(
  (_: unknown, context: ExecutionContext): Asked => askedOf(context.switchToHttp().getRequest<KnownRequest>()),
);

export function askedOf(request: KnownRequest): Asked {
  const ifMatch = headerOf(request, 'if-match');
  const idempotencyKey = headerOf(request, 'idempotency-key');
  if (idempotencyKey !== undefined && !/^[\x21-\x7e]{1,200}$/.test(idempotencyKey)) {
    throw new Problem('idempotency-key-invalid');
  }
  return {
    actor: request.actor ?? 'nobody',
    language: acceptedLanguage(headerOf(request, 'accept-language')),
    path: request.url.split('?')[0] ?? '/',
    isDryRun: isDryRun(request),
    ...(ifMatch !== undefined && { ifMatch }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    requestHash: hashOf(request),
  };
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function isDryRun(request: FastifyRequest): boolean {
  const value = (request.query as Record<string, unknown> | undefined)?.dryRun;
  if (value === undefined || value === 'false') return false;
  if (value === 'true' || value === '') return true;
  throw new Problem('request-invalid', {}, [
    { code: 'field-not-offered', field: 'dryRun', params: { values: ['true', 'false'] } },
  ]);
}

function hashOf(request: FastifyRequest): Buffer {
  const hash = createHash('sha256').update(`${request.method} ${request.url}\n`);
  const { body } = request;
  if (Buffer.isBuffer(body)) hash.update(body);
  else if (body !== undefined && body !== null) hash.update(JSON.stringify(body));
  return hash.digest();
}
