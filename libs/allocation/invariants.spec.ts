import { describe, it } from '@jest/globals';
import { library } from '../../test/support/allocation/engine.js';
import * as properties from '../../test/support/allocation/properties.js';

// A property throws with the smallest case against it.
const expectHolds = (property: properties.Property): void => property(library);

describe('any pool shared', () => {
  it('invariant 1: sums to its minutes times 1,000,000, and so does every step', () =>
    expectHolds(properties.sumsAreExact));
  it('invariant 2: gives nobody a negative amount', () => expectHolds(properties.nothingIsNegative));
  it('invariant 3: does not depend on the order of anything', () => expectHolds(properties.orderNeverMatters));
  it('invariant 4: lets a name settle ties alone', () => expectHolds(properties.namesOnlySettleTies));
  it('invariant 5: keeps every split within one unit of its exact shares', () =>
    expectHolds(properties.sharesKeepQuota));
  it('invariant 5: gives the units left to the largest remainders, compared exactly', () =>
    expectHolds(properties.unitsGoToTheLargestRemainders));
  it('invariant 6: asks nothing of who has no parts and no use', () => expectHolds(properties.nobodyPaysForNothing));
  it('invariant 7: asks for the share of solidarity at least, before the cap', () =>
    expectHolds(properties.solidarityIsTheFloor));
  it('invariant 8: asks nobody for more than the cap', () => expectHolds(properties.nobodyIsAboveTheCap));
  it('invariant 9: shares by parts what nobody used, and says so', () =>
    expectHolds(properties.whatNobodyUsedFallsToParts));
  it('invariant 10: never asks less of who uses more', () => expectHolds(properties.usingMoreNeverCostsLess));
  it('invariant 11: asks the same of equals, a unit a step apart at most', () =>
    expectHolds(properties.equalsBearTheSame));
  it('invariant 12: is neutral to a member that becomes two', () =>
    expectHolds(properties.splittingAMemberChangesNothing));
  it('invariant 13: is the same whatever unit a meter counts in', () =>
    expectHolds(properties.unitsOfAMeterDoNotMatter));
  it('invariant 24: splits a cost to the cent, and what was called plus what is due is the cost', () =>
    expectHolds(properties.centsSumToTheCost));
});
