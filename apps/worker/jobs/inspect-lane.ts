import type { Config } from '@amie/config';
import { eachDesired, recordFailedLook, recordInspection, stopLane } from '@amie/database';
import { OnJob } from '@amie/queue';
import { type Inspection, inspectLane, type Lane, laneName, problemOf } from '@amie/reconcile';
import { getShape } from '@amie/services/resources';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Backoff } from '../backoff.js';
import { LaneSessions } from '../lane-sessions.js';
import { CONFIG, DATABASE } from '../tokens.js';

/** Rows read from the database at a time. */
const chunk = 1000;
/** Names told with a stopped lane; the count tells the rest. */
const namesShown = 20;

/**
 * Looks at everything of a lane and records drift and orphans for a person to decide; corrects nothing by itself. It
 * only reads, so it takes no lease and no change waits for it.
 */
@Injectable()
export class InspectLane {
  readonly #log = new Logger('inspect');
  readonly #backoff = new Backoff();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly db: DataSource,
    private readonly sessions: LaneSessions,
  ) {}

  @OnJob('inspect')
  async inspect(lane: Lane, signal: AbortSignal): Promise<void> {
    const name = laneName(lane);
    if (this.#backoff.isOn(name)) return;
    try {
      await this.#record(lane, await this.#look(lane, signal));
      this.#backoff.forget(name);
    } catch (error) {
      if (signal.aborted) return;
      const retryInSeconds = this.#backoff.add(name);
      const problem = problemOf(error);
      const { code, detail } = problem;
      this.#log.warn({ msg: 'inspection put off', lane: name, code, detail, retryInSeconds });
      // Where the database itself is away there is nobody to tell.
      await recordFailedLook(this.db, lane, problem, retryInSeconds).catch(() => undefined);
    }
  }

  async #look(lane: Lane, signal: AbortSignal): Promise<Inspection> {
    await using session = await this.sessions.open({ lane, epoch: 0n, signal });
    const desired = eachDesired(this.db, lane, chunk);
    // Awaited here: the session is closed as soon as this returns.
    return await inspectLane({ session, order: this.sessions.orderOf(lane), shapeOf: getShape, desired, signal });
  }

  async #record(lane: Lane, inspection: Inspection): Promise<void> {
    const { looked, drifts, orphans, trip } = inspection;
    const options = { nextInSeconds: this.config.inspectionSeconds };
    const ahead = await recordInspection(this.db, lane, undefined, inspection, options);
    if (trip) await stopLane(this.db, lane, 'breaker', trip);
    else if (ahead.length > 0) {
      await stopLane(this.db, lane, 'restored', { ahead: ahead.length, keys: ahead.slice(0, namesShown) });
    }
    const found = { looked, drifts: drifts.length, orphans: orphans.length, isStopped: trip !== undefined };
    this.#log.log({ msg: 'lane inspected', lane: laneName(lane), ...found });
  }
}
