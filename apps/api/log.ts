import type { Config } from '@amie/config';
import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';

/** JSON lines on stderr; what a logger is given is a code, a reference or a stack, never a body, a header or a link. */
export function openLog(config: Pick<Config, 'logLevel'>): LoggerService {
  const log = pino({ name: 'api', level: config.logLevel, base: {} }, pino.destination({ dest: 2, sync: true }));
  const line =
    (level: 'info' | 'warn' | 'error' | 'debug') =>
    (message: unknown, ...more: readonly unknown[]): void =>
      log[level](typeof message === 'string' ? { about: more.at(-1), msg: message } : (message as object));
  // What Nest logs by itself is the list of routes.
  return { log: line('debug'), warn: line('warn'), error: line('error'), debug: line('debug'), verbose: line('debug') };
}
