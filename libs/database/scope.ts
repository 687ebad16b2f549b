import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { rows } from './statement.js';

/** Whose rows a transaction may see: one member's, or everyone's (a technician, the worker). */
export type Scope = { readonly member: string } | 'all';

/**
 * Runs `work` in one transaction that sees the rows of its scope alone; commits when it returns, rolls back when it
 * throws. On a serialisation failure, a deadlock or a server going down the whole work runs again, 3 times in all: it
 * must have no effect outside the database.
 */
export async function withScope<Result>(
  db: DataSource,
  scope: Scope,
  work: (em: EntityManager) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptOnce(db, scope, work);
    if ('result' in outcome) return outcome.result;
    if (attempt === attempts || !isWorthRepeating(outcome)) throw outcome.error;
    await pause(20 * attempt * (1 + Math.random()));
  }
}

const attempts = 3;

type Attempt<Result> = { readonly result: Result } | { readonly error: unknown; readonly wasCommitting: boolean };

async function attemptOnce<Result>(
  db: DataSource,
  scope: Scope,
  work: (em: EntityManager) => Promise<Result>,
): Promise<Attempt<Result>> {
  const runner = db.createQueryRunner();
  let wasCommitting = false;
  try {
    await runner.startTransaction();
    await rows(runner.manager, 'select set_config($1, $2, true)', ['amie.scope', textOf(scope)]);
    const result = await work(runner.manager);
    wasCommitting = true;
    await runner.commitTransaction();
    return { result };
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    return { error, wasCommitting };
  } finally {
    await runner.release().catch(() => undefined);
  }
}

function textOf(scope: Scope): string {
  return scope === 'all' ? 'all' : scope.member;
}

// The driver gives no code for a connection that ended between two statements.
const lostConnection = /Connection terminated|connection error and is not queryable/;

function isWorthRepeating({ error, wasCommitting }: { error: unknown; wasCommitting: boolean }): boolean {
  const code = codeOf(error);
  if (code === '40001' || code === '40P01') return true;
  // The server went away: before the commit nothing happened; during it, nobody knows.
  return !wasCommitting && (/^(?:57P0[1-3]|ECONNRESET|EPIPE)$/.test(code) || lostConnection.test(String(error)));
}

/** SQLSTATE of a failed statement, empty when it is no error of the database. */
export function codeOf(error: unknown): string {
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: { code?: unknown } };
  const found = driverError?.code ?? code;
  return typeof found === 'string' ? found : '';
}
