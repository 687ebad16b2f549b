import { performance } from 'node:perf_hooks';
import { dueBatch, freeAround, type PasswordKey, recordOutcomes, stopLane } from '@amie/database';
import { Bell, OnJob } from '@amie/queue';
import {
  type Desired,
  type Kind,
  type Lane,
  type Lease,
  laneName,
  type Outcome,
  problemOf,
  reconcileBatch,
  type ServiceSession,
} from '@amie/reconcile';
import { getShape } from '@amie/services/resources';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { LaneLeases } from '../lane-leases.js';
import { LaneSessions } from '../lane-sessions.js';
import { DATABASE, PASSWORD_KEY } from '../tokens.js';

/** Due changes of one batch; the next batch sees what came meanwhile. */
const batchSize = 200;
/** A lane with more than a batch goes on that long under one lease, then lets other lanes of this worker have a turn. */
const turnMilliseconds = 3000;

/** Makes one lane match what the database wants, at most 200 changes at a time, one member after the other. */
@Injectable()
export class ReconcileLane {
  readonly #log = new Logger('reconcile');

  constructor(
    @Inject(DATABASE) private readonly db: DataSource,
    @Inject(PASSWORD_KEY) private readonly passwordKey: PasswordKey,
    private readonly leases: LaneLeases,
    private readonly sessions: LaneSessions,
    private readonly bell: Bell,
  ) {}

  @OnJob('reconcile')
  async reconcile(lane: Lane, signal: AbortSignal): Promise<void> {
    const isWorthAnotherRun = await this.leases.hold(lane, signal, lease => this.#run(lease));
    if (isWorthAnotherRun) await this.bell.ring('reconcile', [lane]);
  }

  async #run(lease: Lease): Promise<boolean> {
    const until = performance.now() + turnMilliseconds;
    let desired = await this.#due(lease);
    if (desired.length === 0) return false;
    await using session = await this.sessions.openToWrite(lease);
    if (!session) return true;
    do {
      const isWorthMore = await this.#make(lease, desired, session);
      if (!isWorthMore || performance.now() >= until) return isWorthMore;
      desired = await this.#due(lease);
    } while (desired.length > 0);
    return false;
  }

  #due({ lane }: Lease): Promise<Desired[]> {
    return dueBatch(this.db, lane, batchSize, this.passwordKey);
  }

  /** Makes the batch so; whether there may be more to do in the same lane. */
  async #make(lease: Lease, desired: readonly Desired[], session: ServiceSession): Promise<boolean> {
    const started = performance.now();
    const told = { rings: [] as Promise<void>[], hasFreedMore: false };
    const run = reconcileBatch({
      session,
      order: this.sessions.orderOf(lease.lane),
      shapeOf: getShape,
      desired,
      signal: lease.signal,
      onOutcomes: outcomes => this.#record(lease, outcomes, told),
    });
    // After a run that failed too: what it freed is rung before the lane is given back.
    await Promise.allSettled([run]);
    await Promise.all(told.rings);
    const end = await run;
    if (end.trip) await stopLane(this.db, lease.lane, 'breaker', end.trip);
    const { confirmed, failed } = end;
    const ms = Math.round(performance.now() - started);
    this.#log.log({ msg: 'lane run', lane: laneName(lease.lane), epoch: `${lease.epoch}`, confirmed, failed, ms });
    return !end.trip && (told.hasFreedMore || desired.length === batchSize);
  }

  /** Records what is certain; whoever waited for it is told at once, so that the first of a batch is not told last. */
  async #record({ lane, epoch }: Lease, outcomes: readonly Outcome[], told: Told): Promise<void> {
    const readyToProbe = await recordOutcomes(this.db, lane, epoch, outcomes, isProbed);
    told.rings.push(this.bell.ring('probe', readyToProbe > 0 ? [lane] : []), this.#free(lane, outcomes, told));
  }

  /**
   * Frees and rings, beside the next chunk: what gets lost here is the sweep's. Our own lane is ours until the run is
   * over: a ring would find it closed.
   */
  async #free(lane: Lane, outcomes: readonly Outcome[], told: Told): Promise<void> {
    try {
      const freed = await freeAround(this.db, outcomes);
      const others = freed.filter(other => laneName(other) !== laneName(lane));
      told.hasFreedMore ||= others.length < freed.length;
      await this.bell.ring('reconcile', others);
    } catch (error) {
      this.#log.warn({ msg: 'left to the sweep what waits', lane: laneName(lane), detail: problemOf(error).detail });
    }
  }
}

/** Rings on their way, and whether the run is worth another. */
interface Told {
  readonly rings: Promise<void>[];
  hasFreedMore: boolean;
}

const isProbed = (kind: Kind): boolean => getShape(kind).isProbed;
