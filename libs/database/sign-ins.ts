import type { Key, Lane, Use } from '@amie/reconcile';
import type { DataSource, EntityManager } from 'typeorm';
import { withScope } from './scope.js';
import { rows } from './statement.js';

/** The account of somebody who chose a password and was not seen to sign in yet. */
export interface AwaitedSignIn {
  readonly resourceId: string;
  readonly lane: Lane;
  readonly key: Key;
}

/**
 * Accounts to look at for a first sign-in, those who chose their password last first. After a week only the inspection
 * still looks: whoever never comes costs nothing more.
 */
export async function awaitedSignIns(db: DataSource, limit: number): Promise<readonly AwaitedSignIn[]> {
  const found = await withScope(db, 'all', em => rows<Lane & Omit<AwaitedSignIn, 'lane'>>(em, awaited, [limit]));
  return found.map(({ resourceId, key, service, serverId }) => ({ resourceId, key, lane: { service, serverId } }));
}

export function recordSignIns(db: DataSource, used: readonly Use[]): Promise<void> {
  return withScope(db, 'all', em => keepSignIns(em, used));
}

/** Notes when people first signed in, as far as was seen; a time once noted stays. */
export async function keepSignIns(em: EntityManager, used: readonly Use[]): Promise<void> {
  if (used.length === 0) return;
  await rows(em, keep, [used.map(({ resourceId }) => resourceId), used.map(({ at }) => at.toISOString())]);
}

const awaited = `
  select r.id as "resourceId", r.key, r.service, r.server_id as "serverId" from person p
  join resource r on r.person_id = p.id and r.kind = 'account'
  where p.signed_in_at is null and p.activated_at > now() - interval '7 days'
    and r.presence = 'present' and r.observed_generation > 0
  order by p.activated_at desc limit $1
`;

const keep = `
  update person p set signed_in_at = u.at
  from unnest($1::uuid[], $2::timestamptz[]) as u(id, at) join resource r on r.id = u.id
  where p.id = r.person_id and p.signed_in_at is null and r.kind = 'account'
`;
