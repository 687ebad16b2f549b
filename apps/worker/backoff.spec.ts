import { describe, expect, test } from '@jest/globals';
import { backoffSeconds } from './backoff.js';

describe('backoff', () => {
  test('doubles with each failure and never passes five minutes', () => {
    const waits = [1, 2, 3, 8, 9, 500].map(failures => backoffSeconds(failures, () => 1));
    expect(waits).toEqual([2, 4, 8, 256, 300, 300]);
  });

  test('spreads the tries over the second half of the wait', () => {
    expect(backoffSeconds(3, () => 0)).toBe(4);
    expect(backoffSeconds(3, () => 0.5)).toBe(6);
  });
});
