import type { Action, Change } from '@amie/reconcile';
import { settingName } from '@amie/services/resources';
import { type Language, printable } from '@amie/values';
import { nounOf } from './plan-sentence.js';

const signs: Readonly<Record<Action, string>> = {
  create: '+',
  update: '~',
  restore: '^',
  'set-aside': '-',
  purge: 'x',
};

// Longer than any key; a longer list of people is cut with an ellipsis.
const longest = 400;

/**
 * The plan as text for people: a line a change, one below it for each setting that differs, then the sentence. Values
 * from a server are made printable, so they cannot forge a line; no secret is a setting.
 */
export function planText(changes: readonly Change[], sentence: string, language: Language): string {
  const lines = changes.flatMap(change => [
    `${signs[change.action]} ${thing(change, language)}`,
    ...change.fields.map(field => setting(change, field, language)),
  ]);
  return [...lines, ...(lines.length > 0 ? [''] : []), sentence, ''].join('\n');
}

/** `mailbox/la-recre/ada` as « boîte mail ada (la-recre) ». */
function thing({ desired }: Change, language: Language): string {
  const [, member = '', ...rest] = desired.key.split('/');
  const noun = nounOf(desired.kind, language);
  return printable(rest.length > 0 ? `${noun} ${rest.join('/')} (${member})` : `${noun} ${member}`, longest);
}

function setting({ desired, found }: Change, field: string, language: Language): string {
  const values = `${valueOf(found?.spec, field, language)} → ${valueOf(desired.spec, field, language)}`;
  return `    ${settingName(field, language)}${language === 'fr' ? '\u00a0:' : ':'} ${values}`;
}

function valueOf(spec: unknown, field: string, language: Language): string {
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
