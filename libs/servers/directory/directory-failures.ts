import { IncompleteReadError, RetriableError, ServiceError, StaleGenerationError } from '@amie/reconcile';
import { ResultCodeError } from 'ldapts';
import { connectionFailure, messageOf, retriable, type ServerProblemCode, terminal } from '../failures.js';

/** Result codes of RFC 4511 (and 4528 for 122), by name. */
export const resultCode = {
  timeLimitExceeded: 3,
  sizeLimitExceeded: 4,
  referral: 10,
  noSuchObject: 32,
  alreadyExists: 68,
  assertionFailed: 122,
} as const;

export function hasResultCode(error: unknown, code: number): boolean {
  return error instanceof ResultCodeError && error.code === code;
}

type Meaning = readonly ['retriable' | 'terminal', ServerProblemCode];

// What is not listed is retried as `ldap-failed`.
const meanings: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [resultCode.referral, ['terminal', 'ldap-referral']],
  [12, ['terminal', 'ldap-fence-blind']],
  [13, ['terminal', 'ldap-forbidden']],
  [16, ['retriable', 'ldap-failed']],
  [17, ['terminal', 'ldap-invalid']],
  [19, ['terminal', 'ldap-constraint']],
  [21, ['terminal', 'ldap-invalid']],
  [resultCode.noSuchObject, ['retriable', 'ldap-missing']],
  [34, ['terminal', 'ldap-invalid']],
  [48, ['terminal', 'bind-refused']],
  [49, ['terminal', 'bind-refused']],
  [50, ['terminal', 'ldap-forbidden']],
  [51, ['retriable', 'ldap-busy']],
  [52, ['retriable', 'ldap-busy']],
  [64, ['terminal', 'ldap-invalid']],
  [65, ['terminal', 'ldap-invalid']],
  [66, ['retriable', 'ldap-not-empty']],
  [resultCode.alreadyExists, ['retriable', 'ldap-taken']],
]);

/** What a failed write means. No answer at all means unknown: only another look tells whether it was done. */
export function writeFailure(where: string, error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (!(error instanceof ResultCodeError))
    return retriable('server-unreachable', `${where}: ${messageOf(error)}`, error);
  if (error.code === resultCode.assertionFailed) return new StaleGenerationError(where, { cause: error });
  return meaningOf(where, error);
}

/** What a failed read means; nothing that goes wrong here may ever be taken for an absence. */
export function readFailure(where: string, error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const isRefused = error instanceof ResultCodeError && [10, 12, 13, 50].includes(error.code);
  return isRefused
    ? meaningOf(where, error)
    : new IncompleteReadError(`${where}: ${messageOf(error)}`, { cause: error });
}

/** What a failed connection or bind means. */
export function bindFailure(where: string, error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof ResultCodeError) return meaningOf(where, error);
  return connectionFailure(where, error);
}

function meaningOf(where: string, error: ResultCodeError): RetriableError | ServiceError {
  const [kind, code] = meanings.get(error.code) ?? ['retriable', 'ldap-failed'];
  const detail = `${where}: ${messageOf(error)}`;
  return kind === 'terminal' ? terminal(code, detail, error) : retriable(code, detail, error);
}
