import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatQuota, getQuotaKib, parseQuotaKib, parseQuotaText } from './index.js';

const maximum = 16 * 1024 ** 3;

describe('a storage limit', () => {
  it.each([
    ['500 Mo', 512_000],
    ['2 Go', 2_097_152],
    ['2GB', 2_097_152],
    ['2 gib', 2_097_152],
    ['1,5 Go', 1_572_864],
    ['1.5 GB', 1_572_864],
    ['1\u202f048\u202f576\u00a0Ko', 1_048_576],
    ['16 To', maximum],
    ['0,5 Mo', 512],
  ])('reads %j as %d KiB', (text, kib) => {
    expect(parseQuotaText(text)).toEqual({ ok: true, value: kib });
  });

  it.each([
    ['500', 'quota-unit-missing'],
    ['0,1 Go', 'quota-not-integer'],
    ['0 Go', 'quota-not-positive'],
    ['17 To', 'quota-too-large'],
    ['-1 Go', 'quota-unreadable'],
    ['1e3 Mo', 'quota-unreadable'],
    ['2 parsecs', 'quota-unreadable'],
    ['1 2 Go', 'quota-unreadable'],
    ['9'.repeat(5000), 'quota-unreadable'],
    ['', 'empty'],
  ])('refuses %j: %s', (text, code) => {
    expect(parseQuotaText(text)).toMatchObject({ ok: false, problem: { code } });
  });

  it('takes the unit of its column when it has none', () => {
    expect(parseQuotaText('500', 'mo')).toEqual({ ok: true, value: 512_000 });
    expect(parseQuotaText('2 Go', 'mo')).toEqual({ ok: true, value: 2_097_152 });
  });

  it.each([
    [0, 'quota-not-positive'],
    [-1, 'quota-not-positive'],
    [1.5, 'quota-not-integer'],
    [Number.NaN, 'quota-not-integer'],
    [Number.POSITIVE_INFINITY, 'quota-not-integer'],
    [maximum + 1, 'quota-too-large'],
    ['1024', 'quota-unreadable'],
    [null, 'quota-unreadable'],
  ])('refuses %j in JSON: %s', (input, code) => {
    expect(parseQuotaKib(input)).toMatchObject({ ok: false, problem: { code } });
  });

  it('reads back what it writes, in both languages', () => {
    expect(formatQuota(getQuotaKib(1_572_864), 'fr')).toBe('1,5\u00a0Go');
    expect(formatQuota(getQuotaKib(2_097_152), 'en')).toBe('2\u00a0GB');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: maximum }),
        fc.constantFrom('fr' as const, 'en' as const),
        (kib, language) =>
          expect(parseQuotaText(formatQuota(getQuotaKib(kib), language))).toEqual({ ok: true, value: kib }),
      ),
    );
  });
});
