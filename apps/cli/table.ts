import Table from 'cli-table3';
import type { Say } from './words.js';

export interface Column<Row> {
  readonly title: readonly [french: string, english: string];
  readonly show: (row: Row) => string | null | undefined;
}

const gap = 2;
const narrowest = 8;

/**
 * Rows as a table without a frame, so that columns can be copied, cut and read aloud. On a terminal narrower than the
 * table the widest columns are wrapped, at spaces and before an @ where there are any; in a pipe (no `width`) every row is one line.
 */
export function tableText<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  say: Say,
  width?: number,
): string {
  const lines = [
    columns.map(column => say(...column.title)),
    ...rows.map(row => columns.map(column => column.show(row) ?? '')),
  ];
  const widths = fit(naturalWidths(lines), width);
  const [head = [], ...cells] = lines.map(line => line.map((cell, index) => wrap(cell, widths[index] ?? narrowest)));
  const table = new Table({ head, ...plain });
  table.push(...cells);
  return table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n');
}

function naturalWidths(lines: readonly string[][]): number[] {
  const [first = []] = lines;
  return first.map((_, index) => lines.reduce((most, line) => Math.max(most, (line[index] ?? '').length), 0));
}

/** Widths that fit the terminal, taken from the widest columns. */
function fit(natural: readonly number[], width = Number.POSITIVE_INFINITY): number[] {
  const widths = [...natural];
  const total = (): number => widths.reduce((sum, each) => sum + each + gap, -gap);
  while (total() > width) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= narrowest) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function wrap(text: string, width: number): string {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    // An address breaks before its @, so that both halves stay readable.
    const place = Math.max(rest.lastIndexOf(' ', width), rest.lastIndexOf('@', width));
    const end = place > 0 ? place : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest].join('\n');
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
  style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [] },
};
