import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Secret } from '@amie/values';
import { ConfigError } from './config-error.js';
import { fileProblems } from './config-words.js';

/**
 * The folder of credentials: one secret per file, never in a row, a log or an argument. Refuses a file that others
 * than its owner may read, and a name that leads outside the folder.
 */
export class Credentials {
  constructor(readonly folder: string) {}

  /** Where the file of a secret is, for programs that want a path (ssh keys, the CA). */
  pathOf(name: string): string {
    const full = path.resolve(this.folder, name);
    if (!full.startsWith(path.resolve(this.folder) + path.sep)) {
      throw new ConfigError([fileProblems.outside(name)]);
    }
    return full;
  }

  has(name: string): boolean {
    return existsSync(this.pathOf(name));
  }

  /** The text of a secret without its final newline; throws `ConfigError` when it is missing or readable by others. */
  read(name: string): Secret<string> {
    const file = this.pathOf(name);
    const mode = modeOf(file);
    if (mode === undefined) throw new ConfigError([fileProblems.missing(file)]);
    if (mode & 0o077) throw new ConfigError([fileProblems.readable(file)]);
    const text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (text === '') throw new ConfigError([fileProblems.empty(file)]);
    return new Secret(text);
  }

  /** The secret, made at random (256 bits, base64url) when it does not exist yet; two processes agree on one. */
  ensure(name: string, make: () => string = randomText): Secret<string> {
    const file = this.pathOf(name);
    if (!existsSync(file)) place(file, make());
    return this.read(name);
  }
}

const randomText = (): string => randomBytes(32).toString('base64url');

function modeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mode;
}

// Written whole beside its place, then linked: a crash leaves no half secret, and a second writer finds the first's.
function place(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${text}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
