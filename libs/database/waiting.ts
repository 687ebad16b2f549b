import type { Lane } from '@amie/reconcile';
import type { EntityManager } from 'typeorm';
import { rows } from './statement.js';

/** Sets again who waits, around these resources; returns the lanes where something may run now. */
export function refreshWaiting(em: EntityManager, ids: readonly string[]): Promise<Lane[]> {
  return rows<Lane>(em, 'select service, server_id as "serverId" from amie_refresh_waiting($1::uuid[])', [ids]);
}

/**
 * Keeps what is not yet confirmed among `ground`, and around the `edited`, as it is until this transaction commits:
 * whoever confirms it then sees the edit, and frees it. Returns the ids of what it keeps.
 */
export async function keepUnconfirmed(
  em: EntityManager,
  ground: readonly string[],
  edited: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ground.length + edited.length === 0) return new Set();
  const kept = await rows<{ id: string }>(em, keep, [[...new Set(ground)], edited]);
  return new Set(kept.map(({ id }) => id));
}

// In the order of their ids, so that two edits wait for each other once and never in a ring.
const keep = `
  with around as (
    select unnest($1::uuid[]) as id
    union select s.on_id from stands_on s where s.resource_id = any ($2::uuid[])
    union select s.resource_id from stands_on s where s.on_id = any ($2::uuid[])
    except select unnest($2::uuid[])
  )
  select r.id from resource r join around using (id)
  where r.presence <> 'present' or r.observed_generation <> r.generation
  order by r.id for share of r
`;

/** Each lane once. */
export function distinctLanes(lanes: readonly Lane[]): Lane[] {
  const seen = new Map(lanes.map(({ service, serverId }) => [`${service}@${serverId}`, { service, serverId }]));
  return [...seen.values()];
}
