import type { Config } from '@amie/config';
import { Bell } from '@amie/queue';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Sweep } from './sweep.js';
import { CONFIG } from './tokens.js';

interface Line {
  readonly name: string;
  readonly everySeconds: number;
  readonly run: () => Promise<void>;
}

/** Everything that happens by the clock, a line each. Each line waits for its own end before it counts again. */
@Injectable()
export class Schedule implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger('schedule');
  readonly #failing = new Set<string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #lines: readonly Line[];
  #isStopped = false;

  constructor(@Inject(CONFIG) config: Config, sweep: Sweep, bell: Bell) {
    this.#lines = [
      { name: 'sweep', everySeconds: config.sweepSeconds, run: () => sweep.sweep() },
      { name: 'invitations', everySeconds: 15, run: () => bell.ringErrand('invitations') },
      { name: 'proofs', everySeconds: 15, run: () => bell.ringErrand('proofs') },
      { name: 'sign-ins', everySeconds: 60, run: () => bell.ringErrand('sign-ins') },
      { name: 'backups', everySeconds: 15, run: () => bell.ringErrand('backups') },
      { name: 'questions', everySeconds: 5, run: () => bell.ringErrand('questions') },
      { name: 'readings', everySeconds: 300, run: () => bell.ringErrand('readings') },
      { name: 'purge', everySeconds: 3600, run: () => bell.ringErrand('purge') },
    ];
  }

  onApplicationBootstrap(): void {
    for (const line of this.#lines) this.#plan(line, 0);
  }

  onModuleDestroy(): void {
    this.stop();
  }

  /** Nothing more happens by the clock; what runs goes on to its end. */
  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #plan(line: Line, inSeconds: number): void {
    if (this.#isStopped) return;
    const timer = setTimeout(() => void this.#run(line), inSeconds * 1000);
    this.#timers.set(line.name, timer);
  }

  async #run(line: Line): Promise<void> {
    try {
      await line.run();
      if (this.#failing.delete(line.name)) this.#log.log({ msg: 'works again', line: line.name });
    } catch (error) {
      if (!this.#failing.has(line.name)) this.#log.error({ msg: 'failed, and goes on trying', line: line.name, error });
      this.#failing.add(line.name);
    }
    this.#plan(line, line.everySeconds);
  }
}
