import {
  availableDays,
  type Constraint,
  decimal,
  type FigureUnit,
  type FoundingInputs,
  moneyText,
  numberText,
  type Rational,
  readable,
  type Remedy,
  type Simulation,
  unitOf,
} from '@amie/allocation';
import type { Language, Say } from './words.js';

interface Speaker {
  readonly say: Say;
  readonly language: Language;
}

type Words = readonly [french: string, english: string];

/** A figure with its unit: `181,82 €`, `9,33 jours`. */
export function figureText(value: Rational, unit: FigureUnit, { say, language }: Speaker): string {
  if (unit === 'cents') return moneyText(value, language);
  const read = readable(value, unit);
  const number = numberText(read.value, unit === 'percent' ? 1 : shortest(read.value, read.places), language);
  const [french, english] = unitWords[unit];
  return say(`${number}${french}`, `${number}${english}`);
}

// 26,4 and not 26,40: only money has a fixed number of decimals.
function shortest(value: Rational, places: number): number {
  const trimmed = decimal(value, places).replace(/\.?0+$/, '');
  return places === 0 ? 0 : (trimmed.split('.')[1] ?? '').length;
}

const unitWords = {
  days: [' j', ' d'],
  months: [' mois', ' months'],
  parts: [' parts', ' parts'],
  minutes: [' min', ' min'],
  post: [' poste', ' post'],
  percent: ['\u202f%', '%'],
  hours: [' h', ' h'],
} as const satisfies Record<Exclude<FigureUnit, 'cents'>, Words>;

/** What the simulation started from, in one line. */
export function inputsLine({ inputs }: Simulation, speaker: Speaker): string {
  const show = (value: Rational, unit: FigureUnit) => figureText(value, unit, speaker);
  const [cost, tariff, ceiling] = [inputs.cost, inputs.tariff, inputs.ceiling].map(value => show(value, 'cents'));
  const [perMonth, own, collective] = [inputs.daysPerMonth, inputs.ownDays, inputs.collectiveDays].map(value =>
    show(value, 'days'),
  );
  const [sold, post] = [show(inputs.partsSold, 'parts'), show(inputs.post, 'post')];
  return speaker.say(
    `${cost} par an, ${post}, ${perMonth} par mois ; ${sold} à ${tariff} : ${own} + ${collective} ; plafond ${ceiling}.`,
    `${cost} a year, ${post}, ${perMonth} a month; ${sold} at ${tariff}: ${own} + ${collective}; ceiling ${ceiling}.`,
  );
}

type Line = readonly [...Words, ...(readonly [Rational, FigureUnit])[]];

/** The figures, one a line. */
export function figureLines({ figures }: Simulation, speaker: Speaker): string[] {
  const { dayPrice } = figures;
  const lines: Line[] = [
    ['Parts offertes', 'Parts on offer', [figures.capacity, 'parts']],
    ['Part à l’équilibre, toutes vendues', 'Price that pays, all parts sold', [figures.breakEvenAll, 'cents']],
    ['Part à l’équilibre, parts vendues', 'Price that pays, parts sold', [figures.breakEvenSold, 'cents']],
    ['Jours de l’année', 'Days of the year', [figures.yearDays, 'days']],
    ['  individuels', '  own', [figures.ownYearDays, 'days'], [figures.ownFraction, 'percent']],
    [
      '  collectifs',
      '  collective',
      [figures.collectiveYearDays, 'days'],
      [figures.collectiveFraction, 'percent'],
      [figures.collectiveMinutes, 'minutes'],
    ],
    ['Un jour, sur les mois travaillés', 'A day, over the months worked', [dayPrice.months, 'cents']],
    ['Un jour, sur 12 présences', 'A day, over 12 presences', [dayPrice.presences, 'cents']],
    ...overOwnDays(dayPrice.ownDays),
    ['Part la plus chère sous le plafond', 'Highest price under the ceiling', [figures.highestTariff, 'cents']],
    ['  parts qu’il faudrait à ce prix', '  parts needed at that price', [figures.partsAtHighestTariff, 'parts']],
    ['Subvention à trouver', 'Subsidy to find', [figures.subsidy, 'cents'], [figures.subsidyFraction, 'percent']],
    ['Un poste entier', 'A full post', [figures.costOfFullPost, 'cents'], [figures.partsOfFullPost, 'parts']],
    [
      '  prix d’une part, quel que soit le poste',
      '  price of a part, whatever the post',
      [figures.priceAtAnyPost, 'cents'],
    ],
    ['Jours que le poste permet', 'Days the post allows', [figures.workableDays, 'days']],
    ['  marge', '  margin', [figures.marginDays, 'days'], [figures.usedFraction, 'percent']],
    [
      'Économie d’une part sur le marché',
      'Saving of a part on the market',
      [figures.savingLow, 'cents'],
      [figures.savingHigh, 'cents'],
    ],
  ];
  const titles = lines.map(([french, english]) => speaker.say(french, english));
  const width = Math.max(...titles.map(title => title.length));
  return lines.map(([, , ...values], at) => {
    const shown = values.map(([value, unit]) => figureText(value, unit, speaker));
    return `${(titles[at] ?? '').padEnd(width)}  ${shown.join(' · ')}`;
  });
}

