import type { Kind } from '@amie/reconcile';
import type { Language } from '@amie/values';

/** What people call one and several of a kind, and whether the French word is feminine. */
export interface Noun {
  readonly fr: readonly [one: string, many: string, isFeminine: boolean];
  readonly en: readonly [one: string, many: string];
}

/** The words of one service, for plans and whoever tells of its things. */
export interface ServiceWords {
  readonly kinds: Readonly<Record<Kind, Noun>>;
  /** Names of settings. */
  readonly settings: Readonly<Record<string, Readonly<Record<Language, string>>>>;
}
