import { numberText, rational } from '@amie/allocation';
import type { Language } from './words.js';

/** Micro-minutes as minutes with three decimals; `signed` puts a plus before a gain. */
export function minutesOf(umin: string, language: Language, signed = false): string {
  const amount = BigInt(umin);
  return `${signed && amount > 0n ? '+' : ''}${numberText(rational(amount, 1_000_000n), 3, language)}`;
}

/** A whole number with its thousands apart. */
export const wholeOf = (amount: string, language: Language): string =>
  numberText(rational(BigInt(amount), 1n), 0, language);
