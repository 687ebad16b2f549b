import { RetriableError, TerminalError } from '@amie/reconcile';

/** Every code this library puts into an error; each is a row of the catalogue of problems. */
export const serverProblemCodes = [
  'server-unreachable',
  'host-key-wrong',
  'certificate-wrong',
  'ssh-refused',
  'credentials-unreadable',
  'debug-log-on',
  'bind-refused',
  'ldap-base-missing',
  'ldap-busy',
  'ldap-constraint',
  'ldap-failed',
  'ldap-fence-blind',
  'ldap-forbidden',
  'ldap-invalid',
  'ldap-missing',
  'ldap-not-empty',
  'ldap-referral',
  'ldap-taken',
  'agent-bad-request',
  'agent-busy',
  'agent-failed',
  'agent-unreadable',
  'smtp-refused',
  'dns-unanswered',
] as const;
export type ServerProblemCode = (typeof serverProblemCodes)[number];

/** Worth another try; the outcome of what was sent is unknown until it is observed again. */
export function retriable(code: ServerProblemCode, detail: string, cause?: unknown): RetriableError {
  return new RetriableError(code, detail, { cause });
}

/** A person must edit something first. */
export function terminal(code: ServerProblemCode, detail: string, cause?: unknown): TerminalError {
  return new TerminalError(code, detail, { cause });
}

/** What a failed connection means: a wrong certificate is for a person to look at, anything else may pass. */
export function connectionFailure(where: string, error: unknown): RetriableError | TerminalError {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (/CERT|SELF_SIGNED|ISSUER|ALTNAME/.test(code)) return terminal('certificate-wrong', `${where}: ${code}`, error);
  return retriable('server-unreachable', `${where}: ${messageOf(error)}`, error);
}

/** First line of a message, without what it may carry further down. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0]?.slice(0, 200) ?? '';
}
