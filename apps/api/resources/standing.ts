import { findRow, rows, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import type { ChangeSet } from './change-set.js';
import { type Labelled, labelOf } from './label.js';

/** How many present resources stand on what these edits take away, those edits' own resources left out. */
export async function countLeftStanding(em: Transaction, { edits }: Pick<ChangeSet, 'edits'>): Promise<number> {
  const leaving = edits.flatMap(edit => (edit.op === 'presence' && edit.presence !== 'present' ? [edit.id] : []));
  if (leaving.length === 0) return 0;
  const text = `select count(distinct r.id)::int as count from stands_on s join resource r on r.id = s.resource_id
    where s.on_id = any($1::uuid[]) and r.presence = 'present' and r.id <> all($1::uuid[])`;
  return (await findRow<{ count: number }>(em, text, [leaving]))?.count ?? 0;
}

/** Refuses to bring back what stands on something set aside: it would wait without an end. */
export async function refuseWithoutGround(em: Transaction, { edits }: Pick<ChangeSet, 'edits'>): Promise<void> {
  const back = edits.flatMap(edit => (edit.op === 'presence' && edit.presence === 'present' ? [edit.id] : []));
  if (back.length === 0) return;
  const text = `select distinct below.kind, below.key, below.spec
    from stands_on s join resource below on below.id = s.on_id
    where s.resource_id = any($1::uuid[]) and below.presence <> 'present' and below.id <> all($1::uuid[])
    order by below.key limit 10`;
  const missing = (await rows<Labelled>(em, text, [back])).map(labelOf);
  if (missing.length > 0) throw new Problem('stands-on-set-aside', { names: missing });
}

/** Says anew what a resource stands on, all of it there already. */
export async function standOn(em: Transaction, id: string, grounds: readonly string[]): Promise<void> {
  await rows(em, 'delete from stands_on where resource_id = $1 and on_id <> all ($2::uuid[])', [id, grounds]);
  const text = 'insert into stands_on (resource_id, on_id) select $1, unnest($2::uuid[]) on conflict do nothing';
  await rows(em, text, [id, grounds]);
}
