import { type Language, printable } from '@amie/values';
import { nounOf } from './plan-sentence.js';

// Longer than any key; a longer list of people is cut with an ellipsis.
const longest = 400;

/** French puts a no-break space before a colon. */
export const colonOf = (language: Language): string => (language === 'fr' ? '\u00a0:' : ':');

/** `mailbox/la-recre/ada` as « boîte mail ada (la-recre) ». */
export function thingText(key: string, language: Language): string {
  const [kind = '', member = '', ...rest] = key.split('/');
  const noun = nounOf(kind, language);
  return printable(rest.length > 0 ? `${noun} ${rest.join('/')} (${member})` : `${noun} ${member}`, longest);
}

/** A value of a setting on one line, made printable: it may come from a server. */
export function valueText(spec: unknown, field: string, language: Language): string {
  const value = (spec as Readonly<Record<string, unknown>> | undefined)?.[field];
  const isFrench = language === 'fr';
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) {
    return isFrench ? 'rien' : 'nothing';
  }
  if (value === true) return isFrench ? 'oui' : 'yes';
  if (value === false) return isFrench ? 'non' : 'no';
  if (Array.isArray(value)) return printable(value.map(inShort).join(', '), longest);
  return printable(typeof value === 'string' ? value : JSON.stringify(value), longest);
}

/** One element of a list: a text, or the values of a small object. */
function inShort(element: unknown): string {
  return typeof element === 'object' && element !== null ? Object.values(element).join(' ') : String(element);
}
