import type { Secret } from '@amie/values';
import type { Lane } from '@amie/reconcile';
import type { EntityManager } from 'typeorm';
import { applyEdits, type Asked } from './edits.js';
import { type PasswordKey, sealPassword } from './password-seal.js';
import { rows } from './statement.js';

/** What a password waits for: the account's generation that carries it, and the lane to ring. */
export interface PendingPassword {
  readonly accountId: string;
  readonly generation: bigint;
  readonly lanes: Lane[];
}

/**
 * Keeps a password hash, sealed, until the directory has it, and raises the account's generation so that it goes there.
 * A newer one replaces an older one still pending. Undefined when the person has no account.
 */
export async function keepPassword(
  em: EntityManager,
  asked: Asked,
  personId: string,
  hash: Secret<string>,
  key: PasswordKey,
): Promise<PendingPassword | undefined> {
  const [account] = await rows<{ id: string; spec: object; generation: bigint }>(em, accountOf, [personId]);
  if (!account) return undefined;
  const lanes = await applyEdits(em, asked, [{ op: 'respec', id: account.id, spec: account.spec }]);
  const generation = account.generation + 1n;
  await rows(em, keep, [personId, sealPassword(personId, hash, key), generation]);
  return { accountId: account.id, generation, lanes };
}

const accountOf = `
  select id, spec, generation from resource where person_id = $1::uuid and kind = 'account' for no key update
`;
const keep = 'update person set password_sealed = $2::bytea, password_generation = $3::bigint where id = $1::uuid';
