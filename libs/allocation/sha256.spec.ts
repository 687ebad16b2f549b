import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sha256, sha256Hex, sha256Words } from './sha256.js';

const expected = (message: string | Uint8Array): string => createHash('sha256').update(message).digest('hex');
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 31 + length) % 256);

describe('our SHA-256', () => {
  it.each([
    ['nothing', '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['one block', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'two blocks',
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    [
      'two full blocks',
      'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
      'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1',
    ],
    ['a million letters', 'a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('gives the vector of the standard for %s', (_, message, digest) => {
    expect(sha256Hex(message)).toBe(digest);
  });

  it('agrees with Node at every length around a block', () => {
    const lengths = [...Array.from({ length: 131 }, (_, length) => length), 183, 184, 191, 192, 193];
    expect(lengths.map(length => sha256Hex(bytes(length)))).toEqual(lengths.map(length => expected(bytes(length))));
  });

  it('agrees with Node on any bytes, and on any text as its UTF-8', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), message => expect(sha256Hex(message)).toBe(expected(message))),
    );
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), text => expect(sha256Hex(text)).toBe(expected(text))));
  });

  it('gives one digest as bytes, as digits and as words, whose order is that of the bytes', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(Buffer.from(sha256(one)).toString('hex')).toBe(sha256Hex(one));
        const [first, second] = [sha256Words(one), sha256Words(other)];
        const at = first.findIndex((word, index) => word !== second[index]);
        const order = at < 0 ? 0 : Math.sign((first[at] ?? 0) - (second[at] ?? 0));
        expect(order).toBe(Buffer.compare(sha256(one), sha256(other)));
      }),
    );
  });
});
