import { randomUUID } from 'node:crypto';
import type { Asked } from '../http/asked.js';
import { requireVersion } from '../http/preconditions.js';
import { rows, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { Problem } from '../problems/problem.js';
import { getTechnician } from '../technicians/technician-rows.js';
import { daysOfMonth, daysOfWeek } from './calendar.js';
import { getEntry, lockEntry, type EntryRow, showEntry, stateOf } from './entry-rows.js';
import type { Validation } from './entry-schemas.js';
import { inWords } from './ledger-problem.js';
import { plainAnswer } from './plain-answer.js';

/** Validates every draft chosen, or none. Who may is the database's to say (migration 12): here it is given words. */
export async function validateEntries(em: Transaction, asked: Asked, wish: Validation): Promise<Written> {
  const chosen = await draftsChosen(em, wish);
  if (chosen.length === 0) throw new Problem('nothing-to-validate');
  for (const { id } of chosen) {
    const text = 'update time_entry set validated_by = $2 where id = $1';
    await inWords(rows(em, text, [id, asked.actor]), { entry: id.slice(0, 8) });
  }
  const entries: EntryRow[] = [];
  for (const { id } of chosen) entries.push(await getEntry(em, id));
  const minutes = entries.reduce((sum, entry) => sum + entry.minutes, 0);
  await tell(em, asked, 'validate-days', { entries: entries.length, minutes });
  return { answer: plainAnswer(asked, 200, { entries: entries.map(showEntry), minutes }) };
}

/** Drafts named one by one, or all those of a day, a week or a month. */
async function draftsChosen(em: Transaction, wish: Validation): Promise<{ id: string }[]> {
  if (wish.entries) {
    const named: EntryRow[] = [];
    for (const reference of wish.entries) named.push(await lockEntry(em, reference));
    if (named.some(row => stateOf(row) === 'withdrawn')) throw new Problem('entry-settled');
    return named.filter(row => stateOf(row) === 'draft');
  }
  const [from, to] = boundsOf(wish);
  if (from === undefined) return [];
  const technician = wish.technician === undefined ? null : await getTechnician(em, wish.technician);
  return rows(em, drafts, [from, to, technician?.id ?? null]);
}

function boundsOf({ day, week, month }: Validation): readonly (string | undefined)[] {
  if (day !== undefined) return [day, day];
  if (week !== undefined) return [daysOfWeek(week)?.[0], daysOfWeek(week)?.[6]];
  return month === undefined ? [] : daysOfMonth(month);
}

const drafts = `
  select id from time_entry
  where validated_at is null and withdrawn_at is null and work_day between $1::date and $2::date
    and ($3::int is null or technician_id = $3)
  order by work_day, lower(span) for no key update
`;

/** Takes a validated entry back by another one of as many minutes less: who, when and why stay. */
export async function reverseEntry(em: Transaction, asked: Asked, reference: string, reason: string): Promise<Written> {
  const row = await lockEntry(em, reference);
  if (stateOf(row) !== 'validated') throw new Problem('entry-not-validated');
  const id = randomUUID();
  const values = [id, row.technician_id, row.day, asked.actor, row.id, reason];
  await inWords(rows(em, reversal, values), { entry: row.id.slice(0, 8) });
  await tell(em, asked, 'reverse-day', { entry: row.id, reason });
  const body = { entry: showEntry(await getEntry(em, id)), reversed: showEntry(await getEntry(em, row.id)) };
  return { answer: plainAnswer(asked, 201, body) };
}

// What it takes from its original is the database's to fill in.
const reversal = `
  insert into time_entry (id, technician_id, work_day, span, is_timed, minutes, kind, created_by, reverses_id, reason)
  values ($1, $2, $3::date, 'empty', false, -1, 'absence', $4, $5, $6)
`;

/** Takes a draft out of the days; its line stays, and counts for nothing. */
export async function withdrawEntry(em: Transaction, asked: Asked, reference: string): Promise<Written> {
  const row = await lockEntry(em, reference);
  requireVersion(asked, row.version);
  if (stateOf(row) !== 'draft') throw new Problem('entry-settled');
  await inWords(rows(em, 'update time_entry set withdrawn_by = $2 where id = $1', [row.id, asked.actor]));
  const after = await getEntry(em, row.id);
  return { answer: plainAnswer(asked, 200, { entry: showEntry(after), flags: [] }, after.version) };
}

async function tell(em: Transaction, asked: Asked, action: string, detail: object): Promise<void> {
  const text = `insert into change_log (actor, action, outcome, detail) values ($1, $2, 'done', $3)`;
  await rows(em, text, [asked.actor, action, JSON.stringify(detail)]);
}
