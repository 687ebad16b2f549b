import { CommandFailure, exitCodes } from './exit-codes.js';
import type { Output } from './output.js';

export type Settings = { [name: string]: unknown };

/**
 * `name=value` pairs laid over settings that are there; `directory.name=dir1` sets one inside another. A value that
 * reads as JSON (a number, a list) is one, anything else is text.
 */
export function readSettings(pairs: readonly string[], before: Readonly<Settings>, output: Output): Settings {
  const settings = structuredClone(before) as Settings;
  for (const pair of pairs) {
    const [, name, value] = /^([a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)*)=(.*)$/is.exec(pair) ?? [];
    if (name === undefined || value === undefined) throw unreadable(pair, output);
    put(settings, name.split('.'), readValue(value));
  }
  return settings;
}

function put(settings: Settings, [name = '', ...inner]: readonly string[], value: unknown): void {
  if (inner.length === 0) {
    settings[name] = value;
    return;
  }
  const within = Object.hasOwn(settings, name) ? settings[name] : undefined;
  const next: Settings = typeof within === 'object' && within !== null ? (within as Settings) : {};
  settings[name] = next;
  put(next, inner, value);
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function unreadable(pair: string, { say }: Output): CommandFailure {
  const message = say(`--setting attend nom=valeur, pas « ${pair} ».`, `--setting takes name=value, not "${pair}".`);
  return new CommandFailure(message, exitCodes.usage);
}
