import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyMonth } from '../../test/factories/month-inputs.js';
import { costKey, splitCents } from './cents.js';
import { NoWeightError } from './hamilton.js';
import { allocateMonth } from './month.js';
import { sumOf } from './whole-number.js';

const cents = fc.bigInt({ min: 0n, max: 10n ** 9n });
const of = (amounts: Readonly<Record<string, bigint>>) => new Map(Object.entries(amounts));

describe('the cost of a period', () => {
  it('invariant 24: is split to the cent by own minutes and shares, nobody a cent off the exact amount', () => {
    fc.assert(
      fc.property(anyMonth, cents, (inputs, cost) => {
        const key = costKey(inputs.individual, allocateMonth(inputs).totals);
        const due = splitCents(cost, key, '2025-10|v1|cost');
        const whole = sumOf(key.values());
        expect(sumOf(due.values())).toBe(cost);
        for (const [member, amount] of due) {
          const error = amount * whole - cost * (key.get(member) ?? 0n);
          expect(error < whole && error > -whole).toBe(true);
        }
      }),
    );
  });

  it('invariant 24: provisions and what is still due sum to it, whoever was called too much', () => {
    fc.assert(
      fc.property(anyMonth, cents, fc.array(cents, { minLength: 5, maxLength: 5 }), (inputs, cost, called) => {
        const key = costKey(inputs.individual, allocateMonth(inputs).totals);
        const due = [...splitCents(cost, key, 's').values()];
        const trueUps = due.map((amount, at) => amount - (called[at] ?? 0n));
        expect(sumOf(called.slice(0, due.length)) + sumOf(trueUps)).toBe(cost);
      }),
    );
  });

  it.each<[string, bigint, Record<string, bigint>, Record<string, bigint>]>([
    ['nothing of nothing', 0n, { a: 1n, b: 2n }, { a: 0n, b: 0n }],
    ['halves', 200_000n, { a: 5n, b: 5n }, { a: 100_000n, b: 100_000n }],
    ['the one cent to the larger key', 1n, { a: 1n, b: 2n }, { a: 0n, b: 1n }],
    ['nothing to who has no key', 100n, { a: 0n, b: 2n }, { a: 0n, b: 100n }],
  ])('gives %s', (_, cost, key, due) => {
    expect(Object.fromEntries(splitCents(cost, of(key), 's'))).toEqual(due);
  });

  it('draws a cent between equals by the salt, not always the same way', () => {
    const salts = Array.from({ length: 12 }, (_, month) => `2025-${String(month + 1).padStart(2, '0')}|v1|cost`);
    const winners = salts.map(salt => splitCents(1n, of({ a: 1n, b: 1n }), salt).get('a'));
    expect(new Set(winners).size).toBe(2);
  });

  it('is refused when there is nobody to bear it, or when it is negative', () => {
    expect(() => splitCents(100n, of({ a: 0n }), 's')).toThrow(NoWeightError);
    expect(() => splitCents(100n, new Map(), 's')).toThrow(NoWeightError);
    expect(() => splitCents(-1n, of({ a: 1n }), 's')).toThrow(RangeError);
  });
});

describe('the key of a cost', () => {
  it('is own minutes in micro-minutes and the share of the collective ones', () => {
    const key = costKey(of({ a: 1010n, new: 1n }), of({ a: 269_890_138n, b: 5n }));
    expect(Object.fromEntries(key)).toEqual({ a: 1_279_890_138n, b: 5n, new: 1_000_000n });
  });
});
