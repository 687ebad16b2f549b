import type { ServiceName } from '@amie/reconcile';
import type { EntityManager } from 'typeorm';
import { rows } from './statement.js';

/** No server can be told for a service: none carries it, or several do and nobody chose for this member. */
export class PlacementError extends Error {
  override readonly name = 'PlacementError';

  constructor(
    readonly code: 'no-server-for-service' | 'placement-needed',
    readonly service: ServiceName,
    readonly servers: readonly string[],
  ) {
    super(`${code}: ${service}`);
  }
}

/**
 * Server that carries a service for a member: where it has begun already, else the one chosen for it, else the only one;
 * throws `PlacementError`. A server that comes later changes nothing for members that are there.
 */
export async function placeMember(em: EntityManager, memberId: string, service: ServiceName): Promise<string> {
  const found = await rows<{ id: string; name: string; isHome: boolean; isChosen: boolean }>(em, candidates, [
    memberId,
    service,
  ]);
  const only = found.length === 1 ? found[0] : undefined;
  const chosen = found.find(({ isHome }) => isHome) ?? found.find(({ isChosen }) => isChosen) ?? only;
  if (chosen) return chosen.id;
  const code = found.length === 0 ? 'no-server-for-service' : 'placement-needed';
  throw new PlacementError(
    code,
    service,
    found.map(({ name }) => name),
  );
}

const candidates = `
  select s.id, s.name, p.server_id is not null as "isChosen",
    exists (
      select from resource r
      where r.member_id = $1::uuid and r.service = $2 and r.server_id = s.id and r.presence <> 'absent') as "isHome"
  from server s left join placement p on p.server_id = s.id and p.member_id = $1::uuid and p.service = $2
  where $2 = any (s.services) order by s.name
`;
