import { type Language, printable } from '@amie/values';
import { textOf } from '../problems/render.js';
import { titleOf } from './titles.js';

type Words = Readonly<Record<Language, string>>;

const words: Readonly<Record<string, Words>> = {
  'task-opened': { fr: 'Demandé : {title}', en: 'Asked: {title}' },
  'resource-applied': { fr: '{what} : en place', en: '{what}: in place' },
  'resource-ready': { fr: '{what} : essayé, fonctionne', en: '{what}: tested, works' },
  'resource-delayed': { fr: '{what} : à relancer ({problem})', en: '{what}: to retry ({problem})' },
  'resource-failed': { fr: '{what} : échec ({problem})', en: '{what}: failed ({problem})' },
  'resource-not-working': {
    fr: '{what} : en place, mais ne fonctionne pas encore ({problem})',
    en: '{what}: in place, but does not work yet ({problem})',
  },
  'backup-started': { fr: '{source} s’y est mis', en: '{source} has begun' },
  'backup-succeeded': { fr: '{source} : fait {where}', en: '{source}: done {where}' },
  'backup-failed': { fr: '{source} : échec ({problem})', en: '{source}: failed ({problem})' },
  'task-done': { fr: 'Terminé', en: 'Done' },
  'task-failed': { fr: 'Terminé, avec des échecs', en: 'Ended, with failures' },
};

/** The sentence of an event; an event of a newer build is shown by its code. */
export function eventText(
  event: { readonly code: string; readonly params: Readonly<Record<string, unknown>> },
  language: Language,
): string {
  const template = words[event.code]?.[language];
  if (!template) return event.code;
  const { params } = event;
  const values: Record<string, string> = {
    what: text(params.key),
    problem: textOf(text(params.problem), language).title,
    source: text(params.source),
    // Where a restore put it, in the words of its server.
    where: placesOf(text(params.restoredAs), text(params.keptAs), language),
    title: titleOf(text(params.kind), params, language),
  };
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

/** Where a restore put things, and where it kept those that were there. */
function placesOf(restored: string, kept: string, language: Language): string {
  if (!restored) return '';
  const before = language === 'fr' ? 'ce qui y était' : 'what was there';
  return `→ ${printable(restored)}${kept && ` (${before} → ${printable(kept)})`}`;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
