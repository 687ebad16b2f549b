import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RaggedTableError, roundBothWays } from './round-both-ways.js';
import { sumOf } from '../whole-number.js';

const unit = 1_000_000n;

/** Exact sums of a table, in its own unit. */
function sumsOf(table: readonly (readonly bigint[])[]) {
  const rows = table.map(sumOf);
  const columns = (table[0] ?? []).map((_, column) => sumOf(table.map(row => row[column] ?? 0n)));
  return { rows, columns, total: sumOf(rows) };
}

/** Whether a whole number is within 1 of an exact amount, and the same when that is whole. */
function isNear(whole: bigint, exact: bigint): boolean {
  const gap = whole * unit - exact;
  return gap > -unit && gap < unit;
}

function expectRight(table: readonly (readonly bigint[])[]): void {
  const exact = sumsOf(table);
  const rounded = roundBothWays(table, unit);
  const inside = sumsOf(rounded.cells);
  expect(inside).toEqual({ rows: rounded.rows, columns: rounded.columns, total: rounded.total });
  const far = rounded.cells.flatMap((row, at) => row.filter((cell, place) => !isNear(cell, table[at]?.[place] ?? 0n)));
  expect(far).toEqual([]);
  expect(rounded.rows.filter((sum, at) => !isNear(sum, exact.rows[at] ?? 0n))).toEqual([]);
  expect(rounded.columns.filter((sum, at) => !isNear(sum, exact.columns[at] ?? 0n))).toEqual([]);
  expect(isNear(rounded.total, exact.total)).toBe(true);
}

const cell = fc.oneof(
  fc.bigInt({ min: 0n, max: 500_000_000n }),
  fc.bigInt({ min: -5_000_000n, max: 5_000_000n }),
  fc.bigInt({ min: 0n, max: 9n }).map(whole => whole * unit),
  fc.constantFrom(0n, 500_000n, 333_333n, 999_999n, 1n),
);
const table = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 9 }))
  .chain(([height, width]) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: height, maxLength: height }),
  );

describe('a table rounded both ways', () => {
  it('invariant 25: rows, columns and total agree, each within 1 of exact', () => {
    fc.assert(fc.property(table, expectRight), { numRuns: 400 });
  });

  it('invariant 25: holds for thousands of members, and either way round', () => {
    const long = Array.from({ length: 5000 }, (_, row) =>
      Array.from({ length: 7 }, (__, column) => BigInt(((row * 7919 + column * 104_729) * 31_337) % 100_000_000)),
    );
    expectRight(long);
    expectRight((long[0] ?? []).map((_, column) => long.map(row => row[column] ?? 0n)));
  });

  it('leaves what is whole as it is', () => {
    const whole = [
      [1n, 0n],
      [7n, 3n],
    ];
    expect(
      roundBothWays(
        whole.map(row => row.map(one => one * unit)),
        unit,
      ).cells,
    ).toEqual(whole);
  });

  it('gives each member of October the minutes nearest to its share', () => {
    const october = [
      [69_964_757n, 46_063_000n, 33_254_000n, 15_445_000n, 49_158_000n, 24_747_000n, 31_258_381n],
      [119_883_087n, 89_058_000n, 64_998_000n, 26_167_000n, 31_259_000n, 32_995_000n, 41_678_038n],
      [45_690_136n, 20_648_000n, 24_346_000n, 11_304_000n, 82_687_000n, 32_995_000n, 41_678_281n],
      [9_462_020n, 24_231_000n, 7_402_000n, 2_084_000n, 16_896_000n, 4_263_000n, 5_385_300n],
    ];
    const { rows, columns, total } = roundBothWays(october, unit);
    expect({ rows, columns, total }).toEqual({
      rows: [270n, 406n, 259n, 70n],
      columns: [245n, 180n, 130n, 55n, 180n, 95n, 120n],
      total: 1005n,
    });
  });

  it('refuses a table with a row of another length, and answers an empty one', () => {
    expect(() => roundBothWays([[1n], []], unit)).toThrow(RaggedTableError);
    expect(roundBothWays([], unit)).toEqual({ cells: [], rows: [], columns: [], total: 0n });
  });
});
