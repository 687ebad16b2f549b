import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { followOwners } from './owners.js';

/** Shows everybody the secret of a month that is over, as hexadecimal; publishing it again changes nothing. */
export async function publishSecret(em: EntityManager, month: string): Promise<string | undefined> {
  await rows(em, 'select amie_publish_secret($1::date)', [`${month}-01`]);
  const [found] = await rows<{ secret: string }>(em, published, [`${month}-01`]);
  return found?.secret;
}

/**
 * A moment such that what is recorded later bears a later time: the cutoff of a month, taken when it is proposed.
 * Owners are brought up to what is known first; until this transaction ends nobody records a reading.
 */
export async function freezeReadings(em: EntityManager): Promise<string> {
  await followOwners(em);
  const [found] = await rows<{ at: string }>(em, freeze);
  if (!found) throw new Error('the clock gave no answer');
  return found.at;
}

const published = `select encode(secret, 'hex') as secret from sample_secret where month = $1::date`;
const freeze = `select to_char(amie_freeze_readings() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`;
