import { poolWords as pools } from '@amie/values';
import type { Say } from './words.js';

type Word = readonly [french: string, english: string];

const kinds: Readonly<Record<string, Word>> = {
  absence: ['absence', 'absence'],
  unplanned: ['imprévu', 'unplanned'],
};
const states: Readonly<Record<string, Word>> = {
  draft: ['à valider', 'to validate'],
  validated: ['validé', 'validated'],
  withdrawn: ['retiré', 'withdrawn'],
  reversed: ['annulé', 'reversed'],
  reversal: ['annulation', 'reversal'],
};

/** Words for the same that people type as well. */
const alsoPools: Readonly<Record<string, string>> = {
  sites: 'web',
  sauvegarde: 'backup',
  formations: 'training',
  urgence: 'emergency',
};

/** The part of an entry that says what it is for. */
export interface Purpose {
  readonly kind?: string;
  readonly pool?: string | null;
  readonly member?: string | null;
}

/** A word typed for what hours were for: a pool, an absence, something unplanned, else a member. */
export function readPurpose(text: string): Purpose {
  const word = text.toLowerCase();
  const pool = poolOf(word);
  if (pool) return { pool };
  const kind = keyOf(kinds, word);
  return kind ? { kind } : { member: text };
}

/** « la-recre », « mail (theatre) », « absence ». */
export function purposeText({ kind = '', pool, member }: Purpose, say: Say): string {
  if (!pool) return member ?? wordOf(kinds, kind, say);
  const word = wordOf(pools, pool, say);
  return member ? `${word} (${member})` : word;
}

/** The API's name of a pool, from that name or the word people say in either language; else as typed. */
export const readPool = (text: string): string => poolOf(text.toLowerCase()) ?? text;

const poolOf = (word: string): string | undefined => keyOf(pools, word) ?? alsoPools[word];

export const poolWord = (pool: string, say: Say): string => wordOf(pools, pool, say);
export const entryState = (state: string, say: Say): string => wordOf(states, state, say);

/** When hours were worked, as the API takes it. */
export interface When {
  readonly half?: 'morning' | 'afternoon';
  readonly start?: string;
  readonly end?: string;
  readonly minutes?: number;
}

/** `morning`, `9:00-12:30`, `9h-12h30`, `1h30`, `90`: half a day, a start and an end, or how long; undefined otherwise. */
export function readWhen(text: string): When | undefined {
  const word = text.toLowerCase().trim();
  if (/^(?:morning|matin)$/.test(word)) return { half: 'morning' };
  if (/^(?:afternoon|apr[eè]s-midi)$/.test(word)) return { half: 'afternoon' };
  const [, from, to] = /^(\d\d?(?:[:h]\d\d|h)?)\s*[-–]\s*(\d\d?(?:[:h]\d\d|h)?)$/.exec(word) ?? [];
  if (from !== undefined && to !== undefined) return { start: clockOf(from), end: clockOf(to) };
  const [, hours, rest] = /^(\d\d?)h(\d\d)?$/.exec(word) ?? [];
  if (hours !== undefined) return { minutes: Number(hours) * 60 + Number(rest ?? 0) };
  const [, minutes] = /^(\d{1,3})(?: ?min)?$/.exec(word) ?? [];
  return minutes === undefined ? undefined : { minutes: Number(minutes) };
}

/** 9, 9h, 9h30 and 9:30 as 09:00 and 09:30. */
export function clockOf(text: string): string {
  const [hours = '', minutes = ''] = text.split(/[:h]/);
  return `${hours.padStart(2, '0')}:${minutes || '00'}`;
}

/** 210 minutes as 3:30; nothing for none. */
export function hours(minutes: number): string {
  if (minutes === 0) return '';
  const sign = minutes < 0 ? '−' : '';
  const length = Math.abs(minutes);
  return `${sign}${Math.floor(length / 60)}:${String(length % 60).padStart(2, '0')}`;
}

/** A day typed as a word, or as French people write it, as the API takes it. */
export function readDay(text: string, today: string): string {
  const word = text.toLowerCase();
  if (/^(?:today|aujourd['’]hui)$/.test(word)) return today;
  if (/^(?:yesterday|hier)$/.test(word)) return dayBefore(today);
  const [, day = '', month = '', year] = /^(\d\d?)\/(\d\d?)\/(\d{4})$/.exec(word) ?? [];
  return year === undefined ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** The day it is where the members live. */
export function localDay(now: Date): string {
  return new Intl.DateTimeFormat('fr-CA', { dateStyle: 'short', timeZone: 'Europe/Paris' }).format(now);
}

const keyOf = (words: Readonly<Record<string, Word>>, text: string): string | undefined =>
  Object.keys(words).find(key => key === text || words[key]?.includes(text));
const wordOf = (words: Readonly<Record<string, Word>>, key: string, say: Say): string =>
  Object.hasOwn(words, key) ? say(...(words[key] as Word)) : key;
