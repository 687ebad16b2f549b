import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';

/** Bounds are local times of the association, `2025-10-16` (midnight) or `2025-10-16T09:30`; `until` is exclusive. */
export interface PartsChange {
  readonly memberId: string;
  readonly from: string;
  /** Until the next change that is recorded already, when absent. */
  readonly until?: string;
  readonly by: string;
}

/**
 * A member has so many half-parts from a moment on. What was recorded of that time is replaced, never changed; the rest
 * of it stays. Two at once for one member take turns. Returns false when it was so already, and writes nothing then.
 */
export async function setParts(em: EntityManager, change: PartsChange & { halfParts: number }): Promise<boolean> {
  const { memberId, from, until, by, halfParts } = change;
  await takeTurn(em, memberId);
  const [found] = await rows<{ span: string; isSo: boolean }>(em, spanOf, [memberId, from, until ?? null, halfParts]);
  if (!found || found.isSo) return false;
  await clear(em, memberId, found.span, by);
  const text = `insert into membership (member_id, half_parts, valid, recorded_by) values ($1, $2, $3::tstzrange, $4)`;
  await rows(em, text, [memberId, halfParts, found.span, by]);
  return true;
}

/** A member has no parts from a moment on, whatever was recorded of later. Returns false when it had none. */
export async function endParts(em: EntityManager, change: Omit<PartsChange, 'until'>): Promise<boolean> {
  const { memberId, from, by } = change;
  await takeTurn(em, memberId);
  const text = `select tstzrange($1::timestamp at time zone amie_zone(), null)::text as span`;
  const [found] = await rows<{ span: string }>(em, text, [from]);
  return found !== undefined && (await clear(em, memberId, found.span, by));
}

async function takeTurn(em: EntityManager, memberId: string): Promise<void> {
  await rows(em, 'select id from member where id = $1 for no key update', [memberId]);
}

/** Leaves nothing recorded of a span; what lies beside it stays, in rows of its own. */
async function clear(em: EntityManager, memberId: string, span: string, by: string): Promise<boolean> {
  const replaced = await rows<{ id: string }>(em, replace, [memberId, span, by]);
  if (replaced.length > 0) await rows(em, keepBeside, [replaced.map(({ id }) => id), span, by]);
  return replaced.length > 0;
}

const spanOf = `
  with wish as (
    select $2::timestamp at time zone amie_zone() as start, $3::timestamp at time zone amie_zone() as stop
  ), bounded as (
    select tstzrange(start, coalesce(stop, (select min(lower(valid)) from membership
      where member_id = $1 and replaced_at is null and lower(valid) > start))) as span from wish
  )
  select b.span::text as span, exists (select from membership m where m.member_id = $1 and m.replaced_at is null
    and m.half_parts = $4 and m.valid @> b.span) as "isSo"
  from bounded b
`;
const replace = `
  update membership set replaced_by = $3
  where member_id = $1 and replaced_at is null and valid && $2::tstzrange returning id
`;
const keepBeside = `
  insert into membership (member_id, half_parts, valid, recorded_by)
  select m.member_id, m.half_parts, beside, $3
  from membership m, unnest(tstzmultirange(m.valid) - tstzmultirange($2::tstzrange)) as beside
  where m.id = any($1::uuid[])
`;
