import { expect, test } from '@jest/globals';
import { inFlight } from './in-flight.js';

test('the first rejection starts no other item, and is thrown once all in flight have ended', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  let finishFirst: () => void = () => {};
  const first = new Promise<void>(resolve => {
    finishFirst = resolve;
  });
  const work = async (item: number): Promise<void> => {
    begun.push(item);
    if (item === 1) await first;
    ended.push(item);
    if (item === 2) throw new Error('broken');
  };
  const all = inFlight(2, [1, 2, 3, 4], work);
  const isOver = Promise.race([all.catch(() => true), new Promise(resolve => setImmediate(resolve, false))]);
  expect(await isOver).toBe(false);
  finishFirst();
  await expect(all).rejects.toThrow('broken');
  expect({ begun, ended }).toEqual({ begun: [1, 2], ended: [2, 1] });
});

test('nothing to do is done at once', async () => {
  await expect(inFlight(8, [], () => Promise.reject(new Error('never')))).resolves.toBeUndefined();
});
