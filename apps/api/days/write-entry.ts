import { randomUUID } from 'node:crypto';
import type { Asked } from '../http/asked.js';
import { requireVersion } from '../http/preconditions.js';
import { findRow, rows, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { Problem } from '../problems/problem.js';
import { chooseTechnician, getTechnician, type TechnicianRow, takeTurn } from '../technicians/technician-rows.js';
import { writeSheet } from './attendance-sheet.js';
import { getEntry, lockEntry, type EntryRow, showEntry, stateOf } from './entry-rows.js';
import { type Purpose, purposeOf } from './entry-purpose.js';
import type { EntryEdit, NewEntry } from './entry-schemas.js';
import { flagsOf, showFlag } from './flags.js';
import { inWords } from './ledger-problem.js';
import { plainAnswer } from './plain-answer.js';
import { type PlacedTime, placeTime } from './place-time.js';

/** Writes an entry down; it counts once a second person validated it. */
export async function logEntry(em: Transaction, asked: Asked, body: NewEntry): Promise<Written> {
  const technician = await chooseTechnician(em, asked, body.technician);
  await takeTurn(em, technician);
  const today = await localToday(em);
  const { day = today, half, start, end, minutes } = body;
  refuseDay(technician, day, today);
  const purpose = await purposeOf(em, body);
  const time = await placeTime(em, technician, { day, half, start, end, minutes });
  const id = randomUUID();
  const values = [id, technician.id, day, ...columnsOf(time, purpose), body.note, asked.actor];
  await inWords(rows(em, insert, values), { day, today, technician: technician.name });
  await writeSheet(em, { id, pool: purpose.pool, minutes: time.minutes }, body.attendance);
  return shown(em, asked, id, 201);
}

/** Edits a draft as it was read; what is not named stays, but a new time is told whole. */
export async function editEntry(em: Transaction, asked: Asked, reference: string, edit: EntryEdit): Promise<Written> {
  const row = await lockEntry(em, reference);
  requireVersion(asked, row.version);
  if (stateOf(row) !== 'draft') throw new Problem('entry-settled');
  const technician = await getTechnician(em, row.technician);
  await takeTurn(em, technician);
  const today = await localToday(em);
  const day = edit.day ?? row.day;
  refuseDay(technician, day, today);
  const purpose = await purposeOf(em, mergedPurpose(row, edit));
  const time = await placeTime(em, technician, { ...timeOf(row, edit), day }, row.id);
  const values = [row.id, day, ...columnsOf(time, purpose), edit.note ?? row.note, asked.actor];
  await inWords(rows(em, update, values), { day, today, technician: technician.name });
  const seats = edit.attendance ?? (purpose.pool === 'training' ? row.attendance : []);
  await writeSheet(em, { id: row.id, pool: purpose.pool, minutes: time.minutes }, seats);
  return shown(em, asked, row.id, 200);
}

/** A change of purpose names all of it: a pool given alone is collective, a member given alone keeps the pool. */
function mergedPurpose(row: EntryRow, edit: EntryEdit): Parameters<typeof purposeOf>[1] {
  const { kind, pool, member } = edit;
  if (kind === undefined && pool === undefined && member === undefined) return row;
  const stays = kind === undefined || kind === row.kind;
  return {
    kind,
    pool: pool === undefined && stays ? row.pool : pool,
    member: member === undefined && stays ? row.member : member,
  };
}

function timeOf(row: EntryRow, { half, start, end, minutes }: EntryEdit): Omit<Parameters<typeof placeTime>[2], 'day'> {
  const isSaid = [half, start, end, minutes].some(value => value !== undefined);
  if (isSaid) return { half, start, end, minutes };
  return row.is_timed ? { start: row.start, minutes: row.minutes } : { minutes: row.minutes };
}

function columnsOf(time: PlacedTime, purpose: Purpose): unknown[] {
  return [time.span, time.isTimed, time.minutes, purpose.kind, purpose.pool, purpose.memberId];
}

function refuseDay({ name, left_on: leftOn }: TechnicianRow, day: string, today: string): void {
  if (day > today) throw new Problem('entry-in-future', { day, today });
  if (leftOn !== null && day >= leftOn) throw new Problem('technician-left', { technician: name, day, leftOn });
}

/** Today where the members live, by the database's clock. */
export async function localToday(em: Transaction): Promise<string> {
  const text = 'select (clock_timestamp() at time zone amie_zone())::date::text as today';
  return (await findRow<{ today: string }>(em, text, []))?.today ?? '';
}

async function shown(em: Transaction, asked: Asked, id: string, status: number): Promise<Written> {
  const row = await getEntry(em, id);
  const flags = await flagsOf(em, row.day, row.day, row.technician_id);
  const body = { entry: showEntry(row), flags: flags.map(flag => showFlag(flag, asked.language)) };
  return { answer: plainAnswer(asked, status, body, row.version) };
}

const insert = `
  insert into time_entry (id, technician_id, work_day, span, is_timed, minutes, kind, pool, member_id, note, created_by)
  values ($1, $2, $3::date, $4::tstzrange, $5, $6, $7, $8, $9, $10, $11)
`;
const update = `
  update time_entry set work_day = $2::date, span = $3::tstzrange, is_timed = $4, minutes = $5, kind = $6, pool = $7,
    member_id = $8, note = $9, edited_by = $10
  where id = $1
`;
