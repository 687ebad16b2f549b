import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { daysText, halvesOf, partsOf } from './parts-text.js';

describe('parts', () => {
  it.each([
    ['3', 6],
    ['1.5', 3],
    ['1,5', 3],
    [' 0,5 ', 1],
    [1.5, 3],
    [3, 6],
    ['0', 0],
    ['3.0', 6],
    ['1000', 2000],
  ])('%j are %d halves', (parts, halves) => {
    expect(halvesOf(parts)).toBe(halves);
  });

  it.each(['', '-1', '1.25', '1/2', '1e3', '1000.5', '.5', '1 000', 'trois', 0.1, -0.5, Number.NaN, 1e21])(
    '%j are none',
    parts => {
      expect(halvesOf(parts)).toBeUndefined();
    },
  );

  it('are read as they are written, in halves, without any float', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 2000 }), halves => expect(halvesOf(partsOf(halves))).toBe(halves)));
  });
});

describe('days', () => {
  it.each([
    [11_340n, '27 j'],
    [5_670n, '13 ½ j'],
    [105n, '¼ j'],
    [315n, '¾ j'],
    [0n, '0 j'],
    [36n, '36 min'],
    [605n, '1 j 3 h 05'],
    [540n, '1 j 2 h'],
    [-210n, '−½ j'],
    [-600n, '−1 j 3 h'],
  ])('%d minutes are « %s »', (minutes, text) => {
    expect(daysText(minutes * 1_000_000n, 'fr')).toBe(text);
  });

  it('that are not whole minutes are told to the nearest', () => {
    expect(daysText(36_174_496n, 'en')).toBe('36 min');
    expect(daysText(419_500_000n, 'en')).toBe('1 d');
  });
});
