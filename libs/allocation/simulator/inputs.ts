import { type Rational, rational } from './rational.js';

/** Which days a part is said to make available: months of work, presences of the twelve months, own days alone. */
export const denominators = ['months', 'presences', 'own-days'] as const;
export type Denominator = (typeof denominators)[number];

/** What the simulation starts from. Money in cents, days and parts as exact fractions. */
export interface FoundingInputs {
  /** Cost of a year, in cents. */
  readonly cost: Rational;
  /** Fraction of a full post. */
  readonly post: Rational;
  readonly daysPerMonth: Rational;
  /** Months of work in a year, which is also the days a part buys: one a month. */
  readonly months: Rational;
  readonly ownDays: Rational;
  readonly collectiveDays: Rational;
  /** Price of a part for a year, in cents. */
  readonly tariff: Rational;
  readonly partsSold: Rational;
  /** Most a day made available may cost, in cents. */
  readonly ceiling: Rational;
  readonly hoursPerDay: Rational;
  /** Lowest and highest price of a day on the market, in cents. */
  readonly marketLow: Rational;
  readonly marketHigh: Rational;
  /** Collective days worked in a year that the practice table looks at. */
  readonly practice: readonly Rational[];
  readonly denominator: Denominator;
}

/** A full post works 20 days a month; of a year's 365 days, weekends, leave and holidays on weekdays go off. */
export const fullPost = {
  daysPerMonth: rational(20n),
  daysPerYear: rational(365n - 104n - 25n - 9n),
  monthsPerYear: rational(12n),
};

/** The figures of the founding document. */
export const foundingInputs: FoundingInputs = {
  cost: rational(2_400_000n),
  post: rational(3n, 5n),
  daysPerMonth: rational(12n),
  months: rational(11n),
  ownDays: rational(9n),
  collectiveDays: rational(2n),
  tariff: rational(200_000n),
  partsSold: rational(12n),
  ceiling: rational(18_000n),
  hoursPerDay: rational(7n),
  marketLow: rational(25_000n),
  marketHigh: rational(60_000n),
  practice: [rational(20n), rational(24n), rational(264n, 10n), rational(30n)],
  denominator: 'months',
};

/** Days a part says to make available, by the denominator asked for. */
export function availableDays({ denominator, months, ownDays }: FoundingInputs): Rational {
  if (denominator === 'presences') return fullPost.monthsPerYear;
  return denominator === 'own-days' ? ownDays : months;
}
