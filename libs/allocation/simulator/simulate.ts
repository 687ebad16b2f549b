import { type Constraint, constraintsOf } from './constraints.js';
import { type FoundingInputs, fullPost } from './inputs.js';
import { minus, over, type Rational, rational, times } from './rational.js';

/** Figures of the founding document's page, exact; money in cents, days, parts, minutes. */
export interface Figures {
  /** Parts on offer: one presence a month each. */
  readonly capacity: Rational;
  /** Price of a part that pays the cost: with all parts sold, and with those sold now. */
  readonly breakEvenAll: Rational;
  readonly breakEvenSold: Rational;
  readonly yearDays: Rational;
  readonly ownYearDays: Rational;
  readonly collectiveYearDays: Rational;
  readonly collectiveMinutes: Rational;
  readonly ownFraction: Rational;
  readonly collectiveFraction: Rational;
  /** Price of a day: over the months of work, over the twelve presences, over the own days. */
  readonly dayPrice: { readonly months: Rational; readonly presences: Rational; readonly ownDays?: Rational };
  /** The highest price of a part that keeps the ceiling, and how many parts would pay the cost at that price. */
  readonly highestTariff: Rational;
  readonly partsAtHighestTariff: Rational;
  /** Cost less what the parts sold pay: what must come from elsewhere; below 0, what is left. */
  readonly subsidy: Rational;
  readonly subsidyFraction: Rational;
  readonly costOfFullPost: Rational;
  readonly partsOfFullPost: Rational;
  /** Price of a part whatever the post: growth alone never lowers it. */
  readonly priceAtAnyPost: Rational;
  readonly workableDays: Rational;
  readonly marginDays: Rational;
  readonly usedFraction: Rational;
  readonly savingLow: Rational;
  readonly savingHigh: Rational;
}

/** One line of practice: what a part gets for itself when so many collective days were worked in a year. */
export interface PracticeLine {
  readonly collectiveDays: Rational;
  readonly collectivePerPart: Rational;
  readonly ownPerPart: Rational;
}

/** The founding page for some inputs: figures, practice, and each constraint kept or broken. */
export interface Simulation {
  readonly inputs: FoundingInputs;
  readonly figures: Figures;
  readonly practice: readonly PracticeLine[];
  readonly constraints: readonly Constraint[];
}

/** Computes the founding document's page (design 2.10), in exact fractions; rounds nothing. */
export function simulate(inputs: FoundingInputs): Simulation {
  return { inputs, figures: figuresOf(inputs), practice: practiceOf(inputs), constraints: constraintsOf(inputs) };
}

function figuresOf(inputs: FoundingInputs): Figures {
  return { ...daysOf(inputs), ...pricesOf(inputs), ...scaleOf(inputs) };
}

function daysOf({ daysPerMonth, months, ownDays, collectiveDays, hoursPerDay, post }: FoundingInputs) {
  const yearDays = times(daysPerMonth, months);
  const collectiveYearDays = times(daysPerMonth, collectiveDays);
  const ownYearDays = times(daysPerMonth, ownDays);
  const workableDays = times(post, fullPost.daysPerYear);
  return {
    capacity: daysPerMonth,
    yearDays,
    ownYearDays,
    collectiveYearDays,
    collectiveMinutes: times(collectiveYearDays, times(hoursPerDay, rational(60n))),
    ownFraction: over(ownYearDays, yearDays),
    collectiveFraction: over(collectiveYearDays, yearDays),
    workableDays,
    marginDays: minus(workableDays, yearDays),
    usedFraction: over(yearDays, workableDays),
  };
}

function pricesOf(inputs: FoundingInputs) {
  const { cost, tariff, months, ownDays, partsSold, ceiling, daysPerMonth, marketLow, marketHigh } = inputs;
  const highestTariff = times(ceiling, months);
  const subsidy = minus(cost, times(partsSold, tariff));
  return {
    breakEvenAll: over(cost, daysPerMonth),
    breakEvenSold: over(cost, partsSold),
    dayPrice: {
      months: over(tariff, months),
      presences: over(tariff, fullPost.monthsPerYear),
      ...(ownDays.num > 0n && { ownDays: over(tariff, ownDays) }),
    },
    highestTariff,
    partsAtHighestTariff: over(cost, highestTariff),
    subsidy,
    subsidyFraction: over(subsidy, cost),
    savingLow: minus(times(months, marketLow), tariff),
    savingHigh: minus(times(months, marketHigh), tariff),
  };
}

function scaleOf({ cost, post, daysPerMonth }: FoundingInputs) {
  const costOfFullPost = over(cost, post);
  const partsOfFullPost = over(daysPerMonth, post);
  return { costOfFullPost, partsOfFullPost, priceAtAnyPost: over(costOfFullPost, partsOfFullPost) };
}

function practiceOf({ practice, partsSold, months }: FoundingInputs): PracticeLine[] {
  return practice.map(collectiveDays => {
    const collectivePerPart = over(collectiveDays, partsSold);
    return { collectiveDays, collectivePerPart, ownPerPart: minus(months, collectivePerPart) };
  });
}
