import type { BorderedTable } from './bordered-table.js';

/** Either way to read a table: the entries of one line, and the same place in another. */
interface Reading {
  readonly lines: number;
  readonly places: number;
  fraction(line: number, place: number): bigint;
  move(line: number, place: number, amount: bigint): void;
}

/** Brings the totals of rows, then of columns, to the nearest whole wherever the entries beside them have room. */
export function settleTotals(table: BorderedTable): void {
  settleBorder(
    {
      lines: table.height,
      places: table.width,
      fraction: (line, place) => table.fraction(line, place),
      move: (line, place, amount) => table.move(line, place, amount),
    },
    table.unit,
  );
  settleBorder(
    {
      lines: table.width,
      places: table.height,
      fraction: (line, place) => table.fraction(place, line),
      move: (line, place, amount) => table.move(place, line, amount),
    },
    table.unit,
  );
}

/** Lines that still owe something to the whole their total should become, and how much. */
interface Owing {
  readonly line: number;
  owed: bigint;
}

// The last place of each line is its total. Those with the largest fractions go up, as many as their sum says.
function settleBorder(reading: Reading, unit: bigint): void {
  const border = reading.places - 1;
  const open = Array.from({ length: reading.lines }, (_, line) => ({ line, fraction: reading.fraction(line, border) }))
    .filter(({ fraction }) => fraction > 0n && fraction < unit)
    .sort((a, b) => (a.fraction === b.fraction ? a.line - b.line : a.fraction > b.fraction ? -1 : 1));
  let rising = open.reduce((sum, { fraction }) => sum + fraction, 0n) / unit;
  const up: Owing[] = [];
  const down: Owing[] = [];
  for (const { line, fraction } of open) {
    if (rising-- > 0n) up.push({ line, owed: unit - fraction });
    else down.push({ line, owed: fraction });
  }
  pairUp(reading, unit, up, down);
}

function pairUp(reading: Reading, unit: bigint, up: readonly Owing[], down: readonly Owing[]): void {
  for (let u = 0, d = 0; u < up.length && d < down.length; ) {
    const [rises, falls] = [up[u], down[d]] as [Owing, Owing];
    exchange(reading, unit, rises, falls);
    // What this pair could not settle, nobody else is asked to: the walk that follows settles everything.
    if (falls.owed === 0n || rises.owed > 0n) d += 1;
    if (rises.owed === 0n) u += 1;
  }
}

// The total of one line rises by what the other's falls; another entry of both lines takes the opposite.
function exchange(reading: Reading, unit: bigint, rises: Owing, falls: Owing): void {
  const border = reading.places - 1;
  for (let place = 0; place < border && rises.owed > 0n && falls.owed > 0n; place += 1) {
    const [own, other] = [reading.fraction(rises.line, place), reading.fraction(falls.line, place)];
    if (own === 0n || own === unit || other === 0n || other === unit) continue;
    const amount = least([rises.owed, falls.owed, own, unit - other]);
    reading.move(rises.line, border, amount);
    reading.move(rises.line, place, -amount);
    reading.move(falls.line, border, -amount);
    reading.move(falls.line, place, amount);
    rises.owed -= amount;
    falls.owed -= amount;
  }
}

function least(amounts: readonly bigint[]): bigint {
  return amounts.reduce((lowest, amount) => (amount < lowest ? amount : lowest));
}

/**
 * Settles every entry that is still open. A line whose sum is whole has no open entry or at least two, so a walk along
 * open entries, by turns in a row and in a column, always closes a circle; moving one amount around it, up and down by
 * turns, settles at least one entry and leaves every sum as it was.
 */
export function settleRest(table: BorderedTable): void {
  const columns = new OpenColumns(table);
  for (let column = 0; column < table.width; column += 1) {
    for (let row = columns.rowIn(column, -1); row >= 0; row = columns.rowIn(column, -1)) {
      closeCircle(table, circleFrom(table, columns, column));
    }
  }
}

/** The rows that are open in each column; rows that were settled since are dropped when met. */
class OpenColumns {
  private readonly rows: number[][];

  constructor(private readonly table: BorderedTable) {
    this.rows = Array.from({ length: table.width }, (_, column) =>
      Array.from({ length: table.height }, (__, row) => row).filter(row => table.isOpen(row, column)),
    );
  }

  /** An open row of a column other than `except`, or -1. */
  rowIn(column: number, except: number): number {
    const rows = this.rows[column] ?? [];
    for (let at = rows.length - 1; at >= 0; at -= 1) {
      const row = rows[at] as number;
      if (this.table.isOpen(row, column)) {
        if (row !== except) return row;
        continue;
      }
      rows[at] = rows[rows.length - 1] as number;
      rows.pop();
    }
    return -1;
  }
}

type Entry = readonly [row: number, column: number];

// Neighbours of the circle share a row or a column, by turns.
function circleFrom(table: BorderedTable, columns: OpenColumns, start: number): Entry[] {
  const path: Entry[] = [];
  const enteredAt = new Map<number, number>();
  for (let column = start, row = -1; ; ) {
    enteredAt.set(column, path.length);
    row = columns.rowIn(column, row);
    const beginning = path.findIndex(([seen]) => seen === row);
    path.push([row, column]);
    // A row met before closes the circle too: its entry into that row is where it begins.
    if (beginning >= 0) return path.slice(beginning + 1);
    column = openColumn(table, row, column);
    path.push([row, column]);
    const entered = enteredAt.get(column);
    if (entered !== undefined) return path.slice(entered);
  }
}

function openColumn(table: BorderedTable, row: number, except: number): number {
  for (let column = 0; column < table.width; column += 1) {
    if (column !== except && table.isOpen(row, column)) return column;
  }
  throw new Error('a row whose sum is whole has one open entry');
}

function closeCircle(table: BorderedTable, circle: readonly Entry[]): void {
  const rooms = circle.map(([row, column]) => table.fraction(row, column));
  const leaves = (place: number, isRising: boolean): bigint => {
    const fraction = rooms[place] ?? 0n;
    return isRising ? table.unit - fraction : fraction;
  };
  const firstUp = least(circle.map((_, place) => leaves(place, place % 2 === 0)));
  const firstDown = least(circle.map((_, place) => leaves(place, place % 2 === 1)));
  const [amount, parity] = firstUp <= firstDown ? [firstUp, 0] : [firstDown, 1];
  for (const [place, [row, column]] of circle.entries()) {
    table.move(row, column, place % 2 === parity ? amount : -amount);
  }
}
