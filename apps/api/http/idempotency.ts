import { Problem } from '../problems/problem.js';
import { Answer } from './answer.js';
import type { Asked } from './asked.js';
import { withoutBigints } from './json.js';
import { type Database, findRow, rows, type Transaction, withScope } from './scope.js';

/**
 * Takes the key inside the transaction of the change. A second request with it waits on the row until the first commits
 * and gets its answer; if the first was refused, nothing was kept and the second is the first.
 */
export async function claimKey(em: Transaction, asked: Asked): Promise<Answer | undefined> {
  if (asked.idempotencyKey === undefined || asked.isDryRun) return undefined;
  const mine = await findRow(
    em,
    `insert into idempotency_key (actor, key, request_hash) values ($1, $2, $3)
     on conflict (actor, key) do nothing returning key`,
    [asked.actor, asked.idempotencyKey, asked.requestHash],
  );
  if (mine) return undefined;
  const kept = await findRow<Kept>(em, 'select * from idempotency_key where actor = $1 and key = $2', [
    asked.actor,
    asked.idempotencyKey,
  ]);
  if (!kept || !asked.requestHash.equals(kept.request_hash)) throw new Problem('idempotency-key-reused');
  return new Answer(kept.status, kept.body, { ...kept.headers, 'idempotent-replayed': 'true' });
}

/** Keeps the answer beside the change, in the same commit. */
export async function rememberAnswer(em: Transaction, asked: Asked, answer: Answer): Promise<void> {
  if (asked.idempotencyKey === undefined) return;
  await rows(em, 'update idempotency_key set status = $3, headers = $4, body = $5 where actor = $1 and key = $2', [
    asked.actor,
    asked.idempotencyKey,
    answer.status,
    JSON.stringify(answer.headers),
    JSON.stringify(withoutBigints(answer.body)),
  ]);
}

interface Kept {
  readonly request_hash: Buffer;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** Forgets answers older than a day: nobody repeats a request for so long. */
export async function forgetOldKeys(db: Database): Promise<void> {
  await withScope(db, 'all', em => rows(em, `delete from idempotency_key where created_at < now() - interval '1 day'`));
}
