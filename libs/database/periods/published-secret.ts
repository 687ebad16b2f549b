import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { firstDay, type Month } from './months.js';

/** The secret that drew a month's sample times, as hexadecimal; null until the month is closed. */
export async function publishedSecret(em: EntityManager, month: Month): Promise<string | null> {
  const text = `select encode(secret, 'hex') as secret from sample_secret
    where month = $1::date and published_at is not null`;
  const [found] = await rows<{ secret: string }>(em, text, [firstDay(month)]);
  return found?.secret ?? null;
}
