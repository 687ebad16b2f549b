import { describe, expect, it } from '@jest/globals';
import { acceptedLanguage } from './language.js';

describe('the accepted language', () => {
  it.each([
    [undefined, 'fr'],
    ['en', 'en'],
    ['en-GB,en;q=0.9', 'en'],
    ['de', 'fr'],
    ['en;q=0.2, fr-FR;q=0.9', 'fr'],
    ['fr;q=0, en;q=0.1', 'en'],
    ['*'.repeat(10_000), 'fr'],
  ])('of %j is %s', (header, language) => {
    expect(acceptedLanguage(header)).toBe(language);
  });
});
