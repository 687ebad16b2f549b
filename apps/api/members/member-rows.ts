import type { MemberRow } from '../http/find-member.js';
import type { Cursor } from '../http/paging.js';
import { findRow, rows, type Transaction } from '../http/scope.js';
import { notFound } from '../problems/problem.js';
import { type ResourceRow, stateOf } from '../resources/resource-rows.js';

/** A member with its counts and the state of its unit. */
export interface MemberSummary extends MemberRow {
  readonly given_kib: bigint;
  readonly people: number;
  readonly mailboxes_ready: number;
  readonly domains: string[];
  readonly unit: Parameters<typeof stateOf>[0] | null;
}

// Counted per member shown, never for all: a page stays as cheap in a federation of ten thousand.
const members = `
  select m.*, c.given_kib, c.people, c.mailboxes_ready, c.domains,
    (select jsonb_build_object('generation', u.generation::text, 'observed_generation', u.observed_generation::text,
        'ready_generation', u.ready_generation::text, 'presence', u.presence, 'held_reason', u.held_reason,
        'problem', u.problem, 'is_waiting', u.is_waiting)
     from resource u where u.member_id = m.id and u.kind = 'unit' limit 1) as unit
  from member m cross join lateral (
    select coalesce(sum((r.spec->>'limitKib')::bigint) filter (where r.kind = 'mailbox'), 0)::bigint as given_kib,
      count(*) filter (where r.kind = 'account')::int as people,
      count(*) filter (where r.kind = 'mailbox' and r.ready_generation = r.generation)::int as mailboxes_ready,
      coalesce(array_agg(r.spec->>'domain' order by r.spec->>'domain') filter (where r.kind = 'domain'), '{}') as domains
    from resource r where r.member_id = m.id and r.presence = 'present'
  ) c`;

export async function getSummary(em: Transaction, id: string): Promise<MemberSummary> {
  const found = await findRow<MemberSummary>(em, `${members} where m.id = $1 and m.deleted_at is null`, [id]);
  if (!found) throw notFound(id);
  return found;
}

/** One page by short name, and one row more when there is a next page. */
export function listMembers(em: Transaction, after: Cursor | undefined, limit: number): Promise<MemberSummary[]> {
  const text = `${members} where m.deleted_at is null and ($1::text is null or m.slug > $1) order by m.slug limit $2`;
  return rows<MemberSummary>(em, text, [after?.[0] ?? null, limit + 1]);
}

/** The unit of a member, locked. */
export async function lockUnit(
  em: Transaction,
  memberId: string,
): Promise<ResourceRow<{ slug: string; name: string }>> {
  const text = `select * from resource where member_id = $1 and kind = 'unit' for no key update`;
  const found = await findRow<ResourceRow<{ slug: string; name: string }>>(em, text, [memberId]);
  if (!found) throw new Error(`the member ${memberId} has no unit`);
  return found;
}

export function showMember(row: MemberSummary): object {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    language: row.language,
    storageLimitKib: row.storage_limit_kib,
    storageGivenKib: row.given_kib,
    people: row.people,
    mailboxesReady: row.mailboxes_ready,
    domains: row.domains,
    state: row.unit ? stateOf(row.unit) : 'waiting',
    version: row.version,
  };
}
