import { availableDays, type FoundingInputs, fullPost } from './inputs.js';
import { compare, minus, over, plus, type Rational, rational, roundedDown, roundedUp, times } from './rational.js';

/** An input that could be changed so that a constraint holds. */
export type Lever =
  | 'cost'
  | 'post'
  | 'daysPerMonth'
  | 'months'
  | 'ownDays'
  | 'collectiveDays'
  | 'tariff'
  | 'partsSold'
  | 'ceiling';

/** One value that keeps a constraint, the nearest one a person would use: a cent, half a part, a tenth of a day. */
export interface Remedy {
  readonly lever: Lever;
  readonly relation: 'at-least' | 'at-most' | 'exactly';
  readonly value: Rational;
  /** False where that value breaks what cannot be bent: more parts than there are presences, a year of over 12 months. */
  readonly isWithinReach: boolean;
}

/** One rule of the founding document: what is, what it is held against, and what would keep it. */
export interface Constraint {
  readonly code:
    | 'days-add-up'
    | 'capacity'
    | 'presence'
    | 'balance'
    | 'ceiling'
    | 'cost-under-ceiling'
    | 'working-time';
  readonly unit: 'cents' | 'days' | 'parts';
  readonly have: Rational;
  readonly relation: 'at-least' | 'at-most' | 'exactly';
  readonly bound: Rational;
  readonly isKept: boolean;
  /** Also told of a constraint that is kept: they are then its limits. */
  readonly remedies: readonly Remedy[];
}

const cent = rational(1n);
const halfPart = rational(1n, 2n);
const tenth = rational(1n, 10n);
const thousandth = rational(1n, 1000n);
const none = rational(0n);

/** Every constraint of the founding page, kept or broken, with the values that keep it. */
export function constraintsOf(inputs: FoundingInputs): Constraint[] {
  return [
    daysAddUp(inputs),
    capacity(inputs),
    presence(inputs),
    balance(inputs),
    ceiling(inputs),
    costUnderCeiling(inputs),
    workingTime(inputs),
  ];
}

function daysAddUp({ ownDays, collectiveDays, months }: FoundingInputs): Constraint {
  return constraint('days-add-up', 'days', plus(ownDays, collectiveDays), 'exactly', months, [
    remedy('ownDays', 'exactly', minus(months, collectiveDays)),
    remedy('collectiveDays', 'exactly', minus(months, ownDays)),
    yearOf('exactly', plus(ownDays, collectiveDays)),
  ]);
}

function capacity({ partsSold, daysPerMonth }: FoundingInputs): Constraint {
  return constraint('capacity', 'parts', partsSold, 'at-most', daysPerMonth, [
    remedy('partsSold', 'at-most', roundedDown(daysPerMonth, halfPart)),
    remedy('daysPerMonth', 'at-least', partsSold),
  ]);
}

function presence({ daysPerMonth, post }: FoundingInputs): Constraint {
  const bound = times(fullPost.daysPerMonth, post);
  return constraint('presence', 'days', daysPerMonth, 'at-most', bound, [
    remedy('daysPerMonth', 'at-most', roundedDown(bound, tenth)),
    remedy('post', 'at-least', over(daysPerMonth, fullPost.daysPerMonth)),
  ]);
}

function balance({ cost, tariff, partsSold, daysPerMonth }: FoundingInputs): Constraint {
  const income = times(partsSold, tariff);
  const needed = roundedUp(over(cost, tariff), halfPart);
  return constraint('balance', 'cents', income, 'at-least', cost, [
    remedy('tariff', 'at-least', roundedUp(over(cost, partsSold), cent)),
    { ...remedy('partsSold', 'at-least', needed), isWithinReach: compare(needed, daysPerMonth) <= 0n },
    remedy('cost', 'at-most', roundedDown(income, cent)),
  ]);
}

function ceiling(inputs: FoundingInputs): Constraint {
  const { tariff, denominator } = inputs;
  const available = availableDays(inputs);
  const enough = roundedUp(over(tariff, inputs.ceiling), tenth);
  return constraint('ceiling', 'cents', over(tariff, available), 'at-most', inputs.ceiling, [
    remedy('tariff', 'at-most', roundedDown(times(inputs.ceiling, available), cent)),
    remedy('ceiling', 'at-least', roundedUp(over(tariff, available), cent)),
    ...(denominator === 'months' ? [yearOf('at-least', enough)] : []),
    ...(denominator === 'own-days' ? [remedy('ownDays', 'at-least', enough)] : []),
  ]);
}

// How many whole parts at the highest price under the ceiling would pay the cost.
function costUnderCeiling(inputs: FoundingInputs): Constraint {
  const { cost, daysPerMonth } = inputs;
  const highest = times(inputs.ceiling, availableDays(inputs));
  const needed = roundedUp(over(cost, highest), rational(1n));
  const offered = roundedDown(daysPerMonth, rational(1n));
  const whole = compare(offered, none) > 0n;
  return constraint('cost-under-ceiling', 'parts', needed, 'at-most', daysPerMonth, [
    ...(whole ? [remedy('cost', 'at-most', roundedDown(times(offered, highest), cent))] : []),
    ...(whole
      ? [remedy('ceiling', 'at-least', roundedUp(over(cost, times(offered, availableDays(inputs))), cent))]
      : []),
    remedy('daysPerMonth', 'at-least', needed),
  ]);
}

function workingTime({ daysPerMonth, months, post }: FoundingInputs): Constraint {
  const worked = times(daysPerMonth, months);
  const workable = times(post, fullPost.daysPerYear);
  return constraint('working-time', 'days', worked, 'at-most', workable, [
    remedy('post', 'at-least', roundedUp(over(worked, fullPost.daysPerYear), thousandth)),
    remedy('daysPerMonth', 'at-most', roundedDown(over(workable, months), tenth)),
    yearOf('at-most', roundedDown(over(workable, daysPerMonth), tenth)),
  ]);
}

function constraint(
  code: Constraint['code'],
  unit: Constraint['unit'],
  have: Rational,
  relation: Constraint['relation'],
  bound: Rational,
  remedies: readonly Remedy[],
): Constraint {
  // Nothing is bought, worked or sold less than not at all.
  const possible = remedies.filter(({ value }) => compare(value, none) > 0n);
  return { code, unit, have, relation, bound, isKept: holds(have, relation, bound), remedies: possible };
}

function holds(have: Rational, relation: Constraint['relation'], bound: Rational): boolean {
  const order = compare(have, bound);
  if (relation === 'exactly') return order === 0n;
  return relation === 'at-most' ? order <= 0n : order >= 0n;
}

const remedy = (lever: Lever, relation: Remedy['relation'], value: Rational): Remedy => ({
  lever,
  relation,
  value,
  isWithinReach: true,
});

const yearOf = (relation: Remedy['relation'], months: Rational): Remedy => ({
  ...remedy('months', relation, months),
  isWithinReach: compare(months, fullPost.monthsPerYear) <= 0n,
});
