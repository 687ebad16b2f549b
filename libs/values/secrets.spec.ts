import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkPassword, problemCodes, Secret } from './index.js';

describe('a secret', () => {
  const secret = new Secret('hunter-two');

  it('shows itself only to the function that uses it', () => {
    expect(secret.use(value => value.length)).toBe(10);
    const seen = [
      String(secret),
      `${secret as unknown as string}`,
      inspect(secret),
      inspect({ deep: [secret] }),
      JSON.stringify(Object.entries(secret)),
    ];
    expect(seen.join()).not.toContain('hunter');
    expect(seen.slice(0, 3)).toEqual(['[secret]', '[secret]', '[secret]']);
    expect(JSON.stringify(structuredClone({ secret }))).not.toContain('hunter');
  });

  it('cannot be written as JSON, however deep it lies', () => {
    expect(() => JSON.stringify({ job: { payload: [secret] } })).toThrow(TypeError);
  });
});

describe('a password', () => {
  const context = { givenName: 'Élodie', familyName: 'Le Goff', addresses: ['tresoriere@recre.test'] };

  it.each([['trois vélos sous la pluie'], ['Xk9$mQ2!vL7p'], ['correct cheval agrafe'], ['пароль не простой']])(
    '%s is good',
    text => {
      expect(checkPassword(text, context)).toBeUndefined();
    },
  );

  it.each([
    ['short', 'password-too-short'],
    ['🙂'.repeat(11), 'password-too-short'],
    ['ab cd ef gh '.repeat(11), 'password-too-long'],
    ['a'.repeat(1_000_000), 'password-too-long'],
    ['trois vélos\nsous la pluie', 'password-control-character'],
    ['trois vélos\ud800 sous la pluie', 'password-control-character'],
    ['MotDePasse2025', 'password-too-common'],
    ['azertyuiop123', 'password-too-common'],
    ['elodie-va-a-la-mer', 'password-contains-name'],
    ['vive ELODIE la belle', 'password-contains-name'],
    ['moi, legoff, 1990', 'password-contains-name'],
    ['La Trésorière 75011', 'password-contains-name'],
    ['aaaaaaaaaaaaaaa', 'password-too-simple'],
    ['abababababab', 'password-too-simple'],
    ['mnopqrstuvwxyz', 'password-too-simple'],
    ['98765432109876', 'password-too-simple'],
  ])('%j is refused: %s', (text, code) => {
    expect(checkPassword(text, context)).toBe(code);
  });

  it('is never echoed: the answer is a code or nothing, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => {
        const code = checkPassword(text, context);
        expect(code === undefined || problemCodes.includes(code)).toBe(true);
      }),
    );
  });
});
