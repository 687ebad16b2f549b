import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCase } from '../../test/factories/shared-cases.js';
import { allocatePool } from './allocate-pool.js';
import { caseText, sharesText } from './case-text.js';
import { house } from './pool.js';
import { type PoolCase, readCase } from './pool-case.js';

const script = path.resolve(import.meta.dirname, '../../test/support/allocation/reference_allocation.py');
const cases = fc.sample(anyCase, 500);
const texts = cases.map(caseText);

/** What the slow allocation of test/support answers, a line a case. */
function secondOpinion(lines: readonly string[]): string[] {
  const input = lines.map(line => `${line}\n`).join('');
  const { status, stdout, stderr } = spawnSync('python3', [script], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(stderr);
  return stdout.split('\n').slice(0, -1);
}

describe('a second allocation, in Python, written from the text of the design alone', () => {
  it('invariant 28: agrees on 500 random cases, byte for byte', () => {
    const ours = cases.map(one => sharesText(allocatePool(one)));
    const theirs = secondOpinion(texts);
    expect(theirs).toHaveLength(cases.length);
    const disputed = texts.flatMap((text, at) =>
      ours[at] === theirs[at] ? [] : [{ text, ours: ours[at], theirs: theirs[at] }],
    );
    expect(disputed).toEqual([]);
  });

  it('agrees once the case was written and read again', () => {
    expect(texts.map(text => caseText(readCase(text)))).toEqual(texts);
  });

  it.each<[string, (pool: PoolCase) => boolean]>([
    ['names that objects of JavaScript swallow', ({ parts }) => parts.has('__proto__')],
    ['names of digits out of order', ({ parts }) => /(?:^|,)10,(?:.*,)?(?:9|2)(?:,|$)/.test([...parts.keys()].join())],
    ['names beyond ASCII', ({ parts }) => parts.has('théâtre') || parts.has('🎭')],
    ['use of the house', ({ usage }) => [...usage.values()].some(used => (used.get(house) ?? 0n) > 0n)],
    ['a driver nobody used', one => allocatePool(one).components.some(({ fallback }) => fallback)],
    ['a cap of exactly 1', ({ cap: [top, bottom] }) => top === bottom],
    ['a cap that moves something', one => [...allocatePool(one).capMoved.values()].some(moved => moved !== 0n)],
    ['a member without parts', ({ parts }) => [...parts.values()].includes(0n)],
    ['keys beyond 2^64', ({ parts }) => [...parts.values()].some(part => part > 2n ** 64n)],
  ])('was asked about %s', (_, isSo) => {
    expect(cases.filter(isSo).length).toBeGreaterThan(0);
  });
});
