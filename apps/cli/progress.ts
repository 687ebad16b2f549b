import { SingleBar } from 'cli-progress';
import type { Output } from './output.js';
import { printable } from './printable.js';

/**
 * A bar on standard error, or one line now and then where there is no terminal; silent under --json. It never goes
 * back: events may arrive twice.
 */
export class Progress {
  private readonly bar: SingleBar | undefined;
  private done = 0;

  constructor(
    private readonly output: Output,
    title: string,
    private readonly total: number,
  ) {
    if (output.isJson || total === 0) return;
    const [name, barsize] = fit(printable(title), process.stderr.columns ?? 80);
    this.bar = new SingleBar({
      format: `${name} {bar} {value}/{total} {duration_formatted}`,
      stream: process.stderr,
      barCompleteChar: '█',
      barIncompleteChar: '·',
      barsize,
      hideCursor: true,
      forceRedraw: true,
      noTTYOutput: true,
      notTTYSchedule: 2000,
    });
    this.bar.start(total, 0);
  }

  reach(done: number): void {
    this.done = Math.min(this.total, Math.max(this.done, done));
    this.bar?.update(this.done);
  }

  /** One line above the bar. */
  note(text: string): void {
    if (this.output.isJson) return;
    const clear = process.stderr.isTTY ? '\r\u001b[K' : '';
    process.stderr.write(`${clear}${printable(text)}\n`);
  }

  stop(): void {
    this.bar?.stop();
  }
}

/** Title and bar on one line: a long title is cut, the bar takes what is left. */
export function fit(title: string, columns: number): [title: string, barsize: number] {
  const room = columns - 24;
  const longest = Math.max(10, room - 12);
  const name = title.length > longest ? `${title.slice(0, longest - 1)}…` : title;
  return [name, Math.max(8, Math.min(30, room - name.length))];
}
