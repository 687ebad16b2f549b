import type { Amounts, Engine, Steps } from '../support/allocation/engine.js';
import {
  centsSumToTheCost,
  nobodyPaysForNothing,
  nothingIsNegative,
  orderNeverMatters,
  sharesKeepQuota,
  sumsAreExact,
  unitsGoToTheLargestRemainders,
  unitsOfAMeterDoNotMatter,
  whatNobodyUsedFallsToParts,
  type Property,
} from '../support/allocation/properties.js';

/** A defect seen elsewhere, put into one step of the engine, and the property that must refuse it. */
export interface BrokenEngine {
  /** Line of the register of defects. */
  readonly line: 'W1' | 'W2' | 'W3' | 'W4' | 'W5' | 'W6' | 'W20' | 'W21';
  readonly defect: string;
  readonly broken: Partial<Steps>;
  readonly refusedBy: Property;
}

const whole = (weights: Amounts): bigint => [...weights.values()].reduce((sum, weight) => sum + weight, 0n);
const each = (weights: Amounts, share: (weight: bigint, place: number) => bigint): Map<string, bigint> =>
  new Map([...weights].map(([name, weight], place) => [name, share(weight, place)]));

const nothing: Engine['divide'] = (_, weights) => each(weights, () => 0n);

const byFloats: Engine['divide'] = (total, weights) =>
  each(weights, weight => BigInt(Math.floor(Number(total) * (Number(weight) / Number(whole(weights))))));

const halfUp: Engine['divide'] = (total, weights) =>
  each(weights, weight => (2n * total * weight + whole(weights)) / (2n * whole(weights)));

// Everyone rounded up, the last one taking what is left: less than nothing when there is little to share.
const lastTakesTheRest: Engine['divide'] = (total, weights) => {
  const up = each(weights, weight => (total * weight + whole(weights) - 1n) / whole(weights));
  const last = [...weights.keys()].at(-1) ?? '';
  return up.set(last, total - whole(up) + (up.get(last) ?? 0n));
};

const firstTakesTheRemainder: Engine['divide'] = (total, weights) => {
  const down = each(weights, weight => (total * weight) / whole(weights));
  const [first = ''] = weights.keys();
  return down.set(first, (down.get(first) ?? 0n) + total - whole(down));
};

type Rank = (weight: bigint, total: bigint, of: bigint) => number;

/** Units left go one each by a rank, the highest first; among equals in the order given. */
const unitsBy =
  (rank: Rank): Engine['divide'] =>
  (total, weights) => {
    const sum = whole(weights);
    const shares = each(weights, weight => (total * weight) / sum);
    const ranked = [...weights]
      .map(([name, weight]) => ({ name, rank: rank(weight, total, sum) }))
      .toSorted((one, other) => other.rank - one.rank);
    const left = Number(total - whole(shares));
    for (const { name } of ranked.slice(0, left)) shares.set(name, (shares.get(name) ?? 0n) + 1n);
    return shares;
  };

const largestRatio = unitsBy(weight => Number(weight));
const inTheOrderGiven = unitsBy(() => 0);
/** Exact remainders, ranked as floats. */
export const largestFraction = unitsBy((weight, total, of) => Number((total * weight) % of) / Number(of));
const largestFloatFraction = unitsBy((weight, total, of) => ((Number(total) * Number(weight)) / Number(of)) % 1);

/** Defects of the register that an engine of shares can have, each in the step where it was found. */
export const brokenEngines: readonly BrokenEngine[] = [
  {
    line: 'W1',
    defect: 'what nobody used is shared with nobody',
    broken: { whenUnused: nothing },
    refusedBy: sumsAreExact,
  },
  {
    line: 'W1',
    defect: 'what nobody used goes to the first in the list',
    broken: { whenUnused: firstTakesTheRemainder },
    refusedBy: whatNobodyUsedFallsToParts,
  },
  {
    line: 'W2',
    defect: 'what the house took is not spread again',
    broken: { spreadHouse: nothing },
    refusedBy: sumsAreExact,
  },
  {
    line: 'W2',
    defect: 'what the cap cut vanishes from the total',
    broken: { spreadExcess: nothing },
    refusedBy: sumsAreExact,
  },
  {
    line: 'W2',
    defect: 'a shared cost goes below zero for the last',
    broken: { divide: lastTakesTheRest },
    refusedBy: nothingIsNegative,
  },
  { line: 'W3', defect: 'shares are computed in floats', broken: { divide: byFloats }, refusedBy: sumsAreExact },
  {
    line: 'W4',
    defect: 'the first takes the whole remainder',
    broken: { divide: firstTakesTheRemainder },
    refusedBy: sharesKeepQuota,
  },
  {
    line: 'W4',
    defect: 'the largest take the units left',
    broken: { divide: largestRatio },
    refusedBy: unitsGoToTheLargestRemainders,
  },
  {
    line: 'W4',
    defect: 'ties go to whoever is named first',
    broken: { divide: largestFraction },
    refusedBy: orderNeverMatters,
  },
  {
    line: 'W5',
    defect: 'remainders are what a float has after its point',
    broken: { divide: largestFloatFraction },
    refusedBy: unitsGoToTheLargestRemainders,
  },
  {
    line: 'W6',
    defect: 'a unit is given to a weight of zero',
    broken: { divide: inTheOrderGiven },
    refusedBy: nobodyPaysForNothing,
  },
  {
    line: 'W20',
    defect: 'a heavy use counts no more than a middling one, whatever the policy says',
    broken: { weigh: weight => (weight > 1_000_000n ? 1_000_000n : weight) },
    refusedBy: unitsOfAMeterDoNotMatter,
  },
  {
    line: 'W21',
    defect: 'each share is rounded for itself, and the cost needs a row of rounding',
    broken: { divide: halfUp },
    refusedBy: centsSumToTheCost,
  },
];
