import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../..');

/** Product files of this repository that git knows or would add. */
function productFiles(extension: string): string[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', 'apps', 'libs', 'ansible'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  return listed
    .split('\n')
    .filter(file => file.endsWith(extension) && !file.includes('.spec.') && !file.includes('/tests/'));
}

function offenders(files: string[], pattern: RegExp, allowed: RegExp): string[] {
  return files.filter(file => !allowed.test(file) && pattern.test(readFileSync(path.join(root, file), 'utf8')));
}

describe('the house', () => {
  it('reads process.env in libs/config alone', () => {
    expect(offenders(productFiles('.ts'), /process\.env/, /^libs\/config\//)).toEqual([]);
  });

  it('asks the database nothing outside of withScope', () => {
    const asks = /\b(?:db|database|dataSource)\.(?:query|manager|transaction|createQueryRunner|createQueryBuilder)\b/;
    expect(offenders(productFiles('.ts'), asks, /^libs\/database\//)).toEqual([]);
  });

  it('starts no shell: argv and stdin only', () => {
    const shell =
      /\bshell:\s*true|\bexecSync\(|\bchild_process\.exec\(|import \{[^}]*\bexec\b[^}]*\} from 'node:child_process'/;
    expect(offenders(productFiles('.ts'), shell, /^$/)).toEqual([]);
    expect(offenders(productFiles('.py'), /shell\s*=\s*True|os\.system|os\.popen/, /^$/)).toEqual([]);
  });

  it('never asks the clock of the machine for a lease', () => {
    expect(offenders(productFiles('.ts'), /Date\.now\(\)/, /^(?!.*lease)/)).toEqual([]);
  });

  it('takes time and chance as arguments in pure libraries', () => {
    const impure = /\bDate\.now\(\)|new Date\(\)|Math\.random\(\)|process\.hrtime/;
    expect(offenders(productFiles('.ts'), impure, /^(?!libs\/(?:allocation|reconcile|values)\/)/)).toEqual([]);
  });

  it('keeps every file of a library or an app under 300 lines', () => {
    const long = productFiles('.ts').filter(
      file => !file.includes('/migrations/') && readFileSync(path.join(root, file), 'utf8').split('\n').length > 301,
    );
    expect(long).toEqual([]);
  });

  it('opens each library with what lives there and what may never', () => {
    for (const library of ['allocation', 'config', 'database', 'queue', 'reconcile', 'servers', 'values']) {
      const door = readFileSync(path.join(root, 'libs', library, 'index.ts'), 'utf8');
      expect([library, /^\/\/.*\n\/\/.*\n\/\/.*\n/.test(door)]).toEqual([library, true]);
    }
  });
});
