import type { Key, Lane, Problem } from '@amie/reconcile';
import type { DataSource, EntityManager } from 'typeorm';
import { withScope } from './scope.js';
import { rows } from './statement.js';

/** A question about one thing that only its server can answer, such as the end of a log. */
export interface Question {
  readonly id: string;
  readonly lane: Lane;
  readonly key: Key;
  readonly ask: unknown;
}

/** What became of a question. */
export type Answered = { readonly answer: unknown } | { readonly problem: Problem };

/** Asks; the worker answers once it is told. Returns the id to come back with. */
export async function askQuestion(em: EntityManager, resourceId: string, ask: object): Promise<string> {
  const [asked] = await rows<{ id: string }>(em, insert, [resourceId, JSON.stringify(ask)]);
  if (!asked) throw new Error('the thing asked about does not exist');
  return asked.id;
}

const insert = `
  insert into server_question (member_id, resource_id, ask)
  select r.member_id, r.id, $2::jsonb from resource r where r.id = $1::uuid returning id
`;

/** The answer, once it is there; it is kept nowhere after that. */
export async function takeAnswer(em: EntityManager, id: string): Promise<Answered | undefined> {
  const [end] = await rows<{ answer: unknown; problem: Problem | null }>(em, take, [id]);
  if (!end) return undefined;
  return end.problem ? { problem: end.problem } : { answer: end.answer };
}

const take = `
  delete from server_question where id = $1::uuid and (answer is not null or problem is not null) returning answer, problem
`;

/** Questions nobody answered yet. Those older than a minute are forgotten: who asked has gone. */
export function openQuestions(db: DataSource): Promise<readonly Question[]> {
  return withScope(db, 'all', async em => {
    await rows(em, `delete from server_question where created_at < now() - interval '1 minute'`, []);
    return rows<Question>(em, open, []);
  });
}

const open = `
  select q.id, q.ask, r.key, jsonb_build_object('service', r.service, 'serverId', r.server_id) as lane
  from server_question q join resource r on r.id = q.resource_id
  where q.answer is null and q.problem is null order by q.created_at limit 100
`;

/** Writes what the server said. */
export async function recordAnswer(db: DataSource, id: string, end: Answered): Promise<void> {
  const answer = 'answer' in end ? JSON.stringify(end.answer) : null;
  const problem = 'problem' in end ? JSON.stringify(end.problem) : null;
  await withScope(db, 'all', em => rows(em, record, [id, answer, problem]));
}

const record = 'update server_question set answer = $2::jsonb, problem = $3::jsonb where id = $1::uuid';
