import { describe, expect, it } from '@jest/globals';
import { rowNumbers } from './imports.js';
import { sayIn } from './words.js';

describe('the rows set aside', () => {
  it('are named, and counted once there are many', () => {
    const bad = Array.from({ length: 25 }, (_, index) => ({ row: index + 2, problems: [] }));
    expect(rowNumbers(bad.slice(0, 3))).toBe('2, 3, 4');
    expect(rowNumbers(bad)).toMatch(/, 21 … \(\+5\)$/);
  });
});

describe('what is said', () => {
  it('is spaced as French is printed, and left alone in English', () => {
    expect(sayIn('fr')('Dites « oui » : vraiment ?', '')).toBe('Dites «\u00a0oui\u00a0»\u00a0: vraiment\u00a0?');
    expect(sayIn('en')('', 'Say "yes": really?')).toBe('Say "yes": really?');
  });
});
