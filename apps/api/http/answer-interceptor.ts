import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Answer } from './answer.js';
import { withoutBigints } from './json.js';

/** Unfolds an `Answer` into status, headers and body; every other value is a 200. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(map(value => send(reply, value)));
  }
}

function send(reply: FastifyReply, value: unknown): unknown {
  if (!(value instanceof Answer)) return withoutBigints(value);
  void reply.status(value.status).headers(value.headers);
  const hasMore = Object.keys(value.once).length > 0;
  return withoutBigints(hasMore ? { ...(value.body as object), ...value.once } : value.body);
}
