import { SingleBar } from 'cli-progress';

/** Tells the story on standard error, in the language of the terminal, with the seconds since the command was typed. */
export class Narrator {
  private readonly isEnglish = (process.env['LC_ALL'] || process.env['LANG'] || '').toLowerCase().startsWith('en');

  constructor(private readonly started: number) {}

  get seconds(): number {
    return (Date.now() - this.started) / 1000;
  }

  say(french: string, english: string): void {
    this.write(`${this.seconds.toFixed(1).padStart(6)} s  ${this.pick(french, english)}`);
  }

  pick<French extends string, English extends string>(french: French, english: English): French | English {
    return this.isEnglish ? english : french;
  }

  write(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** A bar for long work; a line now and then where there is no terminal. */
  bar(french: string, english: string, total: number): SingleBar {
    const bar = new SingleBar({
      format: `          ${this.pick(french, english)} {bar} {value}/{total}`,
      stream: process.stderr,
      barCompleteChar: '█',
      barIncompleteChar: '·',
      barsize: 25,
      hideCursor: true,
      noTTYOutput: true,
      notTTYSchedule: 5000,
    });
    bar.start(total, 0);
    return bar;
  }
}
