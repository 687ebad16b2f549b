import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { ConfigError } from './config-error.js';
import { expected, fileProblems, problemOf } from './config-words.js';

/** What a terminal needs to talk to the API. */
export interface CliConfig {
  /** AMIE_URL, without a final slash. */
  readonly url: string;
  /** From AMIE_TOKEN, else the file AMIE_TOKEN_FILE, else `~/.config/amie/token`; undefined when there is none. */
  readonly token?: string;
  /** English when the locale says so; French otherwise. */
  readonly language: 'fr' | 'en';
}

/** Reads what the command line needs; throws `ConfigError` for an unusable address or a token that others may read. */
export function readCliConfig(env: NodeJS.ProcessEnv = process.env): CliConfig {
  const url = env.AMIE_URL || 'http://127.0.0.1:8480';
  const isHttp = URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
  if (!isHttp) throw new ConfigError([problemOf('AMIE_URL', expected.url(['http:', 'https:']))]);
  return { url: url.replace(/\/+$/, ''), token: findToken(env), language: languageOf(env) };
}

function findToken(env: NodeJS.ProcessEnv): string | undefined {
  if (env.AMIE_TOKEN) return env.AMIE_TOKEN;
  if (env.AMIE_TOKEN_FILE) return readToken(env.AMIE_TOKEN_FILE);
  const configFolder = env.XDG_CONFIG_HOME || path.join(env.HOME || homedir(), '.config');
  return readToken(path.join(configFolder, 'amie/token'));
}

function readToken(file: string): string | undefined {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) return undefined;
  if (mode & 0o077) throw new ConfigError([fileProblems.readable(file)]);
  return readFileSync(file, 'utf8').trim() || undefined;
}

/** Why a program cannot start, for the person at this machine: in its language, and without a stack. */
export function startSentence(error: unknown, env: NodeJS.ProcessEnv = process.env): string {
  if (error instanceof ConfigError) return error.sentence(languageOf(env));
  return error instanceof Error ? error.message : String(error);
}

// The first of these that is set decides, as for every program of the machine (POSIX, locale).
function languageOf(env: NodeJS.ProcessEnv): 'fr' | 'en' {
  const locale = env.AMIE_LANG || env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^en/i.test(locale) ? 'en' : 'fr';
}

/** The environment of this process with some variables replaced: what a program started from here gets. */
export function environment(replaced: Readonly<Record<string, string | undefined>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...replaced };
}
