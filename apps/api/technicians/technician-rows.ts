import type { Asked } from '../http/asked.js';
import { findRow, rows, type Transaction } from '../http/scope.js';
import { notFound, Problem } from '../problems/problem.js';

/** Somebody whose days the ledger holds. */
export interface TechnicianRow {
  readonly id: number;
  readonly name: string;
  readonly full_name: string;
  /** First day no longer there. */
  readonly left_on: string | null;
  readonly version: bigint;
  readonly is_there: boolean;
}

const technicians = `select id, name, full_name, left_on::text, version,
    (left_on is null or left_on > (clock_timestamp() at time zone amie_zone())::date) as is_there
  from technician`;

export function listTechnicians(em: Transaction): Promise<TechnicianRow[]> {
  return rows<TechnicianRow>(em, `${technicians} order by left_on is not null, name`);
}

export async function getTechnician(em: Transaction, name: string): Promise<TechnicianRow> {
  const found = await findRow<TechnicianRow>(em, `${technicians} where name = $1`, [name.toLowerCase()]);
  if (!found) throw notFound(name);
  return found;
}

/** The one named; else whoever holds the token; else the only one there. */
export async function chooseTechnician(em: Transaction, asked: Asked, name?: string): Promise<TechnicianRow> {
  const all = await listTechnicians(em);
  const there = all.filter(one => one.is_there);
  const self = there.find(one => `technician:${one.name}` === asked.actor);
  const only = there.length === 1 ? there[0] : undefined;
  const chosen = name === undefined ? (self ?? only) : all.find(one => one.name === name.toLowerCase());
  if (all.length === 0) throw new Problem('technician-none');
  if (!chosen) throw new Problem('technician-needed', { known: all.map(one => one.name) });
  return chosen;
}

/** One writer at a time into the days of a technician: what is free stays free until the entry is there. */
export async function takeTurn(em: Transaction, technician: TechnicianRow): Promise<void> {
  await rows(em, `select pg_advisory_xact_lock(hashtext('amie.days'), $1)`, [technician.id]);
}

export function showTechnician(row: TechnicianRow): object {
  return { name: row.name, fullName: row.full_name, leftOn: row.left_on, version: row.version };
}
