import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';

/** What collective minutes are worked for, in the order they are told. */
export const ledgerPools = ['mail', 'web', 'backup', 'directory', 'training', 'emergency', 'management'] as const;
export type LedgerPool = (typeof ledgerPools)[number];

/** A moment, or its text as PostgreSQL writes it. */
export type Cutoff = Date | string;

/** Amounts by the short name of a member. */
export type ByMember = ReadonlyMap<string, bigint>;

interface Amount {
  readonly name: string;
  readonly amount: string;
}

/**
 * Validated collective minutes of a month (`YYYY-MM`), for every pool, 0 included. Reversals are in the sum. With a
 * cutoff: as the ledger stood then, whatever was validated or reversed since.
 */
export async function poolMinutes(
  em: EntityManager,
  month: string,
  cutoff?: Cutoff,
): Promise<ReadonlyMap<LedgerPool, bigint>> {
  const text = `select pool as name, sum(minutes)::text as amount from time_entry e
    where kind = 'collective' and ${validatedIn} group by pool`;
  const found = amounts(await rows<Amount>(em, text, [month, cutoff ?? null]));
  return new Map(ledgerPools.map(pool => [pool, found.get(pool) ?? 0n]));
}

/** Validated minutes worked for one member alone, by member; a member whose minutes were all reversed is told with 0. */
export async function individualMinutes(em: EntityManager, month: string, cutoff?: Cutoff): Promise<ByMember> {
  const text = `select m.slug as name, sum(e.minutes)::text as amount from time_entry e
    join member m on m.id = e.member_id
    where e.kind = 'individual' and ${validatedIn} group by m.slug order by m.slug`;
  return amounts(await rows<Amount>(em, text, [month, cutoff ?? null]));
}

/** Collective minutes that helped one member most, by member: `help.minutes`, told and never weighed. */
export async function helpMinutes(em: EntityManager, month: string, cutoff?: Cutoff): Promise<ByMember> {
  const text = `select m.slug as name, sum(e.minutes)::text as amount from time_entry e
    join member m on m.id = e.member_id
    where e.kind = 'collective' and ${validatedIn} group by m.slug order by m.slug`;
  return amounts(await rows<Amount>(em, text, [month, cutoff ?? null]));
}

/** Attendee-minutes of the trainings of a month, by member: `train.minutes`. */
export async function attendance(em: EntityManager, month: string, cutoff?: Cutoff): Promise<ByMember> {
  const text = `select m.slug as name, sum(a.minutes)::text as amount from time_entry e
    join attendance a on a.entry_id = e.id join member m on m.id = a.member_id
    where ${validatedIn} group by m.slug having bool_or(a.minutes <> 0) order by m.slug`;
  return amounts(await rows<Amount>(em, text, [month, cutoff ?? null]));
}

const monthOf = `e.work_day >= ($1 || '-01')::date and e.work_day < (($1 || '-01')::date + interval '1 month')::date`;
const validatedIn = `${monthOf} and e.validated_at <= coalesce($2::timestamptz, 'infinity')`;

function amounts(found: readonly Amount[]): Map<string, bigint> {
  return new Map(found.map(({ name, amount }) => [name, BigInt(amount)]));
}

/** Entries of a month that nobody validated yet: a month is not closed on them. */
export async function draftsOf(em: EntityManager, month: string): Promise<readonly { id: string; day: string }[]> {
  const text = `select id, work_day::text as day from time_entry e
    where ${monthOf} and validated_at is null and withdrawn_at is null order by work_day, lower(span)`;
  return rows(em, text, [month]);
}

/**
 * The moment at which a month can be frozen: what is validated later bears a later time. Nobody writes into the ledger
 * until the transaction ends.
 */
export async function freezeLedger(em: EntityManager): Promise<Date> {
  const [frozen] = await rows<{ at: Date }>(em, 'select amie_freeze_ledger() as at');
  if (!frozen) throw new Error('the ledger gave no moment');
  return frozen.at;
}
