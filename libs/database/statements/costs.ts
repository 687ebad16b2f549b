import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';

/** One row of what a month cost, in cents; the cost of the month is the sum of its rows. */
export interface CostRow {
  readonly id: string;
  readonly month: string;
  readonly cents: bigint;
  readonly note: string;
  readonly recordedBy: string;
  readonly recordedAt: Date;
}

/** One call for money ahead, in cents; a correction is a row of its own, negative. */
export interface ProvisionRow extends CostRow {
  /** Short name. */
  readonly member: string;
}

/** What is to be recorded; `month` is `YYYY-MM`. */
export interface NewCost {
  readonly month: string;
  readonly cents: bigint;
  readonly note: string;
  readonly by: string;
}

/** Brings the cost of a month to an amount, by one more row for the difference; undefined when it is that already. */
export async function setCost(em: EntityManager, { month, cents, note, by }: NewCost): Promise<CostRow | undefined> {
  // Two at once would both add the same difference.
  await rows(em, 'select pg_advisory_xact_lock(hashtextextended($1, 4))', [`cost ${month}`]);
  const [before] = await rows<{ cents: string }>(em, costOfMonth, [month]);
  const difference = cents - BigInt(before?.cents ?? 0);
  if (difference === 0n) return undefined;
  const [made] = await rows<CostText>(em, insertCost, [randomUUID(), month, String(difference), note, by]);
  return made && costOf(made);
}

/** Records a provision; below 0 it takes back an earlier one. */
export async function addProvision(
  em: EntityManager,
  { memberId, month, cents, note, by }: NewCost & { memberId: string },
): Promise<ProvisionRow> {
  const values = [randomUUID(), memberId, month, String(cents), note, by];
  const [made] = await rows<CostText & { member: string }>(em, insertProvision, values);
  if (!made) throw new Error('nothing was recorded');
  return { ...costOf(made), member: made.member };
}

/** Every row of cost of a year, oldest first. */
export async function costsOfYear(em: EntityManager, year: number): Promise<CostRow[]> {
  return (await rows<CostText>(em, costsText, [String(year)])).map(costOf);
}

/** Every provision of a year in reach, oldest first. */
export async function provisionsOfYear(em: EntityManager, year: number): Promise<ProvisionRow[]> {
  const found = await rows<CostText & { member: string }>(em, provisionsText, [String(year)]);
  return found.map(row => ({ ...costOf(row), member: row.member }));
}

type CostText = Omit<CostRow, 'cents'> & { readonly cents: string };

const costOf = ({ id, month, cents, note, recordedBy, recordedAt }: CostText): CostRow => ({
  id,
  month,
  cents: BigInt(cents),
  note,
  recordedBy,
  recordedAt,
});

const columns = `id, to_char(month, 'YYYY-MM') as month, cents::text as cents, note, recorded_by as "recordedBy",
  recorded_at as "recordedAt"`;
const costOfMonth = `select coalesce(sum(cents), 0)::text as cents from period_cost where month = ($1 || '-01')::date`;
const insertCost = `insert into period_cost (id, month, cents, note, recorded_by)
  values ($1, ($2 || '-01')::date, $3::bigint, $4, $5) returning ${columns}`;
const insertProvision = `with made as (
    insert into provision (id, member_id, month, cents, note, recorded_by)
    values ($1, $2, ($3 || '-01')::date, $4::bigint, $5, $6) returning *)
  select ${columns.replace(/^id/, 'made.id')}, m.slug as member from made join member m on m.id = made.member_id`;
const costsText = `select ${columns} from period_cost where to_char(month, 'YYYY') = $1 order by month, recorded_at, id`;
const provisionsText = `select ${columns.replace(/^id/, 'p.id')}, m.slug as member
  from provision p join member m on m.id = p.member_id
  where to_char(month, 'YYYY') = $1 order by month, recorded_at, p.id`;
