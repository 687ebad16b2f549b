import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyMonth } from '../../test/factories/month-inputs.js';
import { allocateMonth, type MonthInputs } from './month.js';
import { type Pool, pools } from './pool.js';
import { type Difference, differences, sumTables, uminTable, type UminTable } from './table.js';
import { sumOf } from './whole-number.js';

const tableOf = (inputs: MonthInputs): UminTable => uminTable(allocateMonth(inputs));

/** What differences would be as a table, to add them to another. */
function asTable(all: readonly Difference[]): UminTable {
  const table = new Map<Pool, Map<string, bigint>>(pools.map(pool => [pool, new Map()]));
  for (const { pool, member, amount } of all) table.get(pool)?.set(member, amount);
  return table;
}

const sumsOf = (table: UminTable) => pools.map(pool => sumOf(table.get(pool)?.values() ?? []));

/** Without zeros, in order: what two tables that say the same agree on. */
function plain(table: UminTable): string[] {
  const cells = Array.from(table, ([pool, shares]) =>
    Array.from(shares, ([member, amount]) => ({ pool, member, amount })),
  );
  const told = cells.flat().filter(({ amount }) => amount !== 0n);
  return told.map(({ pool, member, amount }) => `${pool} ${member} ${amount}`).toSorted();
}

describe('what a closed month lacks', () => {
  it('invariant 18: added to what was closed, is the whole month worked out again', () => {
    fc.assert(
      fc.property(anyMonth, anyMonth, (closed, corrected) => {
        const [old, now] = [tableOf(closed), tableOf(corrected)];
        expect(plain(sumTables([old, asTable(differences(old, now))]))).toEqual(plain(now));
      }),
    );
  });

  it('invariant 18: holds over any number of corrections, each against all that came before', () => {
    fc.assert(
      fc.property(fc.array(anyMonth, { minLength: 2, maxLength: 5 }), months => {
        const [first, ...later] = months.map(tableOf) as [UminTable, ...UminTable[]];
        let told = first;
        for (const now of later) told = sumTables([told, asTable(differences(told, now))]);
        expect(plain(told)).toEqual(plain(later.at(-1) ?? first));
      }),
      { numRuns: 40 },
    );
  });

  it('sums to 0 in every pool when keys alone moved, and to the minutes when the ledger did', () => {
    fc.assert(
      fc.property(anyMonth, anyMonth, (closed, other) => {
        const old = tableOf(closed);
        const rekeyed = differences(old, tableOf({ ...closed, usage: other.usage, presence: other.presence }));
        expect(sumsOf(asTable(rekeyed))).toEqual(pools.map(() => 0n));
        const reworked = differences(old, tableOf({ ...closed, minutes: other.minutes }));
        const minutes = pools.map(pool => (other.minutes.get(pool) ?? 0n) - (closed.minutes.get(pool) ?? 0n));
        expect(sumsOf(asTable(reworked))).toEqual(minutes.map(more => more * 1_000_000n));
      }),
    );
  });

  it('names what differs alone, pools in their order and members in that of their names', () => {
    const old: UminTable = new Map([
      ['web', new Map([['b', 5n]])],
      [
        'mail',
        new Map([
          ['a', 1n],
          ['b', 2n],
        ]),
      ],
    ]);
    const now: UminTable = new Map([
      [
        'mail',
        new Map([
          ['c', 1n],
          ['b', 2n],
        ]),
      ],
    ]);
    expect(differences(old, now)).toEqual([
      { pool: 'mail', member: 'a', amount: -1n },
      { pool: 'mail', member: 'c', amount: 1n },
      { pool: 'web', member: 'b', amount: -5n },
    ]);
    expect(differences(now, now)).toEqual([]);
  });
});

describe('a year', () => {
  it('is its months added up, never rounded again', () => {
    fc.assert(
      fc.property(fc.array(anyMonth, { minLength: 1, maxLength: 12 }), months => {
        const year = sumTables(months.map(tableOf));
        const minutes = pools.map(pool => sumOf(months.map(month => month.minutes.get(pool) ?? 0n)));
        expect(sumsOf(year)).toEqual(minutes.map(worked => worked * 1_000_000n));
      }),
      { numRuns: 30 },
    );
  });

  it('is the same in whatever order months are added, by ones or by quarters', () => {
    fc.assert(
      fc.property(fc.array(anyMonth, { minLength: 2, maxLength: 6 }), fc.nat({ max: 6 }), (months, cut) => {
        const tables = months.map(tableOf);
        const whole = plain(sumTables(tables));
        expect(plain(sumTables(tables.toReversed()))).toEqual(whole);
        expect(plain(sumTables([sumTables(tables.slice(0, cut)), sumTables(tables.slice(cut))]))).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('of no month holds nothing, and who left in spring still has its spring', () => {
    expect(sumTables([]).size).toBe(0);
    const spring: UminTable = new Map([
      [
        'mail',
        new Map([
          ['a', 3n],
          ['gone', 4n],
        ]),
      ],
    ]);
    const autumn: UminTable = new Map([['mail', new Map([['a', 5n]])]]);
    expect(Object.fromEntries(sumTables([spring, autumn]).get('mail') ?? [])).toEqual({ a: 8n, gone: 4n });
    expect(Object.fromEntries(spring.get('mail') ?? [])).toEqual({ a: 3n, gone: 4n });
  });
});
