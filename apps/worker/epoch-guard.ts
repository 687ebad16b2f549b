import { hasConfirmed, raiseEpoch, releaseLease, stopLane } from '@amie/database';
import { type Lane, type Lease, laneName, type ServiceSession } from '@amie/reconcile';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { DATABASE } from './tokens.js';

/**
 * Notices a database that was restored from a backup: its lanes count epochs that the servers have already seen. Asks
 * the server once per lane and process, and again whenever a lane's own epochs run backwards.
 */
@Injectable()
export class EpochGuard {
  readonly #log = new Logger('epochs');
  readonly #seen = new Map<string, bigint>();

  constructor(@Inject(DATABASE) private readonly db: DataSource) {}

  /** True when the run may go on; false when the lane's epoch had to be raised, and perhaps the lane stopped. */
  async lets(lease: Lease, session: ServiceSession): Promise<boolean> {
    const name = laneName(lease.lane);
    const before = this.#seen.get(name);
    const highest = before ?? (await session.lastEpoch()) ?? 0n;
    // Our own last epoch cannot come twice; a server may have been shown this one while we connected.
    if (highest > lease.epoch || before === lease.epoch) {
      this.#seen.delete(name);
      await this.#raise(lease.lane, highest);
      return false;
    }
    this.#seen.set(name, lease.epoch);
    return true;
  }

  async #raise(lane: Lane, above: bigint): Promise<void> {
    const epoch = await raiseEpoch(this.db, lane, above);
    // A lane with nothing on it has nothing that an older database could spoil.
    if (await hasConfirmed(this.db, lane)) {
      this.#log.error({ msg: 'the database is older than its server', lane: laneName(lane), above: `${above}` });
      await stopLane(this.db, lane, 'restored', { lastEpoch: `${above}` });
    }
    await releaseLease(this.db, lane, epoch);
  }
}
