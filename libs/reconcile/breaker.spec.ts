import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newDesired, newFound } from '../../test/factories/desired.js';
import { tripBreaker } from './breaker.js';
import type { Desired, Observed } from './contract.js';

const confirmed = (count: number, overrides: Partial<Desired> = {}) =>
  Array.from({ length: count }, (_, n) => newDesired({ key: `leaf/blue/${n}`, wasConfirmed: true, ...overrides }));
const allBut = (desired: readonly Desired[], lost: number): Observed =>
  new Map(desired.slice(lost).map(one => [one.key, newFound(one)]));
const trips = (looked: number, lost: number, overrides: Partial<Desired> = {}) => {
  const desired = confirmed(looked, overrides).map((one, n) => ({ ...one, key: `leaf/blue/${n}` }));
  return tripBreaker(desired, allBut(desired, lost)) !== undefined;
};

describe('the breaker', () => {
  test.each([
    [1, 1, false],
    [2, 2, true],
    [19, 2, true],
    [20, 2, false],
    [21, 2, false],
    [29, 3, true],
    [30, 3, false],
    [49, 5, true],
    [50, 5, false],
    [59, 6, true],
    [60, 6, true],
    [10_000, 5, false],
    [10_000, 6, true],
  ])('of %i looked at, %i lost: %s', (looked, lost, isTripped) => {
    expect(trips(looked, lost)).toBe(isTripped);
  });

  test('trips at six, or at two above a tenth, and never otherwise', () => {
    fc.assert(
      fc.property(fc.nat(80), fc.nat(80), (kept, lost) => {
        const isTripped = lost >= 6 || (lost >= 2 && lost > (kept + lost) / 10);
        expect(trips(kept + lost, lost)).toBe(isTripped);
      }),
    );
  });

  test('names what is lost and how many were looked at', () => {
    const desired = confirmed(3);
    expect(tripBreaker(desired, allBut(desired, 2))).toEqual({ lost: ['leaf/blue/0', 'leaf/blue/1'], looked: 3 });
  });

  test('never counts a planned removal, nor what was never confirmed', () => {
    expect(trips(50, 50, { presence: 'absent' })).toBe(false);
    expect(trips(50, 50, { wasConfirmed: false })).toBe(false);
  });

  test('is not diluted by new things in the same batch', () => {
    const fresh = Array.from({ length: 190 }, (_, n) => newDesired({ key: `leaf/red/${n}` }));
    const desired = [...confirmed(5), ...fresh];
    expect(tripBreaker(desired, allBut(confirmed(5), 2))).toMatchObject({ looked: 5 });
  });

  test('counts what was set aside: its data should still be there', () => {
    expect(trips(10, 6, { presence: 'aside' })).toBe(true);
  });
});
