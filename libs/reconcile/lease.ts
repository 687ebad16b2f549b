import type { ServiceName } from './contract.js';

/** One service on one server: the unit that runs at most once at a time. */
export interface Lane {
  readonly service: ServiceName;
  readonly serverId: string;
}

/**
 * The right to run a lane. The epoch rises with each take and goes with every effect, so that a server can refuse
 * an older one; `signal` fires when the lease is lost or the process stops, and every wait listens to it.
 */
export interface Lease {
  readonly lane: Lane;
  readonly epoch: bigint;
  readonly signal: AbortSignal;
}

/** Name of a lane in a job, a log or a metric: `mail@<server id>`. */
export function laneName(lane: Lane): string {
  return `${lane.service}@${lane.serverId}`;
}
