import type { Brand } from './brand.js';
import { accepted, parseText, refused, unwrap, type Parsed } from './parsed.js';
import { printable } from './printable.js';

/**
 * One line of free text for people to read (a member's name, a description), NFC, 1 to 120 characters, without control,
 * format or line characters. May hold quotes and `<`: it is escaped where shown and never reaches a configuration file.
 */
export type DisplayText = Brand<string, 'DisplayText'>;

const maximum = 120;
// Nothing longer is normalised: an input of megabytes is refused by its size.
const inputMaximum = 8 * maximum;

/** Normalises (NFC, spaces), then checks. */
export function parseDisplayText(input: unknown): Parsed<DisplayText> {
  const read = parseText(input);
  if (!read.ok) return read;
  if (read.value.length > inputMaximum) return tooLong(read.value, read.value.length);
  const text = read.value
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .replace(/^ | $/g, '');
  const control = /[\p{C}\p{Zl}\p{Zp}]/u.exec(text)?.[0];
  if (control !== undefined) return refused('text-control-character', text, { character: printable(control) });
  if (text === '') return refused('empty');
  const length = Array.from(text).length;
  return length > maximum ? tooLong(text, length) : accepted(text as DisplayText);
}

/** As `parseDisplayText`, or throws `ValueError`. */
export const getDisplayText = (input: unknown): DisplayText => unwrap(parseDisplayText(input));

function tooLong(text: string, length: number): ReturnType<typeof refused> {
  return refused('text-too-long', text, { length, maximum });
}
