import { Logger } from '@nestjs/common';
import { type Call, callKey, type JobName, jobNames } from './jobs.js';
import type { ErrandWork, LaneWork } from './on-job.js';

export type Work = LaneWork | ErrandWork;

/** How many jobs one process runs at once; a dead server holds one of them for one deadline. */
export const concurrency = 8;

/**
 * Runs jobs in this process: one at a time per key, at most `concurrency` started by `start`. A call that arrives while
 * its key runs gives one more run, as in the queue. A failing job is logged and let go: the sweep rings it again.
 */
export class Runner {
  readonly #log = new Logger('jobs');
  readonly #stopping = new AbortController();
  readonly #running = new Map<string, { again: boolean; ended: Promise<void> }>();
  readonly #waiting = new Map<string, Call>();
  #started = 0;
  #works: ReadonlyMap<JobName, Work> = new Map();

  /** Takes the methods that do the jobs; throws, naming each job that has none. */
  employ(works: ReadonlyMap<JobName, Work>): void {
    const orphaned = jobNames.filter(job => !works.has(job));
    if (orphaned.length > 0) throw new Error(`no method is marked @OnJob for: ${orphaned.join(', ')}`);
    this.#works = works;
  }

  /** Runs a call now and resolves when it ended; while its key runs, asks for one more run and waits for that. */
  async run(call: Call, signal?: AbortSignal): Promise<void> {
    const key = callKey(call);
    const current = this.#running.get(key);
    if (current) {
      current.again = true;
      return current.ended;
    }
    const state = { again: false, ended: Promise.resolve() };
    this.#running.set(key, state);
    state.ended = this.#repeat(call, state, signal);
    return state.ended;
  }

  /** Starts calls behind the caller's back, oldest first, a few at a time; never throws. */
  start(calls: readonly Call[]): void {
    for (const call of calls) this.#waiting.set(callKey(call), call);
    this.#next();
  }

  /** Fires the signal of everything that runs, and starts nothing more. */
  stop(): void {
    this.#waiting.clear();
    this.#stopping.abort(new Error('the worker stops'));
  }

  /** Resolves when nothing runs any more. */
  async idle(): Promise<void> {
    await Promise.all([...this.#running.values()].map(state => state.ended));
  }

  async #repeat(call: Call, state: { again: boolean }, signal?: AbortSignal): Promise<void> {
    const either = signal ? AbortSignal.any([signal, this.#stopping.signal]) : this.#stopping.signal;
    do {
      state.again = false;
      if (!either.aborted) await this.#once(call, either);
    } while (state.again && !either.aborted);
    // In the same breath as the question above: a call in between would ask for a run that nobody gives.
    this.#running.delete(callKey(call));
  }

  async #once(call: Call, signal: AbortSignal): Promise<void> {
    try {
      const work = this.#works.get(call.job);
      if (!work) throw new Error('called before the boot check');
      await (call.lane ? (work as LaneWork)(call.lane, signal) : (work as ErrandWork)(signal));
    } catch (error) {
      if (!signal.aborted) this.#log.error({ msg: 'job failed', job: callKey(call), error });
    }
  }

  #next(): void {
    for (const [key, call] of this.#waiting) {
      const current = this.#running.get(key);
      if (!current && this.#started >= concurrency) continue;
      this.#waiting.delete(key);
      if (current) {
        current.again = true;
        continue;
      }
      this.#started += 1;
      void this.run(call).finally(() => {
        this.#started -= 1;
        this.#next();
      });
    }
  }
}
