import type { Lane, Server } from '@amie/reconcile';
import type { DataSource } from 'typeorm';
import { withScope } from './scope.js';
import { rows } from './statement.js';

/** A server as its row says, and the services it carries. */
export interface CarryingServer extends Server {
  readonly services: readonly string[];
}

/** Every server there is; a few rows, without any secret. */
export function findServers(db: DataSource): Promise<readonly CarryingServer[]> {
  return withScope(db, 'all', em => rows<CarryingServer>(em, serversText));
}

/** Whether anything of a lane was ever confirmed on its server. */
export async function hasConfirmed(db: DataSource, lane: Lane): Promise<boolean> {
  const found = await withScope(db, 'all', em => rows(em, confirmedText, [lane.service, lane.serverId]));
  return found.length > 0;
}

const serversText = `select id, name, address, host_key as "hostKey", services, settings from server order by name`;

const confirmedText = `
  select from resource where service = $1 and server_id = $2 and observed_generation > 0 limit 1
`;
