import { keepPassword, type PasswordKey } from '@amie/database';
import type { Lane } from '@amie/reconcile';
import { Secret } from '@amie/values';
import { hash } from '@node-rs/argon2';
import { type Database, findRow, rows, withScope } from '../http/scope.js';
import { consumeLink, type Link } from './links.js';

/** What a person's password waits for. */
export interface Activation {
  readonly accountId: string;
  readonly generation: bigint;
  readonly lanes: readonly Lane[];
}

/**
 * Hashes a password as slapd reads it (argon2id, RFC 9106; 19 MiB, 2 passes, 1 lane: OWASP's minimum). The text is
 * read here and nowhere else.
 */
export function hashPassword(password: string): Promise<Secret<string>> {
  return hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1, algorithm: 2 }).then(
    encoded => new Secret(`{ARGON2}${encoded}`),
  );
}

/** Uses the link up and seals the hash for the directory, in one transaction; undefined when the link was used meanwhile. */
export function activate(
  db: Database,
  link: Link,
  hashed: Secret<string>,
  key: PasswordKey,
): Promise<Activation | undefined> {
  return withScope(db, { member: link.member_id }, async em => {
    if (!(await consumeLink(em, link.id))) return undefined;
    const text = 'update person set activated_at = coalesce(activated_at, now()), version = version + 1 where id = $1';
    await rows(em, text, [link.person_id]);
    return keepPassword(em, { actor: `person:${link.person_id}` }, link.person_id, hashed, key);
  });
}

/** Whether the directory has confirmed the account at this generation or a later one. */
export function isConfirmed(db: Database, link: Link, activation: Activation): Promise<boolean> {
  return withScope(db, { member: link.member_id }, async em => {
    const text = 'select observed_generation >= $2::bigint as yes from resource where id = $1';
    const values = [activation.accountId, activation.generation];
    return (await findRow<{ yes: boolean }>(em, text, values))?.yes ?? false;
  });
}
