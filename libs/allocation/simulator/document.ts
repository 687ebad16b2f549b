import type { Constraint, Lever } from './constraints.js';
import type { FoundingInputs } from './inputs.js';
import { decimal, fractionText, rational, type Rational, times } from './rational.js';
import type { Figures, Simulation } from './simulate.js';

/** What a figure counts. Money is computed in cents and shown in euros, a fraction of a whole is shown in percent. */
export type FigureUnit = 'cents' | 'days' | 'months' | 'parts' | 'minutes' | 'post' | 'percent' | 'hours';

/** A figure for JSON: the exact fraction in its unit, and the decimals people read (euros, percent). */
export interface FigureDocument {
  readonly unit: FigureUnit;
  readonly exact: string;
  readonly shown: string;
}

/** Unit of each input. */
export const inputUnits = {
  cost: 'cents',
  post: 'post',
  daysPerMonth: 'days',
  months: 'months',
  ownDays: 'days',
  collectiveDays: 'days',
  tariff: 'cents',
  partsSold: 'parts',
  ceiling: 'cents',
  hoursPerDay: 'hours',
  marketLow: 'cents',
  marketHigh: 'cents',
} as const satisfies Record<Exclude<keyof FoundingInputs, 'practice' | 'denominator'>, FigureUnit>;

const figureUnits = {
  capacity: 'parts',
  breakEvenAll: 'cents',
  breakEvenSold: 'cents',
  yearDays: 'days',
  ownYearDays: 'days',
  collectiveYearDays: 'days',
  collectiveMinutes: 'minutes',
  ownFraction: 'percent',
  collectiveFraction: 'percent',
  highestTariff: 'cents',
  partsAtHighestTariff: 'parts',
  subsidy: 'cents',
  subsidyFraction: 'percent',
  costOfFullPost: 'cents',
  partsOfFullPost: 'parts',
  priceAtAnyPost: 'cents',
  workableDays: 'days',
  marginDays: 'days',
  usedFraction: 'percent',
  savingLow: 'cents',
  savingHigh: 'cents',
} as const satisfies Record<Exclude<keyof Figures, 'dayPrice'>, FigureUnit>;

const places: Record<FigureUnit, number> = {
  cents: 2,
  days: 2,
  months: 2,
  parts: 2,
  minutes: 0,
  post: 3,
  percent: 1,
  hours: 2,
};

/** The fraction in the unit people read, and how many decimals of it. */
export function readable(value: Rational, unit: FigureUnit): { readonly value: Rational; readonly places: number } {
  if (unit === 'cents') return { value: times(value, rational(1n, 100n)), places: places[unit] };
  if (unit === 'percent') return { value: times(value, rational(100n)), places: places[unit] };
  return { value, places: value.den === 1n ? 0 : places[unit] };
}

export function figureDocument(value: Rational, unit: FigureUnit): FigureDocument {
  const read = readable(value, unit);
  return { unit, exact: fractionText(value), shown: decimal(read.value, read.places) };
}

/** A simulation as JSON: every figure with its exact fraction, nothing lost. */
export function simulationDocument({ inputs, figures, practice, constraints }: Simulation) {
  const days = (value: Rational) => figureDocument(value, 'days');
  const { months, presences, ownDays } = figures.dayPrice;
  return {
    inputs: {
      ...each(inputUnits, name => figureDocument(inputs[name], inputUnits[name])),
      practice: inputs.practice.map(days),
      denominator: inputs.denominator,
    },
    figures: {
      ...each(figureUnits, name => figureDocument(figures[name], figureUnits[name])),
      dayPrice: {
        months: figureDocument(months, 'cents'),
        presences: figureDocument(presences, 'cents'),
        ...(ownDays && { ownDays: figureDocument(ownDays, 'cents') }),
      },
    },
    practice: practice.map(line => ({
      collectiveDays: days(line.collectiveDays),
      collectivePerPart: days(line.collectivePerPart),
      ownPerPart: days(line.ownPerPart),
    })),
    constraints: constraints.map(constraintDocument),
  };
}

function each<Name extends string>(names: Readonly<Record<Name, unknown>>, of: (name: Name) => FigureDocument) {
  return Object.fromEntries((Object.keys(names) as Name[]).map(name => [name, of(name)])) as Record<
    Name,
    FigureDocument
  >;
}

function constraintDocument({ code, unit, have, relation, bound, isKept, remedies }: Constraint) {
  return {
    code,
    isKept,
    have: figureDocument(have, unit),
    relation,
    bound: figureDocument(bound, unit),
    remedies: remedies.map(remedy => ({ ...remedy, value: figureDocument(remedy.value, unitOf(remedy.lever)) })),
  };
}

/** Unit of an input that can be changed. */
export const unitOf = (lever: Lever): FigureUnit => inputUnits[lever];
