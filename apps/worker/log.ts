import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

// A second wall: nothing is meant to log these at all.
const neverShown = ['password', 'secret', 'token', 'hash', '*.password', '*.secret', '*.token', '*.hash'];

/** One JSON object a line, on standard output unless told otherwise; values under a secret's name never appear. */
export class JsonLog implements LoggerService {
  readonly #pino: Logger;

  constructor(level: string, descriptor = 1) {
    const options = { level, base: { app: 'worker' }, redact: neverShown, timestamp: pino.stdTimeFunctions.isoTime };
    this.#pino = pino(options, pino.destination(descriptor));
  }

  log(message: unknown, context?: string): void {
    this.#pino.info(lineOf(message, context));
  }

  warn(message: unknown, context?: string): void {
    this.#pino.warn(lineOf(message, context));
  }

  debug(message: unknown, context?: string): void {
    this.#pino.debug(lineOf(message, context));
  }

  verbose(message: unknown, context?: string): void {
    this.#pino.trace(lineOf(message, context));
  }

  // Nest passes a stack before the context when it has one.
  error(message: unknown, stackOrContext?: string, context?: string): void {
    this.#pino.error({ ...lineOf(message, context ?? stackOrContext), ...(context && { stack: stackOrContext }) });
  }

  fatal(message: unknown, context?: string): void {
    this.#pino.fatal(lineOf(message, context));
  }
}

function lineOf(message: unknown, context?: string): Record<string, unknown> {
  if (message instanceof Error) return { context, msg: message.message, stack: message.stack };
  if (typeof message === 'object' && message !== null) return { context, ...message, ...errorOf(message) };
  return { context, msg: String(message) };
}

function errorOf(message: object): Record<string, unknown> {
  const error = 'error' in message ? message.error : undefined;
  return error instanceof Error ? { error: error.message, stack: error.stack } : {};
}
