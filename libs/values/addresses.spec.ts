import { describe, expect, it } from '@jest/globals';
import {
  addressHalves,
  getMailAddress,
  isReservedLocalPart,
  parseLocalPart,
  parseMailAddress,
  parseOutsideAddress,
} from './index.js';

const rule = { extraSuffixes: ['test'] };

function outcome(parsed: ReturnType<typeof parseLocalPart> | ReturnType<typeof parseMailAddress>): string {
  return parsed.ok ? parsed.value : parsed.problem.code;
}

describe('a local part', () => {
  it.each([
    ['Marie.Dupont', 'marie.dupont'],
    ['a_b-c.d2', 'a_b-c.d2'],
    ['postmaster', 'postmaster'],
    ['marie+amie', 'local-part-plus'],
    ['marie dupont', 'local-part-bad-character'],
    ['rené', 'local-part-bad-character'],
    ['\u212aelvin', 'local-part-bad-character'],
    ['.marie', 'local-part-edge'],
    ['marie-', 'local-part-edge'],
    ['marie..dupont', 'local-part-double-dot'],
    ['a'.repeat(65), 'local-part-too-long'],
    ['', 'local-part-empty'],
  ])('%s gives %s', (input, expected) => {
    expect(outcome(parseLocalPart(input))).toBe(expected);
  });

  it.each(['postmaster', 'Root', 'ABUSE', 'admin', 'mailer-daemon', 'vmail', 'www-data'])('%s is reserved', name => {
    expect(isReservedLocalPart(name)).toBe(true);
  });

  it.each(['marie', 'bureau', 'contact', 'tresorier', 'secretariat', 'constructor', ''])('%s is not reserved', name => {
    expect(isReservedLocalPart(name)).toBe(false);
  });
});

describe('an address of ours', () => {
  it.each([
    ['Marie.Dupont@Recre.TEST', 'marie.dupont@recre.test'],
    ['marie', 'address-without-at'],
    ['a@b@recre.test', 'address-several-at'],
    ['@recre.test', 'local-part-empty'],
    ['marie@', 'empty'],
    ['marie@école.test', 'domain-not-ascii'],
    ['marie@test', 'domain-single-label'],
    [`${'a'.repeat(64)}@${'b.'.repeat(96)}test`, 'address-too-long'],
    ['Marie <marie@recre.test>', 'local-part-bad-character'],
  ])('%s gives %s', (input, expected) => {
    expect(outcome(parseMailAddress(input, rule))).toBe(expected);
  });

  it('comes apart into its halves', () => {
    expect(addressHalves(getMailAddress('marie@recre.test', rule))).toEqual({
      localPart: 'marie',
      domain: 'recre.test',
    });
  });
});

describe('an address elsewhere', () => {
  it.each([
    ['Marie.Dupont+amie@Exemple.TEST', 'Marie.Dupont+amie@exemple.test'],
    ['_marie@exemple.test', '_marie@exemple.test'],
    ['"marie dupont"@exemple.test', 'address-bad-character'],
    ["o'neil@exemple.test", 'address-bad-character'],
    ['marie@exemple.test\r\nBcc: x@y.test', 'address-several-at'],
    ['rené@exemple.test', 'address-not-ascii'],
    ['.marie@exemple.test', 'address-local-part'],
    ['marie.@exemple.test', 'address-local-part'],
    ['-marie@exemple.test', 'address-local-part'],
    [`${'a'.repeat(65)}@exemple.test`, 'address-local-part'],
    [`a@${'b.'.repeat(130)}test`, 'address-too-long'],
    ['marie@[127.0.0.1]', 'domain-bad-character'],
    ['marie', 'address-without-at'],
  ])('%j gives %s', (input, expected) => {
    const parsed = parseOutsideAddress(input);
    expect(parsed.ok ? parsed.value : parsed.problem.code).toBe(expected);
  });

  it('is held to a known suffix only when asked', () => {
    expect(parseOutsideAddress('marie@exemple.con').ok).toBe(true);
    expect(parseOutsideAddress('marie@exemple.con', rule)).toMatchObject({
      problem: { code: 'domain-suffix-unknown' },
    });
  });
});
