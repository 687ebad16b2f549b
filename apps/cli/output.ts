import Table from 'cli-table3';

/** What a command prints: rows for people, or one JSON document for scripts (`--json`). Progress goes to standard error. */
export class Output {
  constructor(
    readonly isJson: boolean,
    readonly language: 'fr' | 'en',
  ) {}

  /** French or English, as the terminal speaks. */
  say(french: string, english: string): string {
    return this.language === 'fr' ? french : english;
  }

  /** One line for people; nothing under --json. */
  line(french: string, english: string): void {
    if (!this.isJson) process.stdout.write(`${this.say(french, english)}\n`);
  }

  /** Text as it is; nothing under --json. */
  text(text: string): void {
    if (!this.isJson) process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** The one document of a command under --json; nothing for people. */
  json(document: unknown): void {
    if (this.isJson) process.stdout.write(`${JSON.stringify(document)}\n`);
  }

  /** A list: a table for people, an array for scripts. */
  rows<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void {
    if (this.isJson) return this.json(rows);
    if (rows.length === 0) return this.line('Rien à montrer.', 'Nothing to show.');
    const table = new Table({ head: columns.map(column => this.say(...column.title)), ...plain });
    for (const row of rows) table.push(columns.map(column => column.show(row) ?? ''));
    process.stdout.write(`${table.toString()}\n`);
  }
}

export interface Column<Row> {
  readonly title: readonly [french: string, english: string];
  readonly show: (row: Row) => string | undefined;
}

// No frame: columns can be copied, cut and read aloud.
const plain = {
  chars: Object.fromEntries(
    ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid']
      .concat(['mid', 'mid-mid', 'right', 'right-mid'])
      .map(name => [name, '']),
  ),
  style: { 'padding-left': 0, 'padding-right': 2, head: ['bold'], border: [] },
};

/** A date and time as people write it, in the platform's zone. */
export function showTime(iso: string | null | undefined, language: 'fr' | 'en'): string {
  if (!iso) return '';
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short', timeZone: 'Europe/Paris' }).format(
    new Date(iso),
  );
}

/** Storage as people write it: `2 Go` in French, `2 GB` in English; exact when it is a whole unit. */
export function showStorage(kib: number, language: 'fr' | 'en'): string {
  const units = language === 'fr' ? ['Kio', 'Mo', 'Go', 'To'] : ['KiB', 'MB', 'GB', 'TB'];
  let value = kib;
  let unit = 0;
  while (value >= 1024 && unit < 3) {
    value /= 1024;
    unit += 1;
  }
  const text = new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { maximumFractionDigits: 1 }).format(value);
  return `${text} ${units[unit]}`;
}
