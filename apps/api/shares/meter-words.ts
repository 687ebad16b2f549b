import { numberText, rational } from '@amie/allocation';
import { meters } from '@amie/services/resources';
import { type Language, meterWords, poolWords } from '@amie/values';

type Words = readonly [french: string, english: string];

const wordsIn = (words: Readonly<Record<string, Words>>, name: string, language: Language): string =>
  words[name]?.[language === 'fr' ? 0 : 1] ?? name;

export const meterName = (meter: string, language: Language): string => wordsIn(meterWords, meter, language);
export const poolName = (pool: string, language: Language): string => wordsIn(poolWords, pool, language);

const unitWords: Readonly<Record<string, Words>> = {
  bytes: ['octets', 'bytes'],
  messages: ['messages', 'messages'],
  'attendee-min': ['minutes de présence', 'minutes of attendance'],
  KiB: ['Kio·s', 'KiB·s'],
  part·s: ['part·s', 'part·s'],
};

/** What is counted where a unit has no name of its own. */
const nouns: Readonly<Record<string, Words>> = {
  'mail.boxes': ['boîtes', 'boxes'],
  'web.sites': ['sites', 'sites'],
  'backup.repos': ['dépôts', 'repositories'],
  'dir.entries': ['entrées', 'entries'],
};

const found = (meter: string) => meters.find(({ name }) => name === meter);

/** The unit a meter's month is counted in: gauges times seconds, the rest plain. */
export function keyUnit(meter: string | undefined, language: Language): string {
  if (meter !== undefined && nouns[meter]) return `${wordsIn(nouns, meter, language)}·s`;
  const unit = meter === undefined ? 'part·s' : (found(meter)?.unit ?? '');
  return wordsIn(unitWords, unit, language);
}

/**
 * What a gauge's month comes to for people (W16): how much on average, and for storage the GiB-days it weighs as;
 * nothing for what is simply summed.
 */
export function averageText(meter: string, amount: bigint, seconds: bigint, language: Language): string | undefined {
  const known = found(meter);
  if (known?.form !== 'gauge' || seconds === 0n) return undefined;
  const isStorage = known.unit === 'KiB';
  const say = ([french, english]: Words) => (language === 'fr' ? french : english);
  const told = (over: bigint) => numberText(rational(amount, over * (isStorage ? kibOfGib : 1n)), 1, language);
  const unit = isStorage ? say(['Gio', 'GiB']) : wordsIn(nouns, meter, language);
  const average = `${told(seconds)} ${unit} ${say(['en moyenne', 'on average'])}`;
  return isStorage ? `${told(86_400n)} ${say(['Gio·jours', 'GiB-days'])}, ${average}` : average;
}

const kibOfGib = 1_048_576n;

/** A meter that people book in the ledger, rather than a server's. */
export const isBooked = (meter: string): boolean => found(meter)?.form === 'event';

/** A gauge is read as it stands, and weighs by the seconds it stands so. */
export const isGauge = (meter: string): boolean => found(meter)?.form === 'gauge';

/** Micro-minutes as minutes with three decimals. */
export const minutesText = (umin: bigint, language: Language): string =>
  `${numberText(rational(umin, 1_000_000n), 3, language)} min`;

/** A whole number with its thousands apart. */
export const wholeText = (amount: bigint, language: Language): string => numberText(rational(amount, 1n), 0, language);

/** `61,50 %`. */
export function percentText(part: bigint, whole: bigint, language: Language): string {
  if (whole === 0n) return '';
  const number = numberText(rational(part * 100n, whole), 2, language);
  return language === 'fr' ? `${number}\u00a0%` : `${number}%`;
}
