import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { domainDn, groupDn, personDn, placeOf, sharedAddressDn, unitDn } from './member-tree.js';

const base = 'dc=amie,dc=test';
/** Half of it nearly a name, so that some is taken. */
const text = fc.oneof(fc.string(), fc.stringMatching(/^[a-z]{2,4}[-.,=+\\ ]?[a-z0-9]{1,4}$/));
const nasty = [
  'a,ou=x',
  'a=b',
  'a+b',
  'a\\2c',
  'a"b',
  'a;b',
  '<a>',
  '#a',
  ' a',
  'a ',
  'a\n',
  'a\0',
  '*',
  '(a)',
  '../a',
  '',
];

describe('a DN', () => {
  test.each(nasty)('is never made of %j', text => {
    expect(() => unitDn(base, text)).toThrow('value-refused');
    expect(() => personDn(base, 'amis', text)).toThrow('value-refused');
    expect(() => groupDn(base, 'amis', text)).toThrow('value-refused');
    expect(() => domainDn(base, 'amis', text)).toThrow('value-refused');
    expect(() => sharedAddressDn(base, 'amis', text)).toThrow('value-refused');
  });

  test('that is made has exactly the parts it was made of, whatever the input', () => {
    fc.assert(
      fc.property(text, text, (slug, uid) => {
        const dn = attempt(() => personDn(base, slug, uid));
        const parts = dn === undefined ? [] : ['uid', uid, 'ou', 'people', 'o', slug, 'dc', 'amie', 'dc', 'test'];
        expect(dn?.split(/[,=+]/) ?? []).toEqual(parts);
      }),
    );
  });
});

describe('the place of an entry', () => {
  test('is read back from the DN it was given', () => {
    expect(placeOf(personDn(base, 'amis', 'ada.b'), base, 'uid', 'people')).toEqual({ slug: 'amis', name: 'ada.b' });
    expect(placeOf(unitDn(base, 'amis'), base, 'o')).toEqual({ slug: 'amis', name: 'amis' });
    expect(placeOf(sharedAddressDn(base, 'amis', 'info@amis.test'), base, 'cn', 'mail')).toEqual({
      slug: 'amis',
      name: 'info@amis.test',
    });
  });

  test.each([
    ['another branch', `uid=ada,ou=groups,o=amis,${base}`],
    ['another base', 'uid=ada,ou=people,o=amis,dc=other,dc=test'],
    ['deeper than a person stands', `uid=ada,ou=x,ou=people,o=amis,${base}`],
    ['an escaped comma', `uid=ada\\,b,ou=people,o=amis,${base}`],
    ['several names', `uid=ada+cn=b,ou=people,o=amis,${base}`],
    ['a base that only matches as a pattern', 'uid=ada,ou=people,o=amis,dc=amie,dcXtest'],
  ])('is nowhere for %s', (_what, dn) => {
    expect(placeOf(dn, base, 'uid', 'people')).toBeUndefined();
  });
});

function attempt<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
