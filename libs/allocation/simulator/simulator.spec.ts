import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitCents } from '../cents.js';
import { hamilton } from '../hamilton.js';
import { allocatePool } from '../allocate-pool.js';
import { type FoundingInputs, foundingInputs } from './inputs.js';
import { parseInputs, SimulationError } from './parse-inputs.js';
import { decimal, fractionText, rational, type Rational } from './rational.js';
import { type Constraint, constraintsOf } from './constraints.js';
import { simulate } from './simulate.js';

const euros = ({ num, den }: Rational): string => decimal(rational(num, den * 100n), 2);

function named(inputs: FoundingInputs, code: Constraint['code']): Constraint {
  const found = constraintsOf(inputs).find(one => one.code === code);
  if (!found) throw new Error(code);
  return found;
}

const remedies = ({ remedies: all }: Constraint): Record<string, string> =>
  Object.fromEntries(all.map(({ lever, value }) => [lever, fractionText(value)]));

describe('the founding figures', () => {
  const { figures, practice } = simulate(foundingInputs);

  it('a part costs 2,000 with 12 sold, 2,400 with 10 and 2,181.82 with 11', () => {
    expect(fractionText(figures.capacity)).toBe('12');
    expect(euros(figures.breakEvenAll)).toBe('2000.00');
    const sold = (parts: bigint) =>
      euros(simulate({ ...foundingInputs, partsSold: rational(parts) }).figures.breakEvenSold);
    expect([sold(10n), sold(11n), sold(12n)]).toEqual(['2400.00', '2181.82', '2000.00']);
  });

  it('a part buys 9 + 2 days; a year is 132 days, 108 and 24 of them, 10,080 collective minutes', () => {
    const days = [figures.yearDays, figures.ownYearDays, figures.collectiveYearDays, figures.collectiveMinutes];
    expect(days.map(fractionText)).toEqual(['132', '108', '24', '10080']);
    const percent = (value: Rational) => decimal(rational(value.num * 100n, value.den), 1);
    expect([percent(figures.ownFraction), percent(figures.collectiveFraction)]).toEqual(['81.8', '18.2']);
  });

  it('a day costs 181.82 over 11 days, 166.67 over 12 presences, 222.22 over the 9 own ones', () => {
    const { months, presences, ownDays } = figures.dayPrice;
    expect([months, presences, ownDays ?? rational(0n)].map(euros)).toEqual(['181.82', '166.67', '222.22']);
    const at = (tariff: bigint) =>
      euros(simulate({ ...foundingInputs, tariff: rational(tariff) }).figures.dayPrice.months);
    expect([at(160_000n), at(150_000n)]).toEqual(['145.45', '136.36']);
  });

  it('1,980 is the highest price under the ceiling, and 24,000 would need 13 parts of 12', () => {
    expect(euros(figures.highestTariff)).toBe('1980.00');
    expect(fractionText(named(foundingInputs, 'cost-under-ceiling').have)).toBe('13');
    expect(named(foundingInputs, 'cost-under-ceiling').isKept).toBe(false);
    const presences = { ...foundingInputs, denominator: 'presences' } as const;
    expect(named(presences, 'cost-under-ceiling').isKept).toBe(true);
    expect(named(presences, 'ceiling').isKept).toBe(true);
  });

  it('needs 6,000 from elsewhere at 1,500, and 4,800 at 1,600', () => {
    const at = (tariff: bigint) => simulate({ ...foundingInputs, tariff: rational(tariff) }).figures;
    expect([at(150_000n), at(160_000n)].map(({ subsidy }) => euros(subsidy))).toEqual(['6000.00', '4800.00']);
    expect([at(150_000n), at(160_000n)].map(({ subsidyFraction }) => fractionText(subsidyFraction))).toEqual([
      '1/4',
      '1/5',
    ]);
  });

  it('keeps the price at 2,000 whatever the post: growth alone never lowers it', () => {
    expect([euros(figures.costOfFullPost), fractionText(figures.partsOfFullPost)]).toEqual(['40000.00', '20']);
    expect(euros(figures.priceAtAnyPost)).toBe('2000.00');
  });

  it('leaves 4.2 days for sickness and training: 96.9 % of 136.2 are used', () => {
    expect(decimal(figures.workableDays, 1)).toBe('136.2');
    expect(decimal(figures.marginDays, 1)).toBe('4.2');
    expect(decimal(rational(figures.usedFraction.num * 100n, figures.usedFraction.den), 1)).toBe('96.9');
  });

  it('shows what practice makes of 9 + 2', () => {
    expect(
      practice.map(line => [line.collectiveDays, line.collectivePerPart, line.ownPerPart].map(one => decimal(one, 2))),
    ).toEqual([
      ['20.00', '1.67', '9.33'],
      ['24.00', '2.00', '9.00'],
      ['26.40', '2.20', '8.80'],
      ['30.00', '2.50', '8.50'],
    ]);
  });

  it('saves 750 to 4,600 a part against the market', () => {
    expect([figures.savingLow, figures.savingHigh].map(euros)).toEqual(['750.00', '4600.00']);
  });

  it('invariant 30: simulator and ledger engines agree on the founding numbers', () => {
    const members = Array.from({ length: 12 }, (_, at) => `member-${at}`);
    const one = new Map(members.map(member => [member, 1n]));
    const due = splitCents(foundingInputs.cost.num, one, 'founding');
    expect(new Set(due.values())).toEqual(new Set([figures.breakEvenAll.num]));
    const rule = { salt: 's', solidarity: 10_000, drivers: [], cap: [3n, 1n], parts: one, usage: new Map() } as const;
    const shares = allocatePool({ ...rule, minutes: figures.collectiveMinutes.num });
    const perPart = new Set(Array.from(shares.umin.values(), umin => umin / 1_000_000n / 420n));
    expect(perPart).toEqual(new Set([foundingInputs.collectiveDays.num]));
    const own = hamilton(figures.ownYearDays.num, one, 'own');
    expect(new Set(own.values())).toEqual(new Set([foundingInputs.ownDays.num]));
  });
});

