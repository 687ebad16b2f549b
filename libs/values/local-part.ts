import type { Brand } from './brand.js';
import { grammars } from './grammars.js';
import { accepted, refused, unwrap, type Parsed } from './parsed.js';
import { printable } from './printable.js';

/** The part of one of our addresses before @: lower-case, at most 64 characters; `+` separates a sub-address. */
export type LocalPart = Brand<string, 'LocalPart'>;

const maximum = 64;
const shape = new RegExp(grammars.localPart);

/** Lower-cases, then checks. Reserved names are accepted here: who may have one is a matter of rights. */
export function parseLocalPart(input: unknown): Parsed<LocalPart> {
  if (typeof input !== 'string') return refused('not-text');
  if (input === '') return refused('local-part-empty');
  if (/[^\0-\x7f]/.test(input)) return badCharacter(input);
  const text = input.toLowerCase();
  return shape.test(text) ? accepted(text as LocalPart) : shapeProblem(text);
}

/** As `parseLocalPart`, or throws `ValueError`. */
export function getLocalPart(input: unknown): LocalPart {
  return unwrap(parseLocalPart(input));
}

function shapeProblem(text: string): ReturnType<typeof refused> {
  if (text.length > maximum) return refused('local-part-too-long', text, { length: text.length, maximum });
  if (/^[a-z0-9._+-]+$/.test(text) && text.includes('+')) return refused('local-part-plus', text);
  if (/[^a-z0-9._-]/.test(text)) return badCharacter(text);
  return refused(text.includes('..') ? 'local-part-double-dot' : 'local-part-edge', text);
}

function badCharacter(text: string): ReturnType<typeof refused> {
  const character = /[^A-Za-z0-9._-]/u.exec(text)?.[0] ?? '';
  return refused('local-part-bad-character', text, { character: printable(character) });
}
