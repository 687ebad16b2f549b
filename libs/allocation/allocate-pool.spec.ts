import { describe, expect, it } from '@jest/globals';
import { allocatePool } from './allocate-pool.js';
const m = (o: Record<string, string>) => new Map(Object.entries(o).map(([k, v]) => [k, BigInt(v)] as const));
describe('the mail pool of October', () => {
  it('is shared to the last unit as the design page prints it', () => {
    const shares = allocatePool({
      salt: '2025-10|v1|mail',
      minutes: 245n,
      solidarity: 3000,
      drivers: [
        ['mail.storage', 2800],
        ['mail.boxes', 2800],
        ['mail.sent', 1400],
      ],
      cap: [3n, 1n],
      parts: m({ A: '8046000', B: '10728000', C: '10728000', D: '1386000' }),
      usage: new Map([
        ['mail.storage', m({ A: '51500630016000', B: '115743301632000', C: '16601894092800', D: '4359979008000' })],
        ['mail.boxes', m({ A: '59004000', B: '93870000', C: '32184000', D: '8316000' })],
        ['mail.sent', m({ A: '9120', B: '15480', C: '2210', D: '1333' })],
      ]),
    });
    expect(shares.umin).toEqual(m({ A: '69964757', B: '119883087', C: '45690136', D: '9462020' }));
  });
});
