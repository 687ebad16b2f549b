import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { releaseLease, renewLease, takeLease } from '@amie/database';
import { type Lane, type Lease, laneName, problemOf, StaleEpochError } from '@amie/reconcile';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Backoff } from './backoff.js';
import { DATABASE, TIMES, type WorkerTimes } from './tokens.js';

/** The right to run a lane: taken, renewed while the work lasts, given back with how it ended. */
@Injectable()
export class LaneLeases {
  readonly #log = new Logger('lanes');
  readonly #owner = `${hostname()}:${process.pid}`;
  readonly #backoff = new Backoff();

  constructor(
    @Inject(DATABASE) private readonly db: DataSource,
    @Inject(TIMES) private readonly times: WorkerTimes,
  ) {}

  /**
   * Does the work under the lane's lease; undefined without doing it when the lane is held elsewhere or stopped. Work
   * that throws puts the lane off with backoff; it never throws out of here.
   */
  async hold<Result>(
    lane: Lane,
    signal: AbortSignal,
    work: (lease: Lease) => Promise<Result>,
  ): Promise<Result | undefined> {
    const taken = await takeLease(this.db, lane, this.#owner, this.times.leaseSeconds);
    if (!taken) return undefined;
    const lost = new AbortController();
    const lease = { lane, epoch: taken.epoch, signal: AbortSignal.any([signal, lost.signal]) };
    const renewal = this.#keep(lease, lost);
    try {
      const result = await work(lease);
      await this.#release(lease);
      return result;
    } catch (error) {
      await this.#giveUp(lease, error);
      return undefined;
    } finally {
      clearInterval(renewal);
    }
  }

  async #release(lease: Lease): Promise<void> {
    this.#backoff.forget(laneName(lease.lane));
    await releaseLease(this.db, lease.lane, lease.epoch, {});
  }

  async #giveUp(lease: Lease, error: unknown): Promise<void> {
    const name = laneName(lease.lane);
    // Whoever has the newer lease has the lane: there is nothing left to give back.
    if (error instanceof StaleEpochError) return this.#log.warn({ msg: 'lane went on elsewhere', lane: name });
    if (lease.signal.aborted) return this.#leave(lease);
    const problem = problemOf(error);
    const retryInSeconds = this.#backoff.add(name);
    this.#log.warn({ msg: 'lane put off', lane: name, code: problem.code, detail: problem.detail, retryInSeconds });
    await releaseLease(this.db, lease.lane, lease.epoch, { problem, retryInSeconds });
  }

  // The process stops: the next worker need not wait for the lease to expire.
  async #leave(lease: Lease): Promise<void> {
    await releaseLease(this.db, lease.lane, lease.epoch, {}).catch(() => undefined);
  }

  #keep(lease: Lease, lost: AbortController): NodeJS.Timeout {
    const { leaseSeconds } = this.times;
    let heldUntil = performance.now() + leaseSeconds * 1000;
    const renew = async () => {
      const asked = performance.now();
      const isOurs = await renewLease(this.db, lease.lane, lease.epoch, leaseSeconds).catch(() => undefined);
      if (isOurs) heldUntil = asked + leaseSeconds * 1000;
      // While the database is away nobody knows; once the time is up, somebody else may have it.
      if (isOurs === false || performance.now() > heldUntil) lost.abort(new Error('the lease of the lane is lost'));
    };
    return setInterval(() => void renew(), (leaseSeconds * 1000) / 3);
  }
}
