import { MultiBar, type SingleBar } from 'cli-progress';
import type { Output } from './output.js';
import { printable } from './printable.js';

const lineEveryMs = 2000;

/**
 * A bar on standard error; where that is no terminal, a line when something moved, every two seconds at most. Silent
 * under --json. It never goes back: events may arrive twice.
 */
export class Progress {
  // A stack of one: the library writes lines above a bar only for a stack.
  private readonly stack: MultiBar | undefined;
  private readonly bar: SingleBar | undefined;
  private readonly title: string;
  private done = 0;
  private lineAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly output: Output,
    title: string,
    private readonly total: number,
  ) {
    this.title = printable(title);
    if (output.isJson || total === 0 || !process.stderr.isTTY) return;
    const [name, barsize] = fit(this.title, process.stderr.columns);
    this.stack = new MultiBar({
      format: `${name} {bar} {value}/{total} {duration_formatted}`,
      stream: process.stderr,
      barCompleteChar: '█',
      barIncompleteChar: '·',
      barsize,
      hideCursor: true,
      forceRedraw: true,
      gracefulExit: false,
    });
    this.bar = this.stack.create(total, 0);
  }

  reach(done: number): void {
    if (done <= this.done) return;
    this.done = Math.min(this.total, done);
    this.bar?.update(this.done);
    if (!this.bar && performance.now() - this.lineAt >= lineEveryMs) this.line();
  }

  /** One line above the bar. */
  note(text: string): void {
    if (this.output.isJson) return;
    if (!this.stack) process.stderr.write(`${printable(text)}\n`);
    this.stack?.log(`${printable(text)}\n`);
    this.stack?.update();
  }

  stop(): void {
    this.stack?.stop();
  }

  private line(): void {
    this.lineAt = performance.now();
    this.note(`${this.title} ${this.done}/${this.total}`);
  }
}

/** Title and bar on one line: a long title is cut, the bar takes what is left. */
export function fit(title: string, columns: number): [title: string, barsize: number] {
  const room = columns - 24;
  const longest = Math.max(10, room - 12);
  const name = title.length > longest ? `${title.slice(0, longest - 1)}…` : title;
  return [name, Math.max(8, Math.min(30, room - name.length))];
}
