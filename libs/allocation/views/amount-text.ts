import { decimal, rational, type Rational } from '../simulator/rational.js';

/** An exact number as people write it, rounded half up for the eye: `1 980,00` in French, `1,980.00` in English. */
export function numberText(value: Rational, places: number, language: 'fr' | 'en'): string {
  const [whole = '0', decimals] = decimal(value, places).split('.');
  const [group, point] = language === 'fr' ? ['\u202f', ','] : [',', '.'];
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, group);
  const text = decimals === undefined ? grouped : `${grouped}${point}${decimals}`;
  // A true minus sign: a hyphen may break at the end of a line.
  return text.replace('-', '\u2212');
}

/** An amount of money: `1 980,00 €` in French, `€1,980.00` in English. */
export function moneyText(cents: Rational, language: 'fr' | 'en'): string {
  const text = numberText(rational(cents.num, cents.den * 100n), 2, language);
  if (language === 'fr') return `${text}\u00a0€`;
  return text.startsWith('\u2212') ? `\u2212€${text.slice(1)}` : `€${text}`;
}
