import type { Secret } from '@amie/values';
import type { EntityManager } from 'typeorm';
import { type PasswordKey, sealFor } from './password-seal.js';
import { rows } from './statement.js';

/**
 * Keeps a secret, sealed, until a server has confirmed the resource's newest generation, which the caller raised in the
 * same transaction. A newer one replaces an older one still pending. The caller's role must see the resource.
 */
export async function keepSecret(
  em: EntityManager,
  resourceId: string,
  secret: Secret<string>,
  key: PasswordKey,
): Promise<void> {
  await rows(em, keep, [resourceId, sealFor('resource', resourceId, secret, key)]);
}

const keep = `
  insert into resource_secret (resource_id, member_id, sealed, generation)
  select r.id, r.member_id, $2::bytea, r.generation from resource r where r.id = $1::uuid
  on conflict (resource_id) do update set sealed = excluded.sealed, generation = excluded.generation
`;
