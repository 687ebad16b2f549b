import { ServiceError, StaleEpochError } from './errors.js';
import type { Problem } from './outcome.js';

/** Codes that this library itself puts into a problem; a driver's own codes come beside them. */
export const reconcileProblemCodes = [
  'unexpected',
  'read-incomplete',
  'generation-stale',
  'epoch-stale',
  'server-unreachable',
  'change-not-seen',
] as const;

const longestDetail = 300;

/** What anything thrown by a driver means; whatever is no `ServiceError` is unexpected and worth another try. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ServiceError) {
    return { code: error.code, detail: shorten(error.detail), isTerminal: error.isTerminal };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'unexpected', detail: shorten(message), isTerminal: false };
}

/** Whether a failure of one change would be the failure of every next one: stop, and leave the rest unknown. */
export function endsRun(error: unknown): boolean {
  return error instanceof StaleEpochError || (error instanceof ServiceError && error.code === 'server-unreachable');
}

function shorten(text: string): string {
  return text.length > longestDetail ? `${text.slice(0, longestDetail - 1)}…` : text;
}