describe('a constraint', () => {
  it('that is broken names the values that would keep it', () => {
    const ceiling = named(foundingInputs, 'ceiling');
    expect(ceiling.isKept).toBe(false);
    expect(remedies(ceiling)).toEqual({ tariff: '198000', ceiling: '18182', months: '56/5' });
    expect(remedies(named(foundingInputs, 'cost-under-ceiling'))).toEqual({
      cost: '2376000',
      ceiling: '18182',
      daysPerMonth: '13',
    });
  });

  it('says when the value that would keep it is out of reach', () => {
    const balance = named({ ...foundingInputs, tariff: rational(150_000n) }, 'balance');
    expect(
      balance.remedies.map(({ lever, value, isWithinReach }) => [lever, fractionText(value), isWithinReach]),
    ).toEqual([
      ['tariff', '200000', true],
      ['partsSold', '16', false],
      ['cost', '1800000', true],
    ]);
  });

  it('is kept once any of its values is used', () => {
    const some = (low: number, high: number, den = 1n) =>
      fc.integer({ min: low, max: high }).map(num => rational(BigInt(num), den));
    const inputs = fc.record({
      cost: some(100_000, 9_000_000),
      post: some(10, 200, 100n),
      daysPerMonth: some(10, 400, 10n),
      months: some(60, 120, 10n),
      ownDays: some(0, 110, 10n),
      collectiveDays: some(0, 50, 10n),
      tariff: some(10_000, 400_000),
      partsSold: some(1, 60, 2n),
      ceiling: some(5000, 40_000),
      denominator: fc.constantFrom('months', 'presences'),
    });
    fc.assert(
      fc.property(inputs, given => {
        const whole = { ...foundingInputs, ...given } as FoundingInputs;
        for (const { code, remedies: all } of constraintsOf(whole)) {
          for (const { lever, value } of all) {
            expect([code, lever, named({ ...whole, [lever]: value }, code).isKept]).toEqual([code, lever, true]);
          }
        }
      }),
    );
  });
});

describe('what a person types', () => {
  it('is read with spaces, commas, points and fractions; days a month follow the post', () => {
    const read = parseInputs({ cost: '2 400,50', post: '4/5', tariff: '1980.00' });
    expect([read.cost, read.post, read.daysPerMonth, read.tariff].map(fractionText)).toEqual([
      '240050',
      '4/5',
      '16',
      '198000',
    ]);
    expect(parseInputs({})).toEqual(foundingInputs);
  });

  it('is refused by the name of its field', () => {
    const refusals = [
      { tariff: '-5' },
      { tariff: '0' },
      { cost: '1.005' },
      { cost: 'beaucoup' },
      { post: '3/0' },
      { months: '1000000000000' },
      { denominator: 'weeks' },
      { denominator: 'own-days', ownDays: '0' },
      { colour: 'red' },
    ].map(given => {
      try {
        return parseInputs(given);
      } catch (error) {
        return error instanceof SimulationError ? `${error.field} ${error.code}` : error;
      }
    });
    expect(refusals).toEqual([
      'tariff not-positive',
      'tariff not-positive',
      'cost not-a-number',
      'cost not-a-number',
      'post not-a-number',
      'months too-large',
      'denominator not-offered',
      'ownDays not-positive',
      'colour unknown-field',
    ]);
  });
});
