import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';

/** Opens the partitions of this month and the two next, so that no night waits for one; doing it again changes nothing. */
export async function openMonths(em: EntityManager): Promise<void> {
  await rows(em, open);
}

/** SHA-256 over a day's readings, sorted and canonical, without who recorded them and when: a second run leaves it as it is. */
export async function digestOfDay(em: EntityManager, day: string): Promise<string> {
  return one(em, 'select amie_digest_day($1::date) as text', day);
}

/** SHA-256 over the digests of a month's days. */
export async function digestOfMonth(em: EntityManager, month: string): Promise<string> {
  return one(em, 'select amie_digest_month($1::date) as text', `${month}-01`);
}

/**
 * Detaches a month's readings, of a year whose months are all closed, after writing down their digest, which it
 * returns. The table stays in the database under its own name, for whoever archives it; nothing is deleted here.
 */
export async function detachMonth(em: EntityManager, month: string): Promise<string> {
  return one(em, 'select amie_detach_month($1::date) as text', `${month}-01`);
}

async function one(em: EntityManager, text: string, value: string): Promise<string> {
  const [found] = await rows<{ text: string }>(em, text, [value]);
  if (!found) throw new Error('the database gave no answer');
  return found.text;
}

const open = `
  select amie_open_month((date_trunc('month', clock_timestamp() at time zone amie_zone()) + make_interval(months => n))::date)
  from generate_series(0, 2) as n
`;
