import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import type { ReadingSlot } from './words.js';

/** Writes down that a reading begins, and when; returns the run's id. One that never ends keeps nothing from being read again. */
export async function startRun(em: EntityManager, slot: ReadingSlot): Promise<number> {
  await lockSlot(em, slot);
  const [made] = await rows<{ id: number }>(em, start, valuesOf(slot));
  if (!made) throw new Error('no run was written');
  return made.id;
}

/** Writes down that a run ended without readings, and why (never a secret); it is due again after a quarter of an hour. */
export async function failRun(em: EntityManager, runId: number, error: string): Promise<void> {
  await rows(em, fail, [runId, error]);
}

/** One transaction at a time writes about a slot. */
export async function lockSlot(em: EntityManager, slot: ReadingSlot): Promise<void> {
  await rows(em, lock, [`amie.reading|${valuesOf(slot).join('|')}`]);
}

/** Parameters $1 to $4 of a statement about a slot. */
export function valuesOf({ serverId, service, usageDay, slot }: ReadingSlot): (string | number)[] {
  return [serverId, service, usageDay, slot];
}

const lock = 'select pg_advisory_xact_lock(hashtextextended($1, 0))';
const start = `
  insert into meter_run (server_id, service, usage_day, slot, state, attempt)
  select $1::uuid, $2, $3::date, $4::smallint, 'started', coalesce(max(attempt), 0) + 1 from meter_run
  where server_id = $1::uuid and service = $2 and usage_day = $3::date and slot = $4::smallint
  returning id
`;
const fail = `
  update meter_run set state = 'failed', ended_at = clock_timestamp(), error = left($2, 2000)
  where id = $1 and state = 'started'
`;
