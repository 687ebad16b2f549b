import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import type { Cutoff, LedgerPool } from './months.js';

/** One validated line of the ledger as a figure rests on it; a reversal has its minutes below 0, and its reason. */
export interface LedgerLine {
  readonly id: string;
  readonly day: string;
  /** Minutes worked, or attended at a training. */
  readonly minutes: number;
  readonly technician: string;
  readonly note: string;
  readonly validatedBy: string;
  readonly validatedAt: Date;
  readonly reversesId: string | null;
  readonly reason: string | null;
}

/** The lines that `poolMinutes` sums for one pool of a month, oldest first. */
export function linesOfPool(
  em: EntityManager,
  month: string,
  pool: LedgerPool,
  cutoff?: Cutoff,
): Promise<LedgerLine[]> {
  const text = `${lines('e.minutes', '')} where e.kind = 'collective' and e.pool = $3 ${counted}`;
  return rows<LedgerLine>(em, text, [month, cutoff ?? null, pool]);
}

/** The lines that `individualMinutes` sums for one member, by its short name. */
export function linesOfMemberAlone(
  em: EntityManager,
  month: string,
  member: string,
  cutoff?: Cutoff,
): Promise<LedgerLine[]> {
  const text = `${lines('e.minutes', '')} where e.kind = 'individual' and e.member_id = ${ofSlug} ${counted}`;
  return rows<LedgerLine>(em, text, [month, cutoff ?? null, member]);
}

/** The lines of the sheets of attendance that `attendance` sums for one member. */
export function linesOfSheets(
  em: EntityManager,
  month: string,
  member: string,
  cutoff?: Cutoff,
): Promise<LedgerLine[]> {
  const sheet = 'join attendance a on a.entry_id = e.id and a.minutes <> 0';
  const text = `${lines('a.minutes', sheet)} where a.member_id = ${ofSlug} ${counted}`;
  return rows<LedgerLine>(em, text, [month, cutoff ?? null, member]);
}

const ofSlug = '(select id from member where slug = $3)';
const lines = (minutes: string, sheet: string) => `
  select e.id, e.work_day::text as day, ${minutes} as minutes, t.name as technician, e.note,
    e.validated_by as "validatedBy", e.validated_at as "validatedAt", e.reverses_id as "reversesId", e.reason
  from time_entry e join technician t on t.id = e.technician_id ${sheet}
`;
const counted = `
  and e.work_day >= ($1 || '-01')::date and e.work_day < (($1 || '-01')::date + interval '1 month')::date
  and e.validated_at <= coalesce($2::timestamptz, 'infinity')
  order by e.work_day, lower(e.span), e.validated_at, e.id
`;
