import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { PeriodRefused } from './refused.js';

/** What the board decided, as its minutes say; never edited. */
export interface Decision {
  readonly id: string;
  /** `YYYY-MM-DD`. */
  readonly takenOn: string;
  readonly title: string;
  readonly text: string;
  readonly recordedBy: string;
  readonly recordedAt: Date;
}

const columns = `id, to_char(taken_on, 'YYYY-MM-DD') as "takenOn", title, text, recorded_by as "recordedBy",
  recorded_at as "recordedAt"`;

/** Records what the board decided; a wrong record is followed by another one, never changed. */
export async function recordDecision(
  em: EntityManager,
  { takenOn, title, text, recordedBy }: Pick<Decision, 'takenOn' | 'title' | 'text' | 'recordedBy'>,
): Promise<Decision> {
  const insert = `insert into board_decision (taken_on, title, text, recorded_by) values ($1::date, $2, $3, $4)
    returning ${columns}`;
  const [made] = await rows<Decision>(em, insert, [takenOn, title, text, recordedBy]);
  if (!made) throw new Error('a decision was not recorded');
  return made;
}

/** Newest first. */
export function listDecisions(em: EntityManager): Promise<Decision[]> {
  return rows(em, `select ${columns} from board_decision order by taken_on desc, recorded_at desc, id`);
}

/** By id, or the first eight characters of it; throws `decision-unknown`. */
export async function findDecision(em: EntityManager, reference: string): Promise<Decision> {
  const text = `select ${columns} from board_decision where id::text like $1 || '%' limit 2`;
  const found = /^[0-9a-f-]{8,36}$/.test(reference) ? await rows<Decision>(em, text, [reference]) : [];
  const [decision, other] = found;
  if (!decision || other) throw new PeriodRefused('decision-unknown', { value: reference });
  return decision;
}
