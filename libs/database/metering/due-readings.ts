import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import type { DueReading } from './words.js';

export interface DueOptions {
  /** Somebody asked: tonight's reading needs not wait for two o'clock, nor a failed one for its distance. */
  readonly isAskedFor?: boolean;
  /** For tests and replays; the database's own clock without it. */
  readonly now?: Date;
}

/**
 * What is to be read now, or can never be read any more (`isOver`), the oldest day first. The one place that decides;
 * any number of callers may ask. Missed nights of dated logs need no entry: the next reading brings their days along.
 */
export function dueReadings(em: EntityManager, options: DueOptions = {}): Promise<DueReading[]> {
  return rows<DueReading>(em, due, [options.now ?? null, options.isAskedFor ?? false]);
}

const due = `
  select server_id as "serverId", service, usage_day::text as "usageDay", slot, attempt, is_over as "isOver"
  from amie_due_readings(coalesce($1::timestamptz, clock_timestamp()), $2)
`;
