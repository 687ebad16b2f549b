import { Secret } from '@amie/values';
import type { EntityManager } from 'typeorm';
import { type PasswordKey, sealFor, unsealOf } from './password-seal.js';
import { rows } from './statement.js';

/**
 * Keeps a secret, sealed, until a server has confirmed the resource's newest generation, which the caller raised in the
 * same transaction. One still pending gives way to it, or is combined with it. The caller's role must see the resource.
 */
export async function keepSecret(
  em: EntityManager,
  resourceId: string,
  secret: Secret<string>,
  key: PasswordKey,
  combine?: (earlier: string, later: string) => string,
): Promise<void> {
  const earlier = combine && (await pendingSecret(em, resourceId, key));
  const kept = earlier ? secret.use(later => new Secret(earlier.use(text => combine(text, later)))) : secret;
  await rows(em, keep, [resourceId, sealFor('resource', resourceId, kept, key)]);
}

async function pendingSecret(em: EntityManager, id: string, key: PasswordKey): Promise<Secret<string> | undefined> {
  const [found] = await rows<{ sealed: Buffer }>(em, pending, [id]);
  return found && unsealOf('resource', id, found.sealed, key);
}

const pending = 'select sealed from resource_secret where resource_id = $1::uuid for update';
const keep = `
  insert into resource_secret (resource_id, member_id, sealed, generation)
  select r.id, r.member_id, $2::bytea, r.generation from resource r where r.id = $1::uuid
  on conflict (resource_id) do update set sealed = excluded.sealed, generation = excluded.generation
`;
