import { eventsAfter, type KeptEvent } from '@amie/database';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DATABASE, type Database, findRow, type Reach, withScope } from '../http/scope.js';
import { eventText } from './event-text.js';
import { TaskEars } from './task-ears.js';
import { acceptedLanguage } from '../http/language.js';

const batch = 500;
const pollMs = 2000;
const keepAliveMs = 15_000;

/**
 * Follows a task as server-sent events numbered as in the database, from `Last-Event-ID` on; ends after the last event
 * of a task that ended. Holds no transaction and no connection between two reads.
 */
@Injectable()
export class TaskStream implements OnApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly ears: TaskEars,
  ) {}

  async follow(
    request: FastifyRequest,
    reply: FastifyReply,
    reach: Reach,
    taskId: string,
    from: bigint,
  ): Promise<void> {
    const gone = new AbortController();
    request.raw.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, this.stopping.signal]);
    const language = acceptedLanguage(request.headers['accept-language']);
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'content-language': language,
    });
    reply.raw.write('retry: 1000\n\n');
    const write = (event: KeptEvent): boolean => reply.raw.write(frame(event, eventText(event, language)));
    try {
      await this.send(reach, taskId, from, signal, write, () => reply.raw.write(': still here\n\n'));
    } catch {
      // The reader comes back with the number of the last event it got.
    }
    reply.raw.end();
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
  }

  private async send(
    reach: Reach,
    taskId: string,
    from: bigint,
    signal: AbortSignal,
    write: (event: KeptEvent) => void,
    keepAlive: () => void,
  ): Promise<void> {
    let last = from;
    let quietMs = 0;
    while (!signal.aborted) {
      // Asked before the events are read: an ended task gets no more of them.
      const hasEnded = await this.hasEnded(reach, taskId);
      // Listening starts before reading, so an event between the two wakes the next round.
      const awake = this.ears.next(taskId, pollMs, signal);
      const events = await eventsAfter(this.db, reach, taskId, last, batch);
      for (const event of events) write(event);
      last = events.at(-1)?.n ?? last;
      if (events.length === batch) continue;
      if (hasEnded) return;
      quietMs = events.length > 0 ? 0 : quietMs + pollMs;
      if (quietMs >= keepAliveMs) keepAlive();
      if (quietMs >= keepAliveMs) quietMs = 0;
      await awake;
    }
  }

  private hasEnded(reach: Reach, taskId: string): Promise<boolean> {
    return withScope(this.db, reach, async em => {
      const text = `select state in ('done', 'failed', 'cancelled') as ended from task where id = $1`;
      return (await findRow<{ ended: boolean }>(em, text, [taskId]))?.ended ?? true;
    });
  }
}

function frame(event: KeptEvent, text: string): string {
  const { n, at, code, params } = event;
  const data = JSON.stringify({ n: Number(n), at: at.toISOString(), code, params, text });
  return `id: ${n}\nevent: ${code}\ndata: ${data}\n\n`;
}
