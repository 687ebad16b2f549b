import { randomUUID } from 'node:crypto';
import {
  allocateMonth,
  differences,
  type MonthInputs,
  type Pool,
  pools,
  sumTables,
  uminPerMinute,
  uminTable,
  type UminTable,
} from '@amie/allocation';
import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { requireReadings } from './detached.js';
import { closedWith, frozenInputs } from './frozen-inputs.js';
import { monthInputs } from './month-inputs.js';
import { firstDay, homeToday, type Month, monthsLater } from './months.js';
import { lockPeriod } from './period-rows.js';
import { PeriodRefused } from './refused.js';

/** What corrects a closed month, in micro-minutes: which month it is about, and in which one it counts. Never edited. */
export interface Adjustment {
  readonly id: string;
  readonly originMonth: Month;
  readonly issuedMonth: Month;
  /** `individual`: minutes worked for the member alone. */
  readonly pool: Pool | 'individual';
  readonly member: string | null;
  readonly amount: bigint;
  readonly cause: string;
  /** Shared by all that was written at once: it is taken back together. */
  readonly batch: string;
  readonly reverses: string | null;
  readonly issuedBy: string;
  readonly issuedAt: Date;
}

/** What a closed month lacks: a difference of a member's share of a pool, or of its own minutes. */
export type Lack = Pick<Adjustment, 'pool' | 'amount'> & { readonly member: string };

/**
 * Computes a closed month again from all that is known now, under its own policy, and says what its figures with their
 * adjustments still lack: of a pool the differences sum to 0 when only keys moved, to the minutes' when the ledger did.
 * What was taken back is lacking again. Throws `month-detached`, or `month-without-parts` when nobody
 * would bear its minutes any more.
 */
export async function lackOf(em: EntityManager, month: Month): Promise<Lack[]> {
  await requireReadings(em, month);
  const now = await monthInputs(em, month, undefined, await closedWith(em, month));
  const kept = await frozenInputs(em, month);
  const before = await adjustmentsOf(em, { origin: month });
  const fresh = allocateMonth(now);
  if (fresh.unallocated > 0n) throw new PeriodRefused('month-without-parts', { month });
  const shares = differences(sumTables([uminTable(allocateMonth(kept)), tableOf(before)]), uminTable(fresh));
  return [...shares, ...ownLack(kept, now, before)];
}

function ownLack(kept: MonthInputs, now: MonthInputs, before: readonly Adjustment[]): Lack[] {
  const members = [...new Set([...kept.individual.keys(), ...now.individual.keys()])].sort();
  return members.flatMap(member => {
    const minutes = (now.individual.get(member) ?? 0n) - (kept.individual.get(member) ?? 0n);
    const adjusted = before.filter(one => one.pool === 'individual' && one.member === member);
    const amount = minutes * uminPerMinute - adjusted.reduce((sum, one) => sum + one.amount, 0n);
    return amount === 0n ? [] : [{ pool: 'individual' as const, member, amount }];
  });
}

function tableOf(adjustments: readonly Adjustment[]): UminTable {
  return new Map(
    pools.map(pool => {
      const sums = new Map<string, bigint>();
      for (const one of adjustments) {
        if (one.pool === pool && one.member) sums.set(one.member, (sums.get(one.member) ?? 0n) + one.amount);
      }
      return [pool, sums] as const;
    }),
  );
}

/**
 * Writes what a closed month lacks as adjustments that count in a month not yet closed; the month itself stays as it
 * is. Run again, it finds nothing more. Two at once take turns.
 */
export async function adjustMonth(
  em: EntityManager,
  month: Month,
  { cause, by }: { readonly cause: string; readonly by: string },
): Promise<Adjustment[]> {
  await requireClosed(em, month);
  const lack = await lackOf(em, month);
  if (lack.length === 0) return [];
  const [issued, batch] = [await issueMonth(em, month), randomUUID()];
  await rows(em, insert, [
    firstDay(month),
    firstDay(issued),
    lack.map(({ pool }) => pool),
    lack.map(({ member }) => member),
    lack.map(({ amount }) => `${amount}`),
    cause,
    by,
    batch,
  ]);
  return batchOf(em, month, batch);
}

