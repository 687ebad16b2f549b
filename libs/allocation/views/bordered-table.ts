import { floorDivided } from './whole.js';

/**
 * A table with its totals as one more column and one more row, of opposite sign, so that every line adds up to 0 and a
 * total is an entry like any other. Each entry keeps its floor and what it has above it; moving amounts around closed
 * paths ends with every entry at its floor or one above, and every line still at 0.
 */
export class BorderedTable {
  readonly height: number;
  readonly width: number;
  private readonly floors: bigint[] = [];
  private readonly above: bigint[] = [];

  constructor(
    table: readonly (readonly bigint[])[],
    readonly unit: bigint,
  ) {
    this.height = table.length + 1;
    this.width = (table[0]?.length ?? 0) + 1;
    const bottom = Array<bigint>(this.width).fill(0n);
    for (const row of table) {
      let sum = 0n;
      for (const [column, cell] of row.entries()) {
        this.add(cell);
        sum += cell;
        bottom[column] = (bottom[column] ?? 0n) - cell;
      }
      this.add(-sum);
      bottom[this.width - 1] = (bottom[this.width - 1] ?? 0n) + sum;
    }
    for (const cell of bottom) this.add(cell);
  }

  /** What an entry has above its floor, from 0 to one whole unit. */
  fraction(row: number, column: number): bigint {
    return this.above[row * this.width + column] ?? 0n;
  }

  isOpen(row: number, column: number): boolean {
    const fraction = this.fraction(row, column);
    return fraction > 0n && fraction < this.unit;
  }

  move(row: number, column: number, amount: bigint): void {
    this.above[row * this.width + column] = this.fraction(row, column) + amount;
  }

  /** The entries in whole units; every one must have been settled. */
  whole(): bigint[][] {
    return Array.from({ length: this.height }, (_, row) =>
      Array.from({ length: this.width }, (__, column) => {
        const floor = this.floors[row * this.width + column] ?? 0n;
        return this.fraction(row, column) > 0n ? floor + 1n : floor;
      }),
    );
  }

  private add(cell: bigint): void {
    const floor = floorDivided(cell, this.unit);
    this.floors.push(floor);
    this.above.push(cell - floor * this.unit);
  }
}
