import { accepted, parseText, refused, unwrap, type Parsed } from './parsed.js';

/** The languages everything is written in; French is the source text. */
export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

/** Exactly one of `languages`: never a locale, never a path. */
export function parseLanguage(input: unknown): Parsed<Language> {
  const text = parseText(input);
  if (!text.ok) return text;
  const found = languages.find(language => language === text.value);
  return found ? accepted(found) : refused('language-unknown', text.value, { known: languages });
}

/** As `parseLanguage`, or throws `ValueError`. */
export const getLanguage = (input: unknown): Language => unwrap(parseLanguage(input));
