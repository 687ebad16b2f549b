import { CsvError, parse } from 'csv-parse/sync';
import { accepted, refused, type Parsed } from '../parsed.js';
import { countKnown } from './columns.js';

export const separators = [';', ',', '\t'] as const;
export type Separator = (typeof separators)[number];

/** Cells of every row as a spreadsheet would number them: row 1 is `rows[0]`, empty rows included. */
export interface SplitTable {
  readonly rows: readonly (readonly string[])[];
  readonly separator: Separator;
}

// A quote left open makes the rest of the file one cell; this bounds what a row may hold.
const maximumRowCharacters = 64 * 1024;

/** Cuts the text into cells (RFC 4180, separator found from the header); a table cut short is refused, naming the row. */
export function splitTable(text: string): Parsed<SplitTable> {
  const separator = findSeparator(text);
  const rows = splitCells(text, separator);
  if (!rows.ok) return rows;
  const header = rows.value.find(row => !isBlank(row)) ?? [];
  const last = rows.value.at(-1) ?? [];
  const isShort = last !== header && last.length < header.length && !isBlank(last);
  if (isShort && !/[\r\n]$/.test(text)) return truncated(rows.value.length, 'short-row');
  return accepted({ rows: rows.value, separator });
}

/** Whether a row holds nothing at all: spreadsheets leave such rows behind. */
export function isBlank(row: readonly string[]): boolean {
  return row.every(cell => cell.trim() === '');
}

/** The separator under which most headers are known; on a tie the one that makes most cells, then the French one. */
function findSeparator(text: string): Separator {
  const line = /\S[^\r\n]{0,10000}/.exec(text)?.[0] ?? '';
  const scored = separators.map(separator => {
    const cells = splitCells(line, separator);
    return { separator, known: cells.ok ? countKnown(cells.value[0] ?? []) : 0, cells: line.split(separator).length };
  });
  return scored.reduce((best, next) =>
    next.known > best.known || (next.known === best.known && next.cells > best.cells) ? next : best,
  ).separator;
}

function splitCells(text: string, separator: Separator): Parsed<string[][]> {
  try {
    return accepted(
      parse(text, {
        delimiter: separator,
        bom: false,
        relax_column_count: true,
        record_delimiter: ['\r\n', '\n', '\r'],
        max_record_size: maximumRowCharacters,
      }),
    );
  } catch (error) {
    if (error instanceof CsvError) return splitProblem(error);
    throw error;
  }
}

function splitProblem(error: CsvError): ReturnType<typeof refused> {
  const row = Number(error.records ?? 0) + 1;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return truncated(row, 'open-quote');
  if (error.code === 'CSV_MAX_RECORD_SIZE') return refused('file-row-too-long', undefined, { row });
  return refused('file-quote-misplaced', undefined, { row });
}

function truncated(row: number, reason: 'open-quote' | 'short-row'): ReturnType<typeof refused> {
  return refused('file-truncated', undefined, { row, reason });
}
