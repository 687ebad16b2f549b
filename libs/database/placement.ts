import type { ServiceName } from '@amie/reconcile';
import type { EntityManager } from 'typeorm';
import { rows } from './statement.js';

/** The server of a service for a member, or why none can be told: none carries it, or several do and nobody chose. */
export type Placed =
  | { readonly serverId: string }
  | { readonly problem: 'no-server-for-service' | 'placement-needed'; readonly servers: readonly string[] };

/** Server that carries a service for a member: the one chosen for it, else the only one. */
export async function placeMember(em: EntityManager, memberId: string, service: ServiceName): Promise<Placed> {
  const found = await rows<{ id: string; name: string; isChosen: boolean }>(em, candidates, [memberId, service]);
  const chosen = found.find(({ isChosen }) => isChosen) ?? (found.length === 1 ? found[0] : undefined);
  if (chosen) return { serverId: chosen.id };
  const problem = found.length === 0 ? 'no-server-for-service' : 'placement-needed';
  return { problem, servers: found.map(({ name }) => name) };
}

const candidates = `
  select s.id, s.name, p.server_id is not null as "isChosen"
  from server s left join placement p on p.server_id = s.id and p.member_id = $1::uuid and p.service = $2
  where $2 = any (s.services) order by s.name
`;
