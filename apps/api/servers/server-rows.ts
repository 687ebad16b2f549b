import type { ServiceName } from '@amie/reconcile';
import { findRow, rows, type Transaction } from '../http/scope.js';
import { notFound } from '../problems/problem.js';

export interface ServerRow {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly host_key: string;
  readonly services: ServiceName[];
  readonly settings: Record<string, unknown>;
  readonly version: bigint;
}

/** A server by id or name; throws `not-found`. */
export async function getServer(em: Transaction, reference: string, lock = false): Promise<ServerRow> {
  const text = `select * from server where id::text = $1 or name = $1 ${lock ? 'for no key update' : ''}`;
  const found = await findRow<ServerRow>(em, text, [reference]);
  if (!found) throw notFound(reference);
  return found;
}

/** One page by name, and one row more when there is a next page. */
export function listServers(em: Transaction, after: string | number | undefined, limit: number): Promise<ServerRow[]> {
  const text = 'select * from server where ($1::text is null or name > $1) order by name limit $2';
  return rows<ServerRow>(em, text, [after ?? null, limit + 1]);
}
