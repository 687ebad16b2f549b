import { describe, expect, it } from '@jest/globals';
import { mailCase, mailResult } from '../../test/support/allocation/mail-of-october.js';
import { allocatePool } from './allocate-pool.js';
import { sharesText } from './case-text.js';
import { parseCase, readCase } from './pool-case.js';

describe('the mail pool of October', () => {
  it('is shared to the last unit as the design page prints it', () => {
    expect(sharesText(allocatePool(readCase(mailCase)))).toBe(mailResult);
    expect(sharesText(allocatePool(parseCase(JSON.parse(mailCase))))).toBe(mailResult);
  });

  it('is capped for whoever is above the cap alone, and the cuts go to those with room', () => {
    const tight = readCase(mailCase.replace('[3, 1]', '[11, 10]'));
    const { umin, caps, capMoved } = allocatePool(tight);
    expect([...umin].filter(([member, amount]) => amount > (caps.get(member) ?? 0n))).toEqual([]);
    expect(umin.get('B')).toBe(caps.get('B'));
    expect([...capMoved.values()].reduce((sum, moved) => sum + moved)).toBe(0n);
  });

  it('falls to parts with a cap of 1, and nothing is lost', () => {
    const { umin, caps } = allocatePool(readCase(mailCase.replace('[3, 1]', '[1, 1]')));
    // Caps are ceilings, so the four of them hold less than four units more than there is to share.
    for (const [member, amount] of umin) expect((caps.get(member) ?? 0n) - amount).toBeLessThan(4n);
    expect([...umin.values()].reduce((sum, amount) => sum + amount)).toBe(245_000_000n);
  });
});
