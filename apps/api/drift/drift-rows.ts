import type { Presence } from '@amie/reconcile';
import { findRow, rows, type Transaction } from '../http/scope.js';
import { notFound } from '../problems/problem.js';

/** A difference nobody asked for, or a thing that no resource claims. */
export interface DriftRow {
  readonly id: string;
  readonly service: string;
  readonly server_id: string;
  readonly server_name: string;
  readonly member_id: string | null;
  readonly resource_id: string | null;
  readonly key: string;
  readonly kind: 'drift' | 'orphan';
  readonly fields: string[];
  readonly found: { presence: Presence; generation?: string; spec: object } | null;
  readonly wanted: { presence: Presence; spec: object } | null;
  readonly detected_at: Date;
  readonly detected_text: string;
  readonly seen_at: Date;
  readonly decision: 'adopt' | 'correct' | 'ignore' | null;
  readonly decided_at: Date | null;
  readonly decided_by: string | null;
  readonly resolved_at: Date | null;
}

const drifts = `select d.*, d.detected_at::text as detected_text, s.name as server_name
  from drift d join server s on s.id = d.server_id`;

export async function getDrift(em: Transaction, id: string): Promise<DriftRow> {
  const found = await findRow<DriftRow>(em, `${drifts} where d.id = $1`, [id]);
  if (!found) throw notFound(id);
  return found;
}

export interface DriftQuery {
  readonly memberId?: string;
  readonly all: boolean;
  readonly after?: readonly (string | number)[];
  readonly limit: number;
}

/** Open drift, newest first; with `all` also what was ignored or resolved. */
export function listDrift(em: Transaction, query: DriftQuery): Promise<DriftRow[]> {
  const text = `${drifts} where ($1::uuid is null or d.member_id = $1)
      and ($2 or (d.resolved_at is null and d.decision is distinct from 'ignore'))
      and ($3::timestamptz is null or (d.detected_at, d.id) < ($3::timestamptz, $4::uuid))
    order by d.detected_at desc, d.id desc limit $5`;
  const [at = null, id = null] = query.after ?? [];
  return rows<DriftRow>(em, text, [query.memberId ?? null, query.all, at, id, query.limit + 1]);
}
