import type { Action, PlanSummary } from '@amie/reconcile';
import { nounFor } from '@amie/services/resources';
import type { Language } from '@amie/values';

const participles: Readonly<Record<Language, Readonly<Record<Exclude<Action, 'create'>, string>>>> = {
  fr: { update: 'modifié', restore: 'restauré', 'set-aside': 'mis', purge: 'supprimé' },
  en: { update: 'updated', restore: 'restored', 'set-aside': 'moved to the bin', purge: 'deleted for good' },
};

/** « 25 comptes, 25 boîtes mail, 1 adresse partagée, rien de supprimé »: creates bare, the rest with their verb. */
export function planSentence(counts: PlanSummary, language: Language): string {
  const parts = Object.entries(counts).flatMap(([kind, actions]) =>
    Object.entries(actions).map(([action, count]) => phrase(kind, action as Action, count, language)),
  );
  if (parts.length === 0) return language === 'fr' ? 'rien à changer' : 'nothing to change';
  const removes = Object.values(counts).some(actions => 'set-aside' in actions || 'purge' in actions);
  return [...parts, ...(removes ? [] : [language === 'fr' ? 'rien de supprimé' : 'nothing removed'])].join(', ');
}

/** One thing of a kind, as people call it; a kind without a word is shown as it is. */
export const nounOf = (kind: string, language: Language): string => nounFor(kind)?.[language][0] ?? kind;

function phrase(kind: string, action: Action, count: number, language: Language): string {
  const noun = nounFor(kind);
  const [one, many] = noun?.[language] ?? [kind, kind];
  const isFeminine = noun?.fr[2] ?? false;
  // French counts zero and one as singular.
  const isSingular = language === 'fr' ? count < 2 : count === 1;
  const thing = `${count} ${isSingular ? one : many}`;
  if (action === 'create') return thing;
  return `${thing} ${language === 'fr' ? agree(action, isFeminine, !isSingular) : participles.en[action]}`;
}

function agree(action: Exclude<Action, 'create'>, isFeminine: boolean, isPlural: boolean): string {
  if (action === 'set-aside')
    return `${isFeminine ? 'mise' : 'mis'}${isFeminine && isPlural ? 's' : ''} à la corbeille`;
  return `${participles.fr[action]}${isFeminine ? 'e' : ''}${isPlural ? 's' : ''}`;
}
