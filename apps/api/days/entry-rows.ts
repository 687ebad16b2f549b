import { isUuid } from '../http/find-member.js';
import { findRow, rows, type Transaction } from '../http/scope.js';
import { notFound } from '../problems/problem.js';
import type { EntryKind } from './fields.js';

/** One line of the ledger, with the names people know. */
export interface EntryRow {
  readonly id: string;
  readonly technician_id: number;
  readonly technician: string;
  readonly day: string;
  /** Local times, `24:00` at the end of a day. */
  readonly start: string;
  readonly end: string;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly is_timed: boolean;
  readonly minutes: number;
  readonly kind: EntryKind;
  readonly pool: string | null;
  readonly member_id: string | null;
  readonly member: string | null;
  readonly note: string;
  readonly created_by: string;
  readonly created_at: Date;
  readonly edited_by: string | null;
  readonly validated_by: string | null;
  readonly validated_at: Date | null;
  readonly withdrawn_at: Date | null;
  readonly reverses_id: string | null;
  readonly reversed_by_id: string | null;
  readonly reason: string | null;
  readonly is_live: boolean;
  readonly attendance: { readonly member: string; readonly minutes: number }[];
  readonly version: bigint;
}

const entries = `
  select e.id, e.technician_id, t.name as technician, e.work_day::text as day, e.is_timed, e.minutes, e.kind, e.pool,
    e.member_id, m.slug as member, e.note, e.created_by, e.created_at, e.edited_by, e.validated_by, e.validated_at, e.withdrawn_at,
    e.reverses_id, r.id as reversed_by_id, e.reason, e.is_live, e.version,
    lower(e.span) as starts_at, upper(e.span) as ends_at,
    to_char(lower(e.span) at time zone amie_zone(), 'HH24:MI') as start,
    case when upper(e.span) = (e.work_day + 1)::timestamp at time zone amie_zone() then '24:00'
      else to_char(upper(e.span) at time zone amie_zone(), 'HH24:MI') end as end,
    coalesce((select jsonb_agg(jsonb_build_object('member', am.slug, 'minutes', a.minutes) order by am.slug)
      from attendance a join member am on am.id = a.member_id where a.entry_id = e.id and a.minutes <> 0), '[]')
      as attendance
  from time_entry e
  join technician t on t.id = e.technician_id
  left join member m on m.id = e.member_id
  left join time_entry r on r.reverses_id = e.id`;

/** An entry by its id, or by the first eight digits or more of it; throws `not-found`. */
export async function getEntry(em: Transaction, reference: string): Promise<EntryRow> {
  const wanted = reference.toLowerCase();
  if (!/^[0-9a-f]{8}[0-9a-f-]{0,28}$/.test(wanted)) throw notFound(reference);
  const isNamed = isUuid(wanted) ? 'e.id = $1' : `e.id::text like $1 || '%'`;
  const found = await rows<EntryRow>(em, `${entries} where ${isNamed} limit 2`, [wanted]);
  const [only, ...others] = found;
  if (!only || others.length > 0) throw notFound(reference);
  return only;
}

/** As `getEntry`, and nobody else changes it until the transaction ends. */
export async function lockEntry(em: Transaction, reference: string): Promise<EntryRow> {
  const { id } = await getEntry(em, reference);
  await rows(em, 'select id from time_entry where id = $1 for no key update', [id]);
  return getEntry(em, id);
}

/** What takes up the days of a technician, or of all, from one day to another, both included. */
export function liveEntries(
  em: Transaction,
  from: string,
  to: string,
  technicianId: number | null,
): Promise<EntryRow[]> {
  const text = `${entries} where e.is_live and e.work_day between $1::date and $2::date
    and ($3::int is null or e.technician_id = $3) order by t.name, lower(e.span)`;
  return rows<EntryRow>(em, text, [from, to, technicianId]);
}

/** The entry that takes up a span already, other than one. */
export function entryIn(
  em: Transaction,
  technicianId: number,
  span: string,
  butNot: string | null,
): Promise<EntryRow | undefined> {
  const text = `${entries} where e.is_live and e.technician_id = $1 and e.span && $2::tstzrange
    and ($3::uuid is null or e.id <> $3) order by lower(e.span) limit 1`;
  return findRow<EntryRow>(em, text, [technicianId, span, butNot]);
}

export function stateOf(row: EntryRow): 'draft' | 'validated' | 'withdrawn' | 'reversed' | 'reversal' {
  if (row.reverses_id !== null) return 'reversal';
  if (row.withdrawn_at !== null) return 'withdrawn';
  if (row.validated_at === null) return 'draft';
  return row.reversed_by_id === null ? 'validated' : 'reversed';
}

export function showEntry(row: EntryRow): object {
  return {
    id: row.id,
    technician: row.technician,
    day: row.day,
    start: row.start,
    end: row.end,
    isTimed: row.is_timed,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    minutes: row.minutes,
    kind: row.kind,
    pool: row.pool,
    member: row.member,
    note: row.note,
    state: stateOf(row),
    createdBy: row.created_by,
    createdAt: row.created_at,
    editedBy: row.edited_by,
    validatedBy: row.validated_by,
    validatedAt: row.validated_at,
    reverses: row.reverses_id,
    reversedBy: row.reversed_by_id,
    reason: row.reason,
    attendance: row.attendance,
    version: row.version,
  };
}
