import type { Config } from '@amie/config';
import { listenTasks, type TaskListener } from '@amie/database';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG } from '../http/config.js';

/** Wakes whoever follows a task when it gets an event. One connection for all, opened by the first who asks. */
@Injectable()
export class TaskEars implements OnApplicationShutdown {
  private listener: TaskListener | undefined;
  private readonly waiting = new Map<string, Set<() => void>>();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Resolves at the next event of the task, after `milliseconds`, or when the signal fires; never rejects. */
  next(taskId: string, milliseconds: number, signal: AbortSignal): Promise<void> {
    this.listener ??= listenTasks(this.config.databaseUrl('api'), id => this.wake(id));
    return new Promise(resolve => {
      if (signal.aborted) return resolve();
      const ears = this.waiting.get(taskId) ?? new Set();
      this.waiting.set(taskId, ears);
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        ears.delete(done);
        if (ears.size === 0) this.waiting.delete(taskId);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener('abort', done, { once: true });
      ears.add(done);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.listener?.close();
  }

  private wake(taskId: string): void {
    for (const done of this.waiting.get(taskId) ?? []) done();
  }
}
