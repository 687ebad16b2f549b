import { describe, expect, it } from '@jest/globals';
import { parseDomainName } from './index.js';

const rule = { extraSuffixes: ['test', '.Lab.Internal'] };

function codeOf(input: unknown): string {
  const parsed = parseDomainName(input, rule);
  return parsed.ok ? parsed.value : parsed.problem.code;
}

describe('a domain name', () => {
  it.each([
    ['Exemple.ORG', 'exemple.org'],
    ['x.asso.fr', 'x.asso.fr'],
    ['recre.test', 'recre.test'],
    ['a.lab.internal', 'a.lab.internal'],
    ['xn--cole-9oa.fr', 'xn--cole-9oa.fr'],
    ['amie.eu.org', 'amie.eu.org'],
  ])('%s is %s', (input, expected) => {
    expect(codeOf(input)).toBe(expected);
  });

  it.each([
    ['asso.fr', 'domain-is-suffix'],
    ['co.uk', 'domain-is-suffix'],
    ['eu.org', 'domain-is-suffix'],
    ['lab.internal', 'domain-is-suffix'],
    ['test', 'domain-single-label'],
    ['a.internal', 'domain-suffix-unknown'],
    ['exemple.con', 'domain-suffix-unknown'],
    ['écolê.fr', 'domain-not-ascii'],
    ['\u212aelvin.fr', 'domain-not-ascii'],
    ['a_b.fr', 'domain-bad-character'],
    ['a.fr/', 'domain-bad-character'],
    ['a.fr\n', 'domain-bad-character'],
    ['a..fr', 'domain-label-empty'],
    ['a.fr.', 'domain-label-empty'],
    ['-a.fr', 'domain-label-hyphen'],
    ['a-.fr', 'domain-label-hyphen'],
    ['127.0.0.1', 'domain-is-number'],
    [`${'a'.repeat(64)}.fr`, 'domain-label-too-long'],
    [`${'a.'.repeat(126)}fr`, 'domain-too-long'],
    ['', 'empty'],
    [42, 'not-text'],
  ])('%j is refused: %s', (input, code) => {
    expect(codeOf(input)).toBe(code);
  });

  it('shows the form to use when it is written with accents', () => {
    expect(parseDomainName('École.fr')).toEqual({
      ok: false,
      problem: { code: 'domain-not-ascii', value: 'École.fr', detail: { use: 'xn--cole-9oa.fr' } },
    });
  });

  it('may end with anything when it comes back from a row', () => {
    expect(parseDomainName('recre.test', { suffix: 'any' }).ok).toBe(true);
    expect(parseDomainName('recre.test').ok).toBe(false);
  });
});
