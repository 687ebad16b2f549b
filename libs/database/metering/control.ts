import type { Key } from '@amie/reconcile';
import type { ReadingRow } from './words.js';

/** What a file system holds beside all subjects of a meter. */
export interface Residue {
  readonly total: bigint;
  readonly sum: bigint;
  /** The house's part; absent when a subject was, whose part it may be. */
  readonly rest: bigint | 'absent';
  /** Two percent of the total or more is not accounted for, or is counted twice. */
  readonly isSuspect: boolean;
}

/** Holds the sum of a meter's subjects against the file system's own total. */
export function holdAgainst(
  { meter, total }: { readonly meter: string; readonly total: bigint },
  given: readonly ReadingRow[],
): Residue {
  const values = given.filter(row => row.meter === meter).map(({ value }) => value);
  const sum = values.reduce<bigint>((all, value) => all + (value === 'absent' ? 0n : value), 0n);
  const rest = values.includes('absent') ? 'absent' : total > sum ? total - sum : 0n;
  const apart = total > sum ? total - sum : sum - total;
  return { total, sum, rest, isSuspect: apart > 0n && apart * 100n >= 2n * total };
}

/** The subject that stands for the rest; no member has such a slug. */
export function residueKey(meter: string): Key {
  return `residue/~house/${meter}`;
}