function overOwnDays(price: Rational | undefined): Line[] {
  return price ? [['Un jour, sur les jours individuels', 'A day, over the own days', [price, 'cents']]] : [];
}

/** Each constraint, kept or broken, with the values that keep it. */
export function constraintLines({ inputs, constraints }: Simulation, speaker: Speaker): string[] {
  return constraints.flatMap(constraint => {
    const { code, have, relation, bound, unit, isKept, remedies } = constraint;
    const state = isKept ? speaker.say('tenue ', 'kept  ') : speaker.say('rompue', 'broken');
    const sides = `${figureText(have, unit, speaker)} ${(isKept ? signs : opposite)[relation]} ${figureText(bound, unit, speaker)}`;
    const words = code === 'ceiling' ? dayWords(inputs, speaker) : speaker.say(...constraintWords[code]);
    const head = speaker.say(`${state}  ${words} : ${sides}`, `${state}  ${words}: ${sides}`);
    return isKept ? [head] : [head, ...remedies.map(one => `          ${remedyText(one, speaker)}`)];
  });
}

// The finding of the founding document hangs on which days are counted: say which.
function dayWords(inputs: FoundingInputs, speaker: Speaker): string {
  const days = figureText(availableDays(inputs), 'days', speaker);
  return `${speaker.say(...constraintWords.ceiling)} (${days})`;
}

const signs = { 'at-most': '≤', 'at-least': '≥', exactly: '=' } as const;
const opposite = { 'at-most': '>', 'at-least': '<', exactly: '≠' } as const;

function remedyText({ lever, relation, value, isWithinReach }: Remedy, speaker: Speaker): string {
  const text = `${speaker.say(...leverWords[lever])} ${signs[relation]} ${figureText(value, unitOf(lever), speaker)}`;
  return isWithinReach ? text : `${text} (${speaker.say('hors d’atteinte', 'out of reach')})`;
}

const constraintWords: Record<Constraint['code'], Words> = {
  'days-add-up': ['jours individuels + collectifs, jours d’une part', 'own + collective days, days of a part'],
  capacity: ['parts vendues, parts offertes', 'parts sold, parts on offer'],
  presence: ['jours par mois, jours que permet le poste', 'days a month, days the post allows'],
  balance: ['recette des parts vendues, coût', 'income of the parts sold, cost'],
  ceiling: ['prix d’un jour mis à disposition, plafond', 'price of a day made available, ceiling'],
  'cost-under-ceiling': [
    'parts qui paieraient le coût sous le plafond, parts offertes',
    'parts that would pay the cost under the ceiling, parts on offer',
  ],
  'working-time': ['jours de l’année, jours que permet le poste', 'days of the year, days the post allows'],
};

const leverWords: Record<Remedy['lever'], Words> = {
  cost: ['coût', 'cost'],
  post: ['poste', 'post'],
  daysPerMonth: ['jours par mois', 'days a month'],
  months: ['mois travaillés', 'months worked'],
  ownDays: ['jours individuels', 'own days'],
  collectiveDays: ['jours collectifs', 'collective days'],
  tariff: ['prix d’une part', 'price of a part'],
  partsSold: ['parts vendues', 'parts sold'],
  ceiling: ['plafond', 'ceiling'],
};

/** What a part gets when so many collective days are worked. */
export function practiceLines({ practice }: Simulation, speaker: Speaker): string[] {
  const days = (value: Rational) => figureText(value, 'days', speaker);
  return practice.map(({ collectiveDays, collectivePerPart, ownPerPart }) =>
    speaker.say(
      `  ${days(collectiveDays)} collectifs : ${days(ownPerPart)} individuels + ${days(collectivePerPart)} par part`,
      `  ${days(collectiveDays)} collective: ${days(ownPerPart)} own + ${days(collectivePerPart)} a part`,
    ),
  );
}
