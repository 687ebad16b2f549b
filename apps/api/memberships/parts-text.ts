import { founding } from '@amie/database';
import type { Language } from '@amie/values';

const mostHalves = 2_000;

/** Parts as people write them, `3`, `1.5` or `1,5`, as a count of halves; undefined when they are neither whole nor half. */
export function halvesOf(parts: string | number): number | undefined {
  const [, whole = '', half] = /^(\d{1,4})(?:[.,]([05]))?$/.exec(String(parts).trim()) ?? [];
  if (whole === '') return undefined;
  const halves = Number(whole) * 2 + (half === '5' ? 1 : 0);
  return halves <= mostHalves ? halves : undefined;
}

/** A count of halves as parts, without any rounding: 3 is `1.5`. */
export function partsOf(halves: number): string {
  return halves % 2 === 0 ? String(halves / 2) : `${(halves - 1) / 2}.5`;
}

const quarters = ['', '¼', '½', '¾'] as const;

/**
 * Micro-minutes as days of so many minutes: whole days and quarters where they are exact, else days, hours and minutes
 * (to the nearest minute). Never a decimal. « 13 ½ j », "2 d 3 h 05".
 */
export function daysText(umin: bigint, language: Language, perDay: bigint = founding.minutesPerDay): string {
  const sign = umin < 0n ? '−' : '';
  const minutes = ((umin < 0n ? -umin : umin) + 500_000n) / 1_000_000n;
  const word = language === 'fr' ? 'j' : 'd';
  const days = minutes / perDay;
  const rest = minutes % perDay;
  if ((rest * 4n) % perDay === 0n) {
    const parts = [days > 0n || rest === 0n ? String(days) : '', quarters[Number((rest * 4n) / perDay)] ?? ''];
    return `${sign}${parts.filter(Boolean).join(' ')} ${word}`;
  }
  return `${sign}${days > 0n ? `${days} ${word} ` : ''}${hoursText(rest)}`;
}

function hoursText(minutes: bigint): string {
  if (minutes < 60n) return `${minutes} min`;
  const rest = minutes % 60n;
  return rest === 0n ? `${minutes / 60n} h` : `${minutes / 60n} h ${String(rest).padStart(2, '0')}`;
}
