import { describe, expect, it } from '@jest/globals';
import { hamilton, hamiltonSplit, NoWeightError } from './hamilton.js';
import { sha256Hex } from './sha256.js';

const of = (weights: Readonly<Record<string, bigint>>) => new Map(Object.entries(weights));

describe('a split by largest remainder', () => {
  it.each<[string, bigint, Record<string, bigint>, Record<string, bigint>]>([
    ['whole quotients', 10n, { a: 1n, b: 4n }, { a: 2n, b: 8n }],
    ['the largest remainder first', 10n, { a: 1n, b: 2n, c: 4n }, { a: 1n, b: 3n, c: 6n }],
    ['nothing to share', 0n, { a: 1n, b: 2n }, { a: 0n, b: 0n }],
    ['one alone', 7n, { a: 3n }, { a: 7n }],
    ['weight 0 among others', 1n, { a: 0n, b: 1n }, { a: 0n, b: 1n }],
    ['weights apart by one in 10^24', 1n, { a: 10n ** 24n, b: 10n ** 24n + 1n }, { a: 0n, b: 1n }],
  ])('gives %s', (_, total, weights, shares) => {
    expect(Object.fromEntries(hamilton(total, of(weights), 'salt'))).toEqual(shares);
  });

  it('draws ties by the hash of salt and key, and names who holds a unit', () => {
    const keys = ['A', 'B', 'C', 'D', 'E', 'théâtre'];
    const weights = new Map(keys.map(key => [key, 1n]));
    for (const salt of ['2025-10|v1|mail|~sol', '2025-11|v1|mail|~sol', '']) {
      const drawn = keys.toSorted((one, other) =>
        sha256Hex(`${salt}|${one}`) < sha256Hex(`${salt}|${other}`) ? -1 : 1,
      );
      const { shares, remainderUnits } = hamiltonSplit(8n, weights, salt);
      expect([...remainderUnits].toSorted()).toEqual(drawn.slice(0, 2).toSorted());
      expect(keys.filter(key => shares.get(key) === 2n)).toEqual([...remainderUnits].toSorted());
    }
  });

  it('refuses what cannot be shared', () => {
    expect(() => hamilton(1n, of({ a: 0n }), '')).toThrow(NoWeightError);
    expect(() => hamilton(1n, new Map(), '')).toThrow(NoWeightError);
    expect(() => hamilton(-1n, of({ a: 1n }), '')).toThrow(RangeError);
    expect(() => hamilton(1n, of({ a: -1n, b: 2n }), '')).toThrow('the weight of a is negative');
  });
});
