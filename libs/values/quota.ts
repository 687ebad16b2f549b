import type { Brand } from './brand.js';
import type { Language } from './language.js';
import { accepted, parseText, refused, unwrap, type Parsed } from './parsed.js';

/** A storage limit in KiB: a positive integer, at most 16 TiB. */
export type QuotaKib = Brand<number, 'QuotaKib'>;

const maximumKib = 16 * 1024 ** 3;

/**
 * KiB per unit. The units people write (Mo, GB) are read as powers of 1024, as mail programs and `ls -h` show them: so
 * « 500 Mo » is a whole number of KiB, and what was typed is what is stored.
 */
const kibPerUnit: ReadonlyMap<string, bigint> = new Map(
  ['k', 'm', 'g', 't'].flatMap((letter, power) =>
    ['', 'o', 'b', 'io', 'ib'].map(ending => [letter + ending, 1024n ** BigInt(power)] as const),
  ),
);

// Digits, or groups of three parted by (no-break) spaces; then a decimal part; then the unit.
const written = /^(\d{1,12}|\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,4})(?:[.,](\d{1,6}))?[ \u00a0\u202f]{0,4}([a-z]{0,3})$/i;

/** For JSON and rows: an integer number of KiB, never a text. */
export function parseQuotaKib(input: unknown): Parsed<QuotaKib> {
  if (typeof input !== 'number') return refused('quota-unreadable', typeof input === 'string' ? input : undefined);
  if (!Number.isInteger(input)) return refused('quota-not-integer', String(input));
  if (input <= 0) return refused('quota-not-positive', String(input));
  if (input > maximumKib) return refused('quota-too-large', String(input), { maximumKib });
  return accepted(input as QuotaKib);
}

/** As `parseQuotaKib`, or throws `ValueError`. */
export const getQuotaKib = (input: unknown): QuotaKib => unwrap(parseQuotaKib(input));

/** For people: « 500 Mo », « 1,5 Go », "2 GB". A number without unit is refused unless the caller knows the unit. */
export function parseQuotaText(input: unknown, defaultUnit?: string): Parsed<QuotaKib> {
  const text = parseText(input);
  if (!text.ok) return text;
  const match = written.exec(text.value);
  if (!match) return refused('quota-unreadable', text.value);
  const [, whole = '', decimals = '', letters = ''] = match;
  const unit = (letters || defaultUnit || '').toLowerCase();
  if (unit === '') return refused('quota-unit-missing', text.value);
  const kib = kibPerUnit.get(unit);
  if (kib === undefined) return refused('quota-unreadable', text.value);
  const scaled = BigInt(whole.replace(/\D/g, '') + decimals) * kib;
  const divisor = 10n ** BigInt(decimals.length);
  if (scaled % divisor !== 0n) return refused('quota-not-integer', text.value);
  return named(parseQuotaKib(Number(scaled / divisor)), text.value);
}

/** « 1,5 Go » or "1.5 GB": the largest unit that writes it in at most two decimals; `parseQuotaText` reads it back. */
export function formatQuota(quota: QuotaKib, language: Language): string {
  const units = language === 'fr' ? ['Ko', 'Mo', 'Go', 'To'] : ['KB', 'MB', 'GB', 'TB'];
  for (let power = units.length - 1; power > 0; power--) {
    const hundredths = (quota * 100) / 1024 ** power;
    if (hundredths < 100 || !Number.isInteger(hundredths)) continue;
    const amount = String(hundredths / 100).replace('.', language === 'fr' ? ',' : '.');
    return `${amount}\u00a0${units[power]}`;
  }
  return `${quota}\u00a0${units[0]}`;
}

/** The problem shows what was typed, not the number it became. */
function named(parsed: Parsed<QuotaKib>, text: string): Parsed<QuotaKib> {
  return parsed.ok ? parsed : refused(parsed.problem.code, text, parsed.problem.detail);
}
