import { findRow, type Transaction } from '../http/scope.js';
import type { ChangeSet } from './change-set.js';

/** How many present resources stand on what these edits take away, those edits' own resources left out. */
export async function countLeftStanding(em: Transaction, { edits }: Pick<ChangeSet, 'edits'>): Promise<number> {
  const leaving = edits.flatMap(edit => (edit.op === 'presence' && edit.presence !== 'present' ? [edit.id] : []));
  if (leaving.length === 0) return 0;
  const text = `select count(distinct r.id)::int as count from stands_on s join resource r on r.id = s.resource_id
    where s.on_id = any($1::uuid[]) and r.presence = 'present' and r.id <> all($1::uuid[])`;
  return (await findRow<{ count: number }>(em, text, [leaving]))?.count ?? 0;
}
