import Table from 'cli-table3';
import type { Say } from './words.js';

export interface Column<Row> {
  readonly title: readonly [french: string, english: string];
  readonly show: (row: Row) => string | null | undefined;
}

/**
 * Rows as a table without a frame, so that columns can be copied, cut and read aloud. On a terminal narrower than the
 * table, long words of the widest column are wrapped; in a pipe (no `width`) every row stays on one line.
 */
export function tableText<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  say: Say,
  width?: number,
): string {
  const head = columns.map(column => say(...column.title));
  const cells = rows.map(row => columns.map(column => column.show(row) ?? ''));
  const widths = fit(naturalWidths([head, ...cells]), width);
  const table = new Table({
    head,
    ...plain,
    ...(widths && { colWidths: widths, wordWrap: true, wrapOnWordBoundary: false }),
  });
  table.push(...cells);
  return table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n');
}

function naturalWidths(lines: readonly string[][]): number[] {
  const [first = []] = lines;
  return first.map((_, index) => 2 + lines.reduce((most, line) => Math.max(most, (line[index] ?? '').length), 0));
}

/** Widths that fit the terminal, taken from the widest columns; undefined when the table fits as it is. */
function fit(natural: readonly number[], width: number | undefined): number[] | undefined {
  const total = natural.reduce((sum, each) => sum + each, 0);
  if (width === undefined || total <= width + 2) return undefined;
  const widths = [...natural];
  for (let excess = total - width; excess > 0; excess -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= 12) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

const edges = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
];
const plain = {
  chars: Object.fromEntries(
    [...edges, 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'].map(name => [name, '']),
  ),
  style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [] },
};
