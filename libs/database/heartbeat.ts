import type { DataSource, EntityManager } from 'typeorm';
import { withScope } from './scope.js';
import { rows } from './statement.js';

/** A worker that beats every few seconds is missed after so many at the earliest. */
const silenceSeconds = 30;

/** Notes that a worker is at work, and beats again within some seconds; away once three beats are missing. */
export async function beat(db: DataSource, everySeconds: number): Promise<void> {
  await withScope(db, 'all', em => rows(em, beatText, [Math.max(silenceSeconds, 3 * everySeconds)]));
}

/** Whether no worker gave a sign of life for about 30 seconds: what is asked is kept and waits for one. */
export async function isWorkerAway(em: EntityManager): Promise<boolean> {
  const [found] = await rows<{ isAway: boolean }>(em, awayText);
  return found?.isAway ?? true;
}

const beatText = `
  update worker_heartbeat set seen_at = clock_timestamp(), away_from = clock_timestamp() + make_interval(secs => $1)
`;
const awayText = `select away_from < clock_timestamp() as "isAway" from worker_heartbeat`;
