import type { Lane } from '@amie/reconcile';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type BulkJobOptions, Queue } from 'bullmq';
import type { QueuePlace } from './connection.js';
import { type Call, callKey, type Errand, type JobPayload, type LaneJob, queueName } from './jobs.js';
import type { Runner } from './runner.js';
import { settlesWithin } from './settles-within.js';

const patienceMs = 1000;

/**
 * Tells the worker where to look, after the commit. Best effort within one second; never throws: a ring that is lost
 * costs a few seconds, since the sweep rings every due lane again. In the worker, a call the queue does not take (it is
 * off, or away) runs in the process itself.
 */
export class Bell implements OnApplicationShutdown {
  readonly #log = new Logger('bell');
  readonly #place: QueuePlace | undefined;
  readonly #runner: Runner | undefined;
  #queue: Queue<JobPayload> | undefined;
  #isAway = false;

  constructor(place?: QueuePlace, queue?: Queue<JobPayload>, runner?: Runner) {
    this.#place = place;
    this.#queue = queue;
    this.#runner = runner;
    queue?.on('error', () => undefined);
  }

  /** Rings a job for each lane. */
  async ring(job: LaneJob, lanes: readonly Lane[]): Promise<void> {
    await this.#ring(lanes.map(lane => ({ job, lane })));
  }

  /** Rings work that belongs to no lane. */
  async ringErrand(job: Errand): Promise<void> {
    await this.#ring([{ job }]);
  }

  /** Runs lanes in this process, past the queue: for a lane that was rung in vain. Does nothing outside the worker. */
  runHere(job: LaneJob, lanes: readonly Lane[]): void {
    this.#runner?.start(lanes.map(lane => ({ job, lane })));
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.#queue) await closeQueue(this.#queue);
  }

  async #ring(calls: readonly Call[]): Promise<void> {
    if (calls.length === 0) return;
    const isTaken = await this.#add(calls);
    if (!isTaken) this.#runner?.start(calls);
  }

  async #add(calls: readonly Call[]): Promise<boolean> {
    if (!this.#queue) return false;
    const entries = calls.map(call => ({ name: call.job, data: { lane: call.lane }, opts: optionsOf(call) }));
    const [first] = entries;
    const added =
      entries.length === 1 && first
        ? this.#queue.add(first.name, first.data, first.opts)
        : this.#queue.addBulk(entries);
    const problem = await settlesWithin(added, patienceMs);
    this.#note(problem);
    return problem === undefined;
  }

  #note(problem: Error | undefined): void {
    if (!problem) {
      if (this.#isAway) this.#log.log('the queue takes rings again');
      this.#isAway = false;
      return;
    }
    if (!this.#isAway) this.#log.warn(`the queue took no ring, the sweep goes on alone: ${problem.message}`);
    this.#isAway = true;
    this.#reopen();
  }

  // BullMQ remembers a failed first connection for ever: only a new queue object tries again.
  #reopen(): void {
    const old = this.#queue;
    if (!old || !this.#place) return;
    const fresh = new Queue<JobPayload>(queueName, old.opts, this.#place.factory);
    fresh.on('error', () => undefined);
    this.#queue = fresh;
    void closeQueue(old);
  }
}

/** A queue that is away refuses to be closed, and would try to connect for ever: it is cut off instead. */
async function closeQueue(queue: Queue<JobPayload>): Promise<void> {
  const problem = await settlesWithin(queue.close(), patienceMs);
  if (problem) await settlesWithin(queue.disconnect(), patienceMs / 10);
}

/** No jobId: beside deduplication it would lose rings that arrive while the job runs (tried on both backends). */
function optionsOf(call: Call): BulkJobOptions {
  return {
    deduplication: { id: callKey(call), keepLastIfActive: true },
    removeOnComplete: true,
    removeOnFail: true,
  };
}
