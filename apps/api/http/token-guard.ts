import { createHash } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable, SetMetadata } from '@nestjs/common';
import { Problem } from '../problems/problem.js';
import type { KnownRequest } from './asked.js';
import { DATABASE, type Database, findRow, withScope } from './scope.js';

const isOpen = Symbol('open route');

/** A route that needs no token. Only health and the activation pages are; a test names them all. */
export const OpenRoute = (): MethodDecorator & ClassDecorator => SetMetadata(isOpen, true);

/** Whether a route, or its whole controller, is marked open. */
export function isOpenRoute(handler: object, controller: object): boolean {
  return [handler, controller].some(target => Reflect.getMetadata(isOpen, target) === true);
}

export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Denies by default: a route is either marked open or asks for a token whose hash we keep. */
@Injectable()
export class TokenGuard implements CanActivate {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (isOpenRoute(context.getHandler(), context.getClass())) return true;
    const request = context.switchToHttp().getRequest<KnownRequest>();
    const token = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
    if (!token) throw new Problem('token-missing');
    // Looked up by its hash, so no comparison here can leak the token by its timing.
    const text = 'select name from api_token where token_hash = $1 and revoked_at is null';
    const found = await withScope(this.db, 'all', em => findRow<{ name: string }>(em, text, [tokenHash(token)]));
    if (!found) throw new Problem('token-wrong');
    request.actor = `technician:${found.name}`;
    return true;
  }
}
