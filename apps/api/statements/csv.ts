import { csvCell, type Language } from '@amie/values';

/** A cell that is written as it is, or a number that was made here and is no formula. */
export type CsvCell = string | Exact;

/** An exact decimal number of a sheet: a spreadsheet reads it as a number, in the language asked for. */
export class Exact {
  constructor(
    private readonly units: bigint,
    private readonly places: number,
  ) {}

  text(language: Language): string {
    const sign = this.units < 0n ? '-' : '';
    const digits = (this.units < 0n ? -this.units : this.units).toString().padStart(this.places + 1, '0');
    if (this.places === 0) return sign + digits;
    return `${sign}${digits.slice(0, -this.places)}${language === 'fr' ? ',' : '.'}${digits.slice(-this.places)}`;
  }
}

/** Cents as euros with two decimals; empty when there is no amount. */
export const euros = (cents: bigint | undefined): CsvCell => (cents === undefined ? '' : new Exact(cents, 2));

/** Micro-minutes as minutes with six decimals. */
export const exactMinutes = (umin: bigint): CsvCell => new Exact(umin, 6);

export const whole = (count: bigint): CsvCell => new Exact(count, 0);

/** A table for a spreadsheet: UTF-8 with its mark, `;`, texts that would run as a formula made inert. */
export function csvText(rows: readonly (readonly CsvCell[])[], language: Language): string {
  const lines = rows.map(row =>
    row.map(cell => (cell instanceof Exact ? cell.text(language) : csvCell(cell))).join(';'),
  );
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}
