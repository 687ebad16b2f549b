import { moneyText, rational } from '@amie/allocation';
import { CommandFailure, exitCodes } from './exit-codes.js';
import type { Language, Say } from './words.js';

/** Cents as the API tells them, as money: `2 000,00 €`. */
export const moneyOf = (cents: string, language: Language): string => moneyText(rational(BigInt(cents)), language);

/** Euros as people type them (`2000`, `2 000,00`, `-12.50`) as cents; never through a float. */
export function readCents(text: string, say: Say): string {
  const match = /^(-?)(\d{1,12})(?:[.,](\d{1,2}))?$/.exec(text.replaceAll(/[\s\u00a0\u202f€]/g, ''));
  if (!match) {
    const french = `« ${text} » n’est pas un montant : écrivez 2000 ou 2000,50.`;
    throw new CommandFailure(say(french, `"${text}" is no amount: write 2000 or 2000.50.`), exitCodes.usage);
  }
  const [, sign = '', euros = '', decimals = ''] = match;
  const cents = BigInt(euros + decimals.padEnd(2, '0'));
  return cents === 0n ? '0' : `${sign}${cents}`;
}
