import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  foldName,
  getDomainName,
  isReservedLocalPart,
  parseMailAddress,
  parseUid,
  proposeAddress,
  proposeGroupName,
  proposeUid,
} from './index.js';

const domain = getDomainName('recre.test', { suffix: 'any' });
const free = () => false;

function localPart(given: string, family: string, taken: readonly string[] = []): string {
  return proposeAddress(given, family, domain, address => taken.includes(address)).replace('@recre.test', '');
}

describe('a proposed address', () => {
  it.each([
    ['Élodie', 'Martin', 'elodie.martin'],
    ['Anne-Marie', 'Le Goff', 'anne-marie.le-goff'],
    ['Jean Paul', "d'Œuvre", 'jean-paul.doeuvre'],
    ['Gaël', 'L’Hôte', 'gael.lhote'],
    ['Łukasz', 'Straße', 'lukasz.strasse'],
    ['Søren', 'Æbelø', 'soren.aebelo'],
    ['J.-P.', 'Ñuñez', 'j-p.nunez'],
    ['İpek', 'Işık', 'ipek.isik'],
    ['Владимир', 'Martin', 'martin'],
    ['李', '小龙', 'personne'],
    ['Info', '李', 'info2'],
  ])('for %s %s is %s', (given, family, expected) => {
    expect(localPart(given, family)).toBe(expected);
  });

  it('takes the next free number', () => {
    const taken = ['elodie.martin@recre.test', 'elodie.martin2@recre.test'];
    expect(localPart('Élodie', 'Martin', taken)).toBe('elodie.martin3');
  });

  it('is cut to 64 characters, its number included', () => {
    const long = localPart('x'.repeat(80), 'y');
    expect(long).toHaveLength(64);
    expect(localPart('x'.repeat(80), 'y', [`${long}@recre.test`])).toBe(`${'x'.repeat(63)}2`);
  });

  it('is cut to what a long domain leaves, and refused when nothing is left', () => {
    const wide = getDomainName(`${`${'a'.repeat(61)}.`.repeat(4)}fr`, { suffix: 'any' });
    expect(proposeAddress('Li', 'Xu', wide, free)).toBe(`li@${wide}`);
    expect(() => proposeAddress('Li', 'Xu', wide, () => true)).toThrow('address-too-long');
  });

  it('is valid, free and not reserved, for any two names', () => {
    const names = fc.string({ unit: 'grapheme', maxLength: 90 });
    fc.assert(
      fc.property(names, names, fc.nat(4), (given, family, refusals) => {
        let refused = 0;
        const isTaken = () => refused++ < refusals;
        const address = proposeAddress(given, family, domain, isTaken);
        expect(parseMailAddress(address, { suffix: 'any' })).toEqual({ ok: true, value: address });
        expect(isReservedLocalPart(address.split('@')[0] ?? '')).toBe(false);
        expect(proposeAddress(given, family, domain, free)).toBe(proposeAddress(given, family, domain, free));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a proposed uid', () => {
  it('follows the address, in 32 characters that begin with a letter', () => {
    expect(proposeUid('Anne-Marie', 'Le Goff', free)).toBe('anne-marie.le-goff');
    expect(proposeUid('Anne-Marie', 'Le Goff', uid => uid === 'anne-marie.le-goff')).toBe('anne-marie.le-goff2');
    expect(proposeUid('2', '李', free)).toBe('personne');
    expect(proposeUid('Root', '', free)).toBe('root2');
  });

  it('is valid for any two names', () => {
    const names = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(names, names, fc.nat(12), (given, family, refusals) => {
        let refused = 0;
        const uid = proposeUid(given, family, () => refused++ < refusals);
        expect(parseUid(uid)).toEqual({ ok: true, value: uid });
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a group name', () => {
  it('is folded from what people call the group', () => {
    expect(proposeGroupName('Équipe accueil')).toEqual({ ok: true, value: 'equipe-accueil' });
    expect(proposeGroupName("Conseil d'administration de la maison")).toEqual({
      ok: true,
      value: 'conseil-dadministration-de-la-ma',
    });
    expect(proposeGroupName('李')).toMatchObject({ ok: false, problem: { code: 'group-name-shape' } });
  });
});

describe('folding', () => {
  it('gives the same for the same name composed or not, and nothing but letters, digits and single hyphens', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        const name = foldName(text);
        expect(foldName(text.normalize('NFD'))).toBe(name);
        expect(name).toMatch(/^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$/);
        expect(foldName(name)).toBe(name);
      }),
      { numRuns: 2_000 },
    );
  });
});
