import { printable } from './printable.js';
import { type Language, type Say, sayIn } from './words.js';
import { type Column, tableText } from './table.js';

/** What a command prints: rows for people, or one JSON document for scripts (`--json`). Progress goes to standard error. */
export class Output {
  readonly say: Say;

  constructor(
    readonly isJson: boolean,
    readonly language: Language,
  ) {
    this.say = sayIn(language);
  }

  /** One line for people; nothing under --json. */
  line(french: string, english: string): void {
    this.text(this.say(french, english));
  }

  /** Text for people as it is; nothing under --json. */
  text(text: string): void {
    if (!this.isJson) process.stdout.write(`${printable(text).replace(/\n$/, '')}\n`);
  }

  /** The one document of a command under --json; nothing for people. */
  json(document: unknown): void {
    if (this.isJson) process.stdout.write(`${JSON.stringify(document)}\n`);
  }

  /** A list: a table for people, an array for scripts. */
  rows<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void {
    if (this.isJson) return this.json(rows);
    if (rows.length === 0) return this.line('Rien à montrer.', 'Nothing to show.');
    this.table(rows, columns);
  }

  /** A table for people; nothing under --json. */
  table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void {
    this.text(tableText(rows, columns, this.say, process.stdout.columns));
  }

  /** One thing: its facts one a line for people, the document for scripts. Empty facts are left out. */
  facts(document: unknown, facts: readonly Fact[]): void {
    if (this.isJson) return this.json(document);
    const filled = facts.flatMap(([french, english, value]) => (value ? [[this.say(french, english), value]] : []));
    const width = Math.max(0, ...filled.map(([name]) => name?.length ?? 0));
    for (const [name = '', value = ''] of filled) {
      this.text(`${name.padEnd(width)}  ${value.replaceAll('\n', `\n${' '.repeat(width + 2)}`)}`);
    }
  }

  time(iso: string | null | undefined): string {
    return showTime(iso, this.language);
  }
}

export type Fact = readonly [french: string, english: string, value: string | null | undefined];

/** A date and time as people write it, in the time zone of Amie's people. */
export function showTime(iso: string | null | undefined, language: Language): string {
  if (!iso) return '';
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short', timeZone: 'Europe/Paris' }).format(
    new Date(iso),
  );
}
