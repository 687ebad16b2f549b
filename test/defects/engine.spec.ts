import { describe, expect, it } from '@jest/globals';
import { composed, type Engine, library } from '../support/allocation/engine.js';
import { brokenEngines, largestFraction } from './broken-engines.js';

// The same cases each time, as many as find every defect with room to spare.
const tries = { numRuns: 400, seed: 2025 };
const properties = [...new Set(brokenEngines.map(({ refusedBy }) => refusedBy))].map(property => ({ property }));

describe('an engine with a defect seen elsewhere', () => {
  it.each(brokenEngines)('$line: is refused by $refusedBy.name when $defect', ({ broken, refusedBy }) => {
    expect(() => refusedBy(composed(broken), tries)).toThrow(/Property failed/);
  });

  it.each(properties)('$property.name refuses neither engine without', ({ property }) => {
    expect(() => property(composed({}), tries)).not.toThrow();
    expect(() => property(library, tries)).not.toThrow();
  });

  // No case drawn at random comes so near: two remainders that are one number in floats.
  it('W5: is told from the sound one where only whole numbers tell remainders apart', () => {
    const weights = new Map([
      ['less', 10n ** 20n],
      ['more', 10n ** 20n + 1n],
    ]);
    const winner = (engine: Engine) => [...engine.divide(1n, weights, 'any')].find(([, units]) => units === 1n)?.[0];
    expect([library, composed({}), composed({ divide: largestFraction })].map(winner)).toEqual([
      'more',
      'more',
      'less',
    ]);
  });
});
