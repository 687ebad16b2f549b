import { moneyText, numberText, type Pool, rational } from '@amie/allocation';
import type { Language } from '@amie/values';
import { poolName } from '../shares/meter-words.js';

/** Words of the sheet and of the proof, in French (the source) and English. */
export const words = {
  fr: {
    title: (year: number) => `Relevé ${year}`,
    of: (name: string, year: number) => `${name}, relevé ${year}`,
    subject: 'Part des journées collectives, coût réel et provisions de l’année',
    final: 'Définitif : tous les mois sont clos.',
    provisional: 'Provisoire : l’année n’est pas entièrement close.',
    asOf: (date: string) => `État au ${date}.`,
    days: 'Journées de l’association',
    own: 'Individuelles',
    collective: 'Collectives',
    planned: 'Prévues',
    used: 'Utilisées',
    left: 'Restantes',
    kind: 'Journées',
    minutes: 'Minutes collectives par mois',
    pool: 'Poste',
    total: 'Total',
    euros: 'Coût réel réparti, au centime',
    month: 'Mois',
    state: 'État',
    cost: 'Coût du mois',
    key: 'Clé (min)',
    keyTotal: 'Clé de tous',
    due: 'Dû',
    byParts: 'Selon les parts',
    provisions: 'Provisions',
    earlier: 'Corrections d’années passées',
    earlierShort: 'Antérieur',
    trueUp: 'Solde',
    soFar: 'À ce jour',
    toPay: 'Reste à régler',
    toReturn: 'À restituer',
    settled: 'Compte soldé',
    closed: 'clos',
    open: 'provisoire',
    shares: 'Part de chaque association dans les journées collectives',
    others: (count: number) => `${count} autres associations`,
    remarks: 'À savoir',
    digests: 'Empreintes des mois (SHA-256)',
    verify: (slug: string, year: number) =>
      `Chaque chiffre en bleu ouvre son explication, jusqu’au relevé du compteur. Minutes arrondies dans les deux sens (à 1 près) ; les valeurs exactes et la preuve : amie statement ${slug} ${year} --format json, amie proof ${year}.`,
    explains: (what: string) => `Explication : ${what}`,
    none: 'aucune remarque',
    allYear: 'toute l’année',
  },
  en: {
    title: (year: number) => `Statement ${year}`,
    of: (name: string, year: number) => `${name}, statement ${year}`,
    subject: 'Share of the collective days, real cost and provisions of the year',
    final: 'Final: every month is closed.',
    provisional: 'Provisional: the year is not wholly closed.',
    asOf: (date: string) => `As of ${date}.`,
    days: 'Days of the member',
    own: 'Individual',
    collective: 'Collective',
    planned: 'Planned',
    used: 'Used',
    left: 'Left',
    kind: 'Days',
    minutes: 'Collective minutes by month',
    pool: 'Pool',
    total: 'Total',
    euros: 'Real cost shared, to the cent',
    month: 'Month',
    state: 'State',
    cost: 'Cost of month',
    key: 'Key (min)',
    keyTotal: 'Key of all',
    due: 'Due',
    byParts: 'By parts alone',
    provisions: 'Provisions',
    earlier: 'Corrections of earlier years',
    earlierShort: 'Earlier',
    trueUp: 'True-up',
    soFar: 'So far',
    toPay: 'Left to pay',
    toReturn: 'To be returned',
    settled: 'Settled',
    closed: 'closed',
    open: 'provisional',
    shares: 'Share of each member in the collective days',
    others: (count: number) => `${count} other members`,
    remarks: 'To know',
    digests: 'Digests of the months (SHA-256)',
    verify: (slug: string, year: number) =>
      `Every figure in blue opens its explanation, down to the reading of the meter. Minutes are rounded both ways (within 1); exact values and proof: amie statement ${slug} ${year} --format json, amie proof ${year}.`,
    explains: (what: string) => `Explanation: ${what}`,
    none: 'no remark',
    allYear: 'all year',
  },
} as const;

/** A pool as it begins a line. */
export function poolWord(pool: Pool, language: Language): string {
  const name = poolName(pool, language);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

const months = {
  fr: ['janv.', 'févr.', 'mars', 'avr.', 'mai', 'juin', 'juil.', 'août', 'sept.', 'oct.', 'nov.', 'déc.'],
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
} as const;

/** `2025-10` as `oct.`, `Oct`. */
export const monthWord = (month: string, language: Language): string =>
  months[language][Number(month.slice(5)) - 1] ?? month;

/** Cents as money. */
export const money = (cents: bigint, language: Language): string => moneyText(rational(cents), language);

/** Micro-minutes as days of so many minutes, two decimals. */
export const days = (umin: bigint, minutesPerDay: bigint, language: Language): string =>
  numberText(rational(umin, 1_000_000n * minutesPerDay), 2, language);

/** Micro-minutes as the nearest whole minute. */
export const nearestMinute = (umin: bigint): bigint => (umin + (umin < 0n ? -500_000n : 500_000n)) / 1_000_000n;

/** Micro-minutes as minutes with every decimal there is. */
export const exactMinutes = (umin: bigint, language: Language): string =>
  numberText(rational(umin, 1_000_000n), 6, language);

export const wholeNumber = (count: bigint, language: Language): string => numberText(rational(count), 0, language);

/** `24/11/2026`, in Europe/Paris. */
export const date = (at: Date, language: Language): string =>
  new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    timeZone: 'Europe/Paris',
  }).format(at);
