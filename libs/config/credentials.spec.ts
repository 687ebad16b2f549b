import { afterAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Credentials } from './index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'amie-credentials-'));
afterAll(() => rmSync(folder, { recursive: true }));
const credentials = new Credentials(folder);
const text = (name: string) => credentials.read(name).use(secret => secret);

describe('a credential', () => {
  it('is read without its final newline', () => {
    writeFileSync(path.join(folder, 'one'), 'secret \n', { mode: 0o600 });
    expect(text('one')).toBe('secret ');
  });

  it('that others may read is refused', () => {
    writeFileSync(path.join(folder, 'open'), 'secret', { mode: 0o600 });
    for (const mode of [0o640, 0o604, 0o660]) {
      chmodSync(path.join(folder, 'open'), mode);
      expect(() => credentials.read('open')).toThrow('readable by others');
    }
  });

  it('that is missing or empty says so, without a guess', () => {
    writeFileSync(path.join(folder, 'void'), '\n', { mode: 0o600 });
    expect(() => credentials.read('void')).toThrow('is empty');
    expect(() => credentials.read('none')).toThrow('is missing');
    expect(credentials.has('none')).toBe(false);
  });

  it.each(['../outside', '/etc/passwd', 'a/../../b', '.', ''])('%j leads nowhere outside of the folder', name => {
    expect(() => credentials.read(name)).toThrow('outside of the credentials folder');
  });

  it('is made once, at random, for the owner alone', () => {
    const first = credentials.ensure('platform/new').use(secret => secret);
    expect(credentials.ensure('platform/new').use(secret => secret)).toBe(first);
    expect(first).toHaveLength(43);
    expect(statSync(path.join(folder, 'platform/new')).mode & 0o777).toBe(0o600);
    expect(readdirSync(path.join(folder, 'platform'))).toEqual(['new']);
    expect(readFileSync(path.join(folder, 'platform/new'), 'utf8')).toBe(`${first}\n`);
  });
});
