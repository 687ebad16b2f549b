import { type Element, inside, type Line, margin, type Paper, quiet } from './paper.js';

/** One figure of a table, and where it opens. */
export interface TableCell {
  readonly text: string;
  readonly url?: string;
  /** Where the link leads, for whoever cannot see it. */
  readonly about?: string;
}

export interface TableRow {
  readonly head: string;
  readonly cells: readonly TableCell[];
  readonly isTotal?: boolean;
}

export interface Table {
  readonly columns: readonly { readonly title: string; readonly width: number }[];
  readonly rows: readonly TableRow[];
  readonly size: number;
  readonly rowHeight: number;
}

/** Draws a table with headings of rows and columns at a height; answers the height below it. */
export function drawTable(paper: Paper, table: Table, top: number): number {
  const { columns, rows, rowHeight } = table;
  paper.element('Table', {}, element => {
    const head = columns.map(({ title }) => ({ text: title }));
    drawRow(paper, table, element, head, top, 'heading');
    for (const [at, row] of rows.entries()) {
      const y = top + rowHeight * (at + 1);
      drawRow(paper, table, element, [{ text: row.head }, ...row.cells], y, row.isTotal ? 'total' : 'figures');
    }
  });
  for (const [at, row] of rows.entries()) if (row.isTotal) paper.rule(top + rowHeight * (at + 1) - 1.5);
  paper.rule(top + rowHeight - 1.5);
  return top + rowHeight * (rows.length + 1);
}

type RowKind = 'heading' | 'figures' | 'total';

function drawRow(
  paper: Paper,
  table: Table,
  parent: Element,
  cells: readonly TableCell[],
  y: number,
  kind: RowKind,
): void {
  let x = margin;
  paper.element(
    'TR',
    {},
    row => {
      for (const [at, cell] of cells.entries()) {
        const width = table.columns[at]?.width ?? 0;
        const line: Line = {
          x,
          y,
          width: width - 2,
          size: table.size,
          face: kind === 'figures' ? '400' : '700',
          align: at === 0 ? 'left' : 'right',
          ...(kind === 'heading' && { color: quiet }),
        };
        drawCell(paper, row, cell, line, at === 0, kind);
        x += width;
      }
    },
    parent,
  );
}

function drawCell(paper: Paper, row: Element, cell: TableCell, line: Line, isFirst: boolean, kind: RowKind): void {
  const isHead = kind === 'heading' || isFirst;
  const scope = kind === 'heading' ? 'Column' : 'Row';
  const options = isHead ? ({ scope } as const) : {};
  const { text, url, about = '' } = cell;
  if (!url) return paper.line(isHead ? 'TH' : 'TD', text, line, row, options);
  paper.element('TD', {}, element => paper.link(text, line, url, about, element), row);
}

/** Widths of columns that fill the page: the first, so many alike, the last. */
export function columnWidths(first: number, alike: number, last: number): number[] {
  const each = (inside - first - last) / alike;
  return [first, ...Array.from({ length: alike }, () => each), last];
}
