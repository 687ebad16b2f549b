import { type Lane, laneName } from '@amie/reconcile';
import type { DataSource, EntityManager } from 'typeorm';
import { withScope } from './scope.js';
import { rows } from './statement.js';

/** How a round of readings ended. */
export interface NightOutcome {
  /** Readings of a whole server that were made. */
  readonly read: number;
  /** Amounts they brought. */
  readonly amounts: number;
  /** Readings whose day went by without one: written down as absent. */
  readonly absent: number;
  readonly failures: readonly { readonly service: string; readonly serverId: string; readonly code: string }[];
}

/** A reading of everything that somebody asked for. */
export interface Night {
  readonly id: number;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly begunAt: Date | null;
  readonly endedAt: Date | null;
  readonly outcome: NightOutcome | null;
}

const columns = `
  id, asked_by as "askedBy", asked_at as "askedAt", begun_at as "begunAt", ended_at as "endedAt", outcome
`;

/** Asks for tonight's readings now. The worker sees it whether or not it is rung. */
export async function askNight(em: EntityManager, actor: string): Promise<Night> {
  const [asked] = await rows<Night>(em, `insert into night (asked_by) values ($1) returning ${columns}`, [actor]);
  if (!asked) throw new Error('no night was written');
  return asked;
}

/** The last nights that were asked for, newest first. */
export function lastNights(em: EntityManager, most: number): Promise<Night[]> {
  return rows<Night>(em, `select ${columns} from night order by id desc limit $1`, [most]);
}

export async function findNight(em: EntityManager, id: number): Promise<Night | undefined> {
  return (await rows<Night>(em, `select ${columns} from night where id = $1`, [id]))[0];
}

/** Takes what was asked for and has not ended, also what a worker that died had begun. */
export async function beginNights(db: DataSource): Promise<readonly number[]> {
  const begun = await withScope(db, 'all', em => rows<{ id: number }>(em, begin));
  return begun.map(({ id }) => id);
}

const begin = `
  update night set begun_at = coalesce(begun_at, clock_timestamp()) where ended_at is null returning id
`;

export async function endNights(db: DataSource, ids: readonly number[], outcome: NightOutcome): Promise<void> {
  await withScope(db, 'all', em => rows(em, end, [ids, JSON.stringify(outcome)]));
}

const end = `
  update night set ended_at = clock_timestamp(), outcome = $2::jsonb where id = any ($1::int[]) and ended_at is null
`;

/**
 * Does the work while nobody else reads that server's meters for that service, in this process or another; false without
 * doing it when somebody does. A process that dies lets go at once. The work must not throw.
 */
export function whileReadingAlone(db: DataSource, lane: Lane, work: () => Promise<void>): Promise<boolean> {
  return withScope(db, 'all', async em => {
    // It waits for a server, longer than any statement may.
    await rows(em, `select set_config('idle_in_transaction_session_timeout', '1h', true)`);
    const [held] = await rows<{ isOurs: boolean }>(em, hold, [`amie.measuring|${laneName(lane)}`]);
    if (held?.isOurs) await work();
    return held?.isOurs === true;
  });
}

const hold = 'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as "isOurs"';
