import { BorderedTable } from './bordered-table.js';
import { settleTotals, settleRest } from './settle.js';

/** A table in whole units that adds up both ways. */
export interface RoundedTable {
  readonly cells: readonly (readonly bigint[])[];
  readonly rows: readonly bigint[];
  readonly columns: readonly bigint[];
  readonly total: bigint;
}

/** Rows of different lengths cannot be added up by column. */
export class RaggedTableError extends Error {
  constructor(readonly row: number) {
    super(`row ${row} of the table is not as long as the first one`);
    this.name = 'RaggedTableError';
  }
}

/**
 * Two-way controlled rounding of a table to whole units, `unit` being what one of them counts in the cells' own (10^6
 * for micro-minutes shown in minutes): every cell, row, column and the grand total stay within 1 of exact, whole ones
 * stay as they are, and both ways add up. Totals go to the nearest whole wherever the cells allow it. The same table
 * always gives the same answer. Linear in the longer side. (Cox 1987; step 10 of the design's allocation.)
 */
export function roundBothWays(table: readonly (readonly bigint[])[], unit: bigint): RoundedTable {
  const width = table[0]?.length ?? 0;
  const ragged = table.findIndex(row => row.length !== width);
  if (ragged >= 0) throw new RaggedTableError(ragged);
  // A cycle is never longer than the shorter side: keep that one as columns.
  const isWide = width > table.length;
  const bordered = new BorderedTable(isWide ? turned(table) : table, unit);
  settleTotals(bordered);
  settleRest(bordered);
  const whole = bordered.whole();
  const rounded = isWide ? turned(whole) : whole;
  return {
    cells: rounded.slice(0, -1).map(row => row.slice(0, -1)),
    rows: rounded.slice(0, -1).map(row => -(row.at(-1) ?? 0n)),
    columns: (rounded.at(-1) ?? []).slice(0, -1).map(total => -total),
    total: rounded.at(-1)?.at(-1) ?? 0n,
  };
}

function turned(table: readonly (readonly bigint[])[]): bigint[][] {
  return (table[0] ?? []).map((_, column) => table.map(row => row[column] ?? 0n));
}
