import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Secret } from '@amie/values';
import { parsePasswordKey, sealPassword, unsealPassword } from './password-seal.js';

const key = parsePasswordKey(new Secret(randomBytes(32).toString('base64')));
const hash = new Secret('{ARGON2}$argon2id$example');
const person = '6f2c3f2e-0000-4000-8000-000000000001';
const other = '6f2c3f2e-0000-4000-8000-000000000002';
/** What node says of a seal that does not hold, or is too short to be one. */
const damaged = /unable to authenticate|authentication tag/;
const open = (secret: Secret<string>) => secret.use(text => text);

describe('a sealed password', () => {
  it('opens again with the same key for the same person', () => {
    expect(open(unsealPassword(person, sealPassword(person, hash, key), key))).toBe(open(hash));
  });

  it('opens for nobody else', () => {
    expect(() => unsealPassword(other, sealPassword(person, hash, key), key)).toThrow(damaged);
  });

  it('opens with no other key', () => {
    const stranger = parsePasswordKey(new Secret(randomBytes(32).toString('base64')));
    expect(() => unsealPassword(person, sealPassword(person, hash, key), stranger)).toThrow(damaged);
  });

  it('does not open once any byte of it was changed or cut', () => {
    const sealed = sealPassword(person, hash, key);
    for (let place = 0; place < sealed.length; place += 1) {
      const altered = Buffer.from(sealed);
      altered[place] = (altered[place] ?? 0) ^ 1;
      expect(() => unsealPassword(person, altered, key)).toThrow(damaged);
    }
    expect(() => unsealPassword(person, sealed.subarray(0, 20), key)).toThrow(damaged);
  });

  it('never looks the same twice and shows nothing of the hash', () => {
    const [one, two] = [sealPassword(person, hash, key), sealPassword(person, hash, key)];
    expect(one.equals(two)).toBe(false);
    expect(one.toString('latin1')).not.toContain('argon2id');
  });
});

describe('the password key', () => {
  it('is 32 bytes, and nothing shorter', () => {
    expect(() => parsePasswordKey(new Secret(randomBytes(16).toString('base64')))).toThrow('32 bytes');
  });

  it('does not print', () => {
    expect(inspect(key)).toBe('[secret]');
  });
});
