import { SingleBar } from 'cli-progress';
import type { Output } from './output.js';

/** A bar on standard error, or one line now and then where there is no terminal; silent under --json. */
export class Progress {
  private readonly bar: SingleBar | undefined;
  private done = 0;

  constructor(
    output: Output,
    title: string,
    private readonly total: number,
  ) {
    if (output.isJson || total === 0) return;
    const format = `${title} {bar} {value}/{total}  {duration_formatted}`;
    this.bar = new SingleBar({
      format,
      stream: process.stderr,
      barCompleteChar: '█',
      barIncompleteChar: '·',
      barsize: 30,
      hideCursor: true,
      noTTYOutput: true,
      notTTYSchedule: 2000,
    });
    this.bar.start(total, 0);
  }

  /** Never goes back: events may arrive twice. */
  reach(done: number): void {
    this.done = Math.min(this.total, Math.max(this.done, done));
    this.bar?.update(this.done);
  }

  stop(): void {
    this.bar?.stop();
  }
}
