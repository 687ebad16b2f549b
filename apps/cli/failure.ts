import { ConfigError } from '@amie/config';
import { CommanderError } from 'commander';
import { CommandFailure, exitCodes } from './exit-codes.js';
import { usageSentence } from './usage-problems.js';
import type { Language } from './words.js';

/** What is printed of a failure, and the exit code. */
export interface Told {
  readonly exitCode: number;
  /** For people, on standard error. */
  readonly sentence?: string;
  /** For scripts, on standard output under `--json`. */
  readonly document?: object;
}

/** A failure as sentences and a code, never as a stack trace. */
export function tellFailure(error: unknown, line: readonly string[], language: Language): Told {
  if (error instanceof CommanderError) return tellUsage(error, line, language);
  const sentence = sentenceOf(error, language);
  const document = (error instanceof CommandFailure && error.document) || { problem: { title: sentence } };
  return { exitCode: exitCodeOf(error), sentence, document };
}

function sentenceOf(error: unknown, language: Language): string {
  if (error instanceof ConfigError) return error.sentence(language);
  return error instanceof Error ? error.message : String(error);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommandFailure) return error.exitCode;
  return error instanceof ConfigError ? exitCodes.usage : exitCodes.failed;
}

// Help asked for ends well; help shown because no command was named is a wrong command line, and says enough itself.
function tellUsage(error: CommanderError, line: readonly string[], language: Language): Told {
  if (error.exitCode === 0) return { exitCode: exitCodes.done };
  if (error.code === 'commander.help') return { exitCode: exitCodes.usage };
  const command = line.find(word => /^[a-z][a-z-]*$/.test(word));
  const isKnown = command !== undefined && error.code !== 'commander.unknownCommand';
  const sentence = usageSentence(error, isKnown ? `amie ${command}` : 'amie', language);
  return { exitCode: exitCodes.usage, sentence, document: { problem: { title: sentence } } };
}
