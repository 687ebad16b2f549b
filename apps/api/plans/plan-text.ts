import type { Action, Change } from '@amie/reconcile';
import { settingName } from '@amie/services/resources';
import type { Language } from '@amie/values';
import { colonOf, thingText, valueText } from './thing-text.js';

const signs: Readonly<Record<Action, string>> = {
  create: '+',
  update: '~',
  restore: '^',
  'set-aside': '-',
  purge: 'x',
};

/**
 * The plan as text for people: a line a change, one below it for each setting that differs, then the sentence. Values
 * from a server are made printable, so they cannot forge a line; no secret is a setting.
 */
export function planText(changes: readonly Change[], sentence: string, language: Language): string {
  const lines = changes.flatMap(change => [
    `${signs[change.action]} ${thingText(change.desired.key, language)}`,
    ...change.fields.map(field => setting(change, field, language)),
  ]);
  return [...lines, ...(lines.length > 0 ? [''] : []), sentence, ''].join('\n');
}

function setting({ desired, found }: Change, field: string, language: Language): string {
  const values = `${valueText(found?.spec, field, language)} → ${valueText(desired.spec, field, language)}`;
  return `    ${settingName(field, language)}${colonOf(language)} ${values}`;
}