/**
 * Takes back, once, all that was written together with an adjustment, each by its opposite: a part of it would leave a
 * pool that no longer sums. `adjustMonth` writes what the month then lacks, if somebody asks for it again.
 */
export async function reverseAdjustment(
  em: EntityManager,
  month: Month,
  { id, cause, by }: { readonly id: string; readonly cause: string; readonly by: string },
): Promise<Adjustment[]> {
  await requireClosed(em, month);
  const all = await adjustmentsOf(em, { origin: month });
  const wrong = all.find(one => one.id === id || (id.length >= 8 && one.id.startsWith(id)));
  if (!wrong) throw new PeriodRefused('adjustment-unknown', { value: id });
  if (all.some(one => one.reverses === wrong.id)) throw new PeriodRefused('adjustment-reversed', { value: id });
  const batch = randomUUID();
  const values = [firstDay(month), firstDay(await issueMonth(em, month)), wrong.batch, cause, by, batch];
  await rows(em, reverse, values);
  return batchOf(em, month, batch);
}

async function batchOf(em: EntityManager, month: Month, batch: string): Promise<Adjustment[]> {
  return (await adjustmentsOf(em, { origin: month })).filter(one => one.batch === batch);
}

async function requireClosed(em: EntityManager, month: Month): Promise<void> {
  const { state } = await lockPeriod(em, month);
  if (state !== 'closed') throw new PeriodRefused('month-not-closed', { month });
}

/** The first month from now on that is not closed, after the one corrected. */
async function issueMonth(em: EntityManager, origin: Month): Promise<Month> {
  const current = (await homeToday(em)).slice(0, 7);
  const closed = await rows<{ month: Month }>(
    em,
    `select to_char(month, 'YYYY-MM') as month from period where state = 'closed'`,
  );
  const isClosed = new Set(closed.map(({ month }) => month));
  const next = monthsLater(origin, 1);
  let month = next > current ? next : current;
  while (isClosed.has(month)) month = monthsLater(month, 1);
  return month;
}

const insert = `
  insert into adjustment (origin_month, issued_month, pool, member_id, amount_umin, cause, issued_by, batch_id)
  select $1::date, $2::date, a.pool, m.id, a.amount, $6, $7, $8::uuid
  from unnest($3::text[], $4::text[], $5::bigint[]) as a(pool, slug, amount) join member m on m.slug = a.slug
`;
const reverse = `
  insert into adjustment (origin_month, issued_month, pool, member_id, amount_umin, cause, reverses_id, issued_by,
    batch_id)
  select $1::date, $2::date, pool, member_id, -amount_umin, $4, id, $5, $6::uuid from adjustment
  where batch_id = $3::uuid and origin_month = $1::date
`;

/** Adjustments about a month, or those that count in one; oldest first. */
export function adjustmentsOf(
  em: EntityManager,
  of: { readonly origin: Month } | { readonly issued: Month },
): Promise<Adjustment[]> {
  const [origin, issued] = 'origin' in of ? [firstDay(of.origin), null] : [null, firstDay(of.issued)];
  return rows(em, select, [origin, issued]);
}

const select = `
  select a.id, to_char(a.origin_month, 'YYYY-MM') as "originMonth", to_char(a.issued_month, 'YYYY-MM') as "issuedMonth",
    a.pool, m.slug as member, a.amount_umin as amount, a.cause, a.batch_id as batch, a.reverses_id as reverses,
    a.issued_by as "issuedBy", a.issued_at as "issuedAt"
  from adjustment a left join member m on m.id = a.member_id
  where ($1::date is null or a.origin_month = $1::date) and ($2::date is null or a.issued_month = $2::date)
  order by a.issued_at, a.pool, m.slug, a.id
`;
