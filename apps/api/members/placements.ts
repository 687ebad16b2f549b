import type { ServiceName } from '@amie/reconcile';
import { Answer } from '../http/answer.js';
import { findRow, rows, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import { getServer } from '../servers/server-rows.js';

/** Names the server that carries a service for a member, as long as nothing of it lives elsewhere. */
export async function placeService(
  em: Transaction,
  memberId: string,
  service: ServiceName,
  reference: string,
): Promise<Answer> {
  const server = await getServer(em, reference);
  if (!server.services.includes(service)) throw new Problem('server-without-service', { service });
  const elsewhere = await findRow<{ count: number }>(
    em,
    `select count(*)::int as count from resource
     where member_id = $1 and service = $2 and server_id <> $3 and presence <> 'absent'`,
    [memberId, service, server.id],
  );
  if (elsewhere && elsewhere.count > 0) throw new Problem('placement-in-use', { count: elsewhere.count });
  await rows(
    em,
    `insert into placement (member_id, service, server_id) values ($1, $2, $3)
     on conflict (member_id, service) do update set server_id = excluded.server_id`,
    [memberId, service, server.id],
  );
  return new Answer(200, { memberId, service, server: { id: server.id, name: server.name } });
}
