import { findServers } from '@amie/database';
import type { Kind, Lane, Lease, Server, ServiceSession } from '@amie/reconcile';
import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { EpochGuard } from './epoch-guard.js';
import { withNeighbours } from './neighbours.js';
import { DATABASE, DRIVERS, type Drivers, getDriver } from './tokens.js';

/** Opens a lane's session on its server; the connections below it are kept between runs by the driver. */
@Injectable()
export class LaneSessions {
  constructor(
    @Inject(DATABASE) private readonly db: DataSource,
    @Inject(DRIVERS) private readonly drivers: Drivers,
    private readonly guard: EpochGuard,
  ) {}

  /** Kinds of the lane's service, in the order they are made. */
  orderOf(lane: Lane): readonly Kind[] {
    return getDriver(this.drivers, lane.service).order;
  }

  /** To look and to probe: writes nothing. */
  async open(lease: Lease): Promise<ServiceSession> {
    const driver = getDriver(this.drivers, lease.lane.service);
    return driver.connect(await this.#getServer(lease.lane), lease);
  }

  /** To write; undefined when the server has seen a later lease than this one, and the lane must be taken anew. */
  async openToWrite(lease: Lease): Promise<ServiceSession | undefined> {
    const session = await this.open(lease);
    try {
      if (await this.guard.lets(lease, session)) return session;
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
    await session[Symbol.asyncDispose]();
    return undefined;
  }

  async #getServer({ service, serverId }: Lane): Promise<Server> {
    const servers = await findServers(this.db);
    const server = servers.find(candidate => candidate.id === serverId);
    if (!server) throw new Error(`the lane’s server ${serverId} is not in the database`);
    return withNeighbours(service, server, servers);
  }
}
