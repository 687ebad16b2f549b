import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from './config-error.js';

/** Where the CLI finds the API and in which language it speaks. */
export interface CliConfig {
  readonly url: string;
  /** The technician's token; undefined when none is given, so that commands without the API still run. */
  readonly token?: string;
  readonly language: 'fr' | 'en';
}

/**
 * Reads AMIE_URL, AMIE_TOKEN or AMIE_TOKEN_FILE (else `~/.config/amie/token`), and the language of the terminal
 * (AMIE_LANG, LC_ALL, LC_MESSAGES, LANG; French unless it says English).
 */
export function readCliConfig(env: NodeJS.ProcessEnv = process.env): CliConfig {
  const url = env.AMIE_URL || 'http://127.0.0.1:8480';
  if (!URL.canParse(url)) throw new ConfigError(['AMIE_URL: must be a URL such as http://127.0.0.1:8480']);
  return { url, token: env.AMIE_TOKEN || tokenFromFile(env), language: languageOf(env) };
}

function tokenFromFile(env: NodeJS.ProcessEnv): string | undefined {
  const file = env.AMIE_TOKEN_FILE || path.join(env.HOME || '/root', '.config/amie/token');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function languageOf(env: NodeJS.ProcessEnv): 'fr' | 'en' {
  const locale = env.AMIE_LANG || env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return locale.toLowerCase().startsWith('en') ? 'en' : 'fr';
}

/** The environment of this process with some variables replaced: what a program started from here gets. */
export function environment(replaced: Readonly<Record<string, string | undefined>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...replaced };
}
