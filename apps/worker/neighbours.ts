import type { CarryingServer } from '@amie/database';
import type { Server, ServiceName } from '@amie/reconcile';
import { backedUpServices } from '@amie/services/resources';
import { withDirectory } from './directory-of.js';

type Settle = (server: CarryingServer, servers: readonly CarryingServer[]) => Server;

/** The services whose server works with others: what each needs to know of them, filled in from their own rows. */
const settling: Partial<Record<ServiceName, Settle>> = { mail: withDirectory, backup: withSources };

/** A lane's server with the servers it works with, as its driver reads them from the settings. */
export function withNeighbours(
  service: ServiceName,
  server: CarryingServer,
  servers: readonly CarryingServer[],
): Server {
  return settling[service]?.(server, servers) ?? server;
}

/** A backup server with every server that may back up to it. */
export function withSources(server: CarryingServer, servers: readonly CarryingServer[]): Server {
  const hosts = servers.filter(({ services }) => backedUpServices.some(service => services.includes(service)));
  const sources = hosts.map(({ name, address, hostKey }) => ({ name, address, hostKey }));
  return { ...server, settings: { ...server.settings, sources } };
}
