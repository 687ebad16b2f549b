import type { Brand } from './brand.js';
import { accepted, parseText, refused, unwrap, type Parsed } from './parsed.js';
import { printable } from './printable.js';

/**
 * A given or family name as its owner writes it: letters of any script, marks, spaces, apostrophes, hyphens, dots; NFC,
 * single spaces, 1 to 80 characters. Holds an apostrophe at times: never put one in a command or a DN.
 */
export type PersonName = Brand<string, 'PersonName'>;

const maximum = 80;
// Nothing longer is normalised: an input of megabytes is refused by its size.
const inputMaximum = 8 * maximum;
// Default-ignorable characters show nothing: two names that differ by one cannot be told apart.
const invisible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const outside = /[^\p{L}\p{M} '’.·-]/u;
const beginning = /^['’]?\p{L}/u;

/** Normalises (NFC, spaces), then checks. */
export function parsePersonName(input: unknown): Parsed<PersonName> {
  const text = parseText(input);
  if (!text.ok) return text;
  if (text.value.length > inputMaximum) return tooLong(text.value, text.value.length);
  const name = text.value
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .replace(/^ | $/g, '');
  const control = invisible.exec(name)?.[0];
  if (control !== undefined) return refused('name-control-character', name, { character: printable(control) });
  if (name === '') return refused('empty');
  const length = Array.from(name).length;
  if (length > maximum) return tooLong(name, length);
  const character = outside.exec(name)?.[0];
  if (character !== undefined) return refused('name-bad-character', name, { character: printable(character) });
  return beginning.test(name) ? accepted(name as PersonName) : refused('name-without-letter', name);
}

/** As `parsePersonName`, or throws `ValueError`. */
export const getPersonName = (input: unknown): PersonName => unwrap(parsePersonName(input));

function tooLong(text: string, length: number): ReturnType<typeof refused> {
  return refused('name-too-long', text, { length, maximum });
}
