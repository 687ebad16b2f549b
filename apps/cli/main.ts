import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readCliConfig } from '@amie/config';
import { tellFailure } from './failure.js';
import { buildProgram } from './program.js';
import type { Language } from './words.js';

const line = process.argv.slice(2);
const language = languageOf(line);

// A reader that has seen enough (`amie people list | head`) is no failure.
process.stdout.on('error', error => process.exit((error as NodeJS.ErrnoException).code === 'EPIPE' ? 0 : 1));

try {
  await buildProgram(language, version()).parseAsync(line, { from: 'user' });
} catch (error) {
  const { exitCode, sentence, document } = tellFailure(error, line, language);
  if (document && line.includes('--json')) process.stdout.write(`${JSON.stringify(document)}\n`);
  if (sentence) process.stderr.write(`${sentence}\n`);
  process.exitCode = exitCode;
}

// From dist/apps/cli.
function version(): string {
  const file = path.resolve(import.meta.dirname, '../../../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

// Before commander reads the line: its help and its complaints are in that language too.
function languageOf(words: readonly string[]): Language {
  const place = words.findIndex(word => word === '--lang' || word.startsWith('--lang='));
  const asked = place < 0 ? undefined : (words[place]?.split('=')[1] ?? words[place + 1]);
  if (asked === 'fr' || asked === 'en') return asked;
  try {
    return readCliConfig().language;
  } catch {
    return 'fr';
  }
}
