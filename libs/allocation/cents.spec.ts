import { describe, expect, it } from '@jest/globals';
import { splitByParts, splitCents, splitCost } from './cents.js';
import { explainDue } from './views/explain-due.js';

const parts = new Map([
  ['a', 10n],
  ['b', 20n],
]);
const idle = new Map([
  ['a', 0n],
  ['b', 0n],
]);

describe('the cost of a month', () => {
  it('is split by minutes as soon as somebody has one, and by nothing else', () => {
    const key = new Map([['a', 1n]]);
    const split = splitCost({ cents: 100n, key, parts, salt: 's' });
    expect(split).toEqual({ shares: splitCents(100n, key, 's'), key, salt: 's', isByParts: false });
  });

  it('falls to parts when nobody has a minute, and says so, with the key and the salt to split it again', () => {
    const split = splitCost({ cents: 200_001n, key: idle, parts, salt: 's' });
    expect(split).toMatchObject({ key: parts, salt: 's|parts', isByParts: true });
    expect(split?.shares).toEqual(splitByParts(200_001n, parts, 's'));
    expect([...(split?.shares.values() ?? [])].reduce((sum, one) => sum + one, 0n)).toBe(200_001n);
  });

  it('is borne by nobody only when nobody has parts either', () => {
    expect(splitCost({ cents: 1n, key: idle, parts: new Map(), salt: 's' })).toBeUndefined();
    expect(splitCost({ cents: 1n, key: new Map(), parts: idle, salt: 's' })).toBeUndefined();
  });

  it('opens, when borne by parts, as one line with its part and the sum of parts', () => {
    const node = explainDue({ month: '2025-08', cents: 300n, salt: 's|parts', key: parts }, 'b');
    expect([node.amount, node.key, node.total, node.children]).toEqual([200n, 20n, 30n, []]);
  });
});
