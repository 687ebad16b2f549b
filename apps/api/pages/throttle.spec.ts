import { describe, expect, it } from '@jest/globals';
import { Throttle } from './throttle.js';

describe('a throttle', () => {
  it('lets so many through per key and window, then says how long to wait', () => {
    const throttle = new Throttle(2, 60_000);
    throttle.count('a', 0);
    throttle.count('a', 1);
    expect(() => throttle.count('a', 30_000)).toThrow(expect.objectContaining({ params: { seconds: 30 } }));
    throttle.count('b', 30_000);
    expect(() => throttle.count('a', 60_001)).not.toThrow();
  });

  it('forgets what is over, so that strangers cannot fill its memory', () => {
    const throttle = new Throttle(1, 10);
    for (let number = 0; number < 20_001; number += 1) throttle.count(String(number), number);
    expect(Reflect.get(throttle, 'buckets').size).toBeLessThan(10_020);
  });
});
