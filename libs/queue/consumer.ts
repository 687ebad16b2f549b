import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { type Job, Worker } from 'bullmq';
import type { QueuePlace } from './connection.js';
import { isJobName, type JobName, type JobPayload, queueName } from './jobs.js';
import { findMarkedJob } from './on-job.js';
import { concurrency, type Runner, type Work } from './runner.js';
import { settlesWithin } from './settles-within.js';

/** How long a killed worker keeps its jobs, and how much time a stop gives to what runs. Milliseconds. */
export interface ConsumerTimes {
  readonly lockMs: number;
  readonly stalledMs: number;
  readonly graceMs: number;
}

export const defaultTimes: ConsumerTimes = { lockMs: 15_000, stalledMs: 5_000, graceMs: 3_000 };

/** Finds the `@OnJob` methods, refuses to start unless each job has exactly one, then takes jobs from the queue. */
export class Consumer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('queue');
  #worker: Worker<JobPayload> | undefined;
  #hasConnected = false;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly runner: Runner,
    private readonly place: QueuePlace | undefined,
    private readonly times: ConsumerTimes = defaultTimes,
  ) {}

  onApplicationBootstrap(): void {
    this.runner.employ(this.#findWorks());
    if (this.place) this.#worker = this.#open(this.place);
  }

  /** Lets what runs end for a while, then fires its signal; never takes much longer than the grace. */
  async beforeApplicationShutdown(): Promise<void> {
    // A worker that never reached its queue holds no job, and only a forced close ends its tries to connect.
    const closing = this.#worker?.close(!this.#hasConnected) ?? Promise.resolve();
    const ended = Promise.all([closing, this.runner.idle()]);
    await settlesWithin(ended, this.times.graceMs);
    this.runner.stop();
    await settlesWithin(ended, 1000);
  }

  #open(place: QueuePlace): Worker<JobPayload> {
    const worker = new Worker<JobPayload>(
      queueName,
      // Three parameters: without the third, BullMQ makes no signal.
      (job: Job<JobPayload>, _token?: string, signal?: AbortSignal) => this.#take(job, signal),
      {
        connection: place.connection,
        concurrency,
        lockDuration: this.times.lockMs,
        stalledInterval: this.times.stalledMs,
        // A kill is not the lane's fault: tries are counted in our own rows.
        maxStalledCount: 100,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      },
      place.factory,
    );
    // BullMQ goes on working after it lost a job's lock; another worker may have it by now.
    worker.on('lockRenewalFailed', ids => {
      for (const id of ids) worker.cancelJob(id, 'the job’s lock is lost');
    });
    worker.on('ready', () => {
      this.#hasConnected = true;
    });
    worker.on('error', error => this.#log.warn(error.message));
    return worker;
  }

  async #take(job: Job<JobPayload>, signal?: AbortSignal): Promise<void> {
    if (!isJobName(job.name)) return;
    await this.runner.run({ job: job.name, lane: job.data.lane }, signal);
  }

  #findWorks(): Map<JobName, Work> {
    const works = new Map<JobName, Work>();
    for (const { instance } of this.discovery.getProviders()) {
      if (!instance || typeof instance !== 'object') continue;
      const prototype: object = Object.getPrototypeOf(instance);
      for (const method of this.scanner.getAllMethodNames(prototype)) {
        const work = (prototype as Record<string, unknown>)[method];
        const job = findMarkedJob(work);
        if (!job) continue;
        if (works.has(job)) throw new Error(`two methods are marked @OnJob('${job}'): keep one`);
        works.set(job, (work as Work).bind(instance) as Work);
      }
    }
    return works;
  }
}
