import { TerminalError } from '@amie/reconcile';
import { printable } from '@amie/values';
import type { ServiceProblemCode } from './problem-codes.js';

/** A stored value that must not reach a server; a person must edit it first. */
export function valueRefused(what: string, value: unknown): TerminalError {
  const code: ServiceProblemCode = 'value-refused';
  return new TerminalError(code, `${what}: ${printable(typeof value === 'string' ? value : typeof value)}`);
}

/** A server's settings do not say what its driver needs. */
export function settingsRefused(detail: string): TerminalError {
  const code: ServiceProblemCode = 'settings-refused';
  return new TerminalError(code, detail);
}
