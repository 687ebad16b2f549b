import { plainAnswer } from '../days/plain-answer.js';
import type { Asked } from '../http/asked.js';
import { requireVersion } from '../http/preconditions.js';
import { findRow, rows, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { Problem } from '../problems/problem.js';
import { getTechnician, showTechnician, takeTurn } from './technician-rows.js';
import type { NewTechnician, TechnicianEdit } from './technician-schemas.js';

export async function addTechnician(em: Transaction, asked: Asked, body: NewTechnician): Promise<Written> {
  const { name, fullName } = body;
  const text = `insert into technician (name, full_name) values ($1, $2) on conflict (name) do nothing returning id`;
  if (!(await findRow(em, text, [name, fullName]))) throw new Problem('technician-taken', { value: name });
  await tell(em, asked, name, 'technician-add');
  return shown(em, asked, name, 201);
}

export async function editTechnician(
  em: Transaction,
  asked: Asked,
  name: string,
  edit: TechnicianEdit,
): Promise<Written> {
  const before = await getTechnician(em, name);
  await takeTurn(em, before);
  const row = await getTechnician(em, name);
  requireVersion(asked, row.version);
  const { fullName = row.full_name, leftOn = row.left_on } = edit;
  if (leftOn !== null) await refuseDaysAfter(em, row.id, leftOn);
  await rows(em, 'update technician set full_name = $2, left_on = $3, version = version + 1 where id = $1', [
    row.id,
    fullName,
    leftOn,
  ]);
  await tell(em, asked, row.name, leftOn === row.left_on ? 'technician-edit' : 'technician-leave');
  return shown(em, asked, row.name, 200);
}

async function refuseDaysAfter(em: Transaction, id: number, leftOn: string): Promise<void> {
  const text = `select work_day::text as day from time_entry
    where technician_id = $1 and is_live and work_day >= $2::date order by work_day desc limit 1`;
  const last = await findRow<{ day: string }>(em, text, [id, leftOn]);
  if (last) throw new Problem('technician-days-after', { day: last.day });
}

async function shown(em: Transaction, asked: Asked, name: string, status: number): Promise<Written> {
  const row = await getTechnician(em, name);
  return { answer: plainAnswer(asked, status, showTechnician(row), row.version) };
}

async function tell(em: Transaction, asked: Asked, key: string, action: string): Promise<void> {
  const told = `insert into change_log (actor, action, key, outcome) values ($1, $2, $3, 'done')`;
  await rows(em, told, [asked.actor, action, key]);
}
