import { describe, expect, it } from '@jest/globals';
import { octoberInputs } from '../../test/support/allocation/october.js';
import { costKey, splitCents } from './cents.js';
import { allocateMonth, monthCase } from './month.js';
import { house, type Pool, pools } from './pool.js';
import type { PoolCase } from './pool-case.js';
import { sumOf } from './whole-number.js';
import { costSalt } from './views/explain-due.js';
import { roundBothWays } from './views/round-both-ways.js';

const shares = allocateMonth(octoberInputs);
const members = ['A', 'B', 'C', 'D'] as const;
const uminOf = (pool: Pool): bigint[] => members.map(member => shares.pools.get(pool)?.umin.get(member) ?? 0n);
const distance = (one: bigint, other: bigint): bigint => (one < other ? other - one : one - other);

/** Thousandths of a minute and the unit of ties: what the printed table cannot tell apart. */
const printed = 503n;

describe('October as the design works it out', () => {
  it.each<[Pool, ...bigint[]]>([
    ['mail', 69_965n, 119_883n, 45_690n, 9_462n],
    ['web', 46_063n, 89_058n, 20_648n, 24_231n],
    ['backup', 33_254n, 64_998n, 24_346n, 7_402n],
    ['directory', 15_445n, 26_167n, 11_304n, 2_084n],
    ['training', 49_158n, 31_259n, 82_687n, 16_896n],
    ['emergency', 24_747n, 32_995n, 32_995n, 4_263n],
    ['management', 31_259n, 41_678n, 41_678n, 5_385n],
  ])('shares %s as the table prints it, and its minutes whole', (pool, ...thousandths) => {
    const umin = uminOf(pool);
    for (const [at, expected] of thousandths.entries()) {
      expect(distance(umin[at] ?? 0n, expected * 1000n)).toBeLessThanOrEqual(printed);
    }
    expect(sumOf(umin)).toBe((octoberInputs.minutes.get(pool) ?? 0n) * 1_000_000n);
  });

  it.each(pools)('keeps each share of %s within 3 micro-minutes of the exact fraction', pool => {
    const exact = exactShares(monthCase(octoberInputs, pool) as PoolCase);
    for (const [at, umin] of uminOf(pool).entries()) {
      expect(distance(umin * scale, exact[at] ?? 0n)).toBeLessThanOrEqual(3n * scale);
    }
  });

  it('gives each member the total the design prints, within 3 micro-minutes', () => {
    const expected = [269_890_138n, 406_038_125n, 259_349_417n, 69_722_320n];
    for (const [at, member] of members.entries()) {
      expect(distance(shares.totals.get(member) ?? 0n, expected[at] ?? 0n)).toBeLessThanOrEqual(3n);
    }
    expect(sumOf(shares.totals.values())).toBe(1_005_000_000n);
  });

  it('cuts the radio to three times its parts in web, and mutualises what the house keeps', () => {
    expect(Object.fromEntries(shares.pools.get('web')?.capMoved ?? [])).toEqual({
      A: 1_419_605n,
      B: 1_892_807n,
      C: 1_892_807n,
      D: -5_205_219n,
    });
    expect(shares.pools.get('backup')?.components.map(one => one.house)).toEqual([0n, 10_851_649n, 3_205_437n]);
    expect(shares.flags).toEqual([{ code: 'capped', pool: 'web', member: 'D' }]);
    expect(shares.unallocated).toBe(0n);
  });

  it('splits one twelfth of 24,000 euros to the cent, by the weighed key and by parts alone', () => {
    const key = costKey(octoberInputs.individual, shares.totals);
    expect(sumOf(key.values())).toBe(5_040_000_000n);
    const salt = costSalt('2025-10', 1);
    expect([...splitCents(200_000n, key, salt).values()]).toEqual([50_789n, 70_081n, 61_482n, 17_648n]);
    const byParts = splitCents(200_000n, octoberInputs.presence, salt);
    expect([...byParts.values()]).toEqual([52_098n, 69_464n, 69_464n, 8974n]);
  });

  it('shows whole minutes that add up both ways: 270, 406, 259 and 70', () => {
    const { rows, columns, total } = roundBothWays(pools.map(uminOf), 1_000_000n);
    expect({ rows, columns, total }).toEqual({
      rows: [245n, 180n, 130n, 55n, 180n, 95n, 120n],
      columns: [270n, 406n, 259n, 70n],
      total: 1005n,
    });
  });
});

const scale = 10n ** 9n;

/** Shares as fractions, in parts of 1/scale umin: no remainder is handed out anywhere. */
function exactShares({ minutes, solidarity, drivers, parts, usage, cap: [top, bottom] }: PoolCase): bigint[] {
  const amount = minutes * 1_000_000n * scale;
  const whole = sumOf(parts.values());
  const byParts = (share: bigint, part: bigint) => (share * part) / whole;
  const before = Array.from(parts, ([member, part]) => {
    let share = byParts((amount * BigInt(solidarity)) / 10_000n, part);
    for (const [driver, points] of drivers) {
      const used = usage.get(driver) ?? new Map<string, bigint>();
      const own = (used.get(member) ?? 0n) * whole + (used.get(house) ?? 0n) * part;
      share += (amount * BigInt(points) * own) / (10_000n * whole * sumOf(used.values()));
    }
    return { share, part, most: (top * byParts(amount, part)) / bottom };
  });
  // One round is all October needs: nobody is brought above its cap by what others were cut.
  const excess = sumOf(before.map(({ share, most }) => (share > most ? share - most : 0n)));
  const room = sumOf(before.map(({ share, part, most }) => (share > most ? 0n : part)));
  return before.map(({ share, part, most }) => (share > most ? most : share + (excess * part) / room));
}
