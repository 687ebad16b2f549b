import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyMonth } from '../../../test/factories/month-inputs.js';
import { poolMembers } from '../../../test/factories/pool-cases.js';
import { allocateMonth, type MonthInputs } from '../month.js';
import { costKey } from '../cents.js';
import { pools } from '../pool.js';
import { explainDue } from './explain-due.js';
import { causes, whyItChanged } from './why-it-changed.js';
import { ChangeError, whatIf } from './what-if.js';

const anyMember = fc.constantFrom(...poolMembers);
const shareOf = (inputs: MonthInputs, member: string, pool: (typeof pools)[number]): bigint =>
  allocateMonth(inputs).pools.get(pool)?.umin.get(member) ?? 0n;

describe('why a share changed', () => {
  it('is told in whole steps that sum to the difference, always in the same order', () => {
    fc.assert(
      fc.property(anyMonth, anyMonth, anyMember, fc.constantFrom(...pools), (last, now, member, pool) => {
        const { from, to, steps } = whyItChanged(last, now, member, pool);
        expect([from, to]).toEqual([shareOf(last, member, pool), shareOf(now, member, pool)]);
        expect(steps.map(({ cause }) => cause)).toEqual([...causes]);
        expect(steps.reduce((sum, { amount }) => sum + amount, 0n)).toBe(to - from);
      }),
    );
  });

  it('is nothing at all between a month and itself', () => {
    fc.assert(
      fc.property(anyMonth, anyMember, (month, member) => {
        const { steps } = whyItChanged(month, month, member, 'mail');
        expect(steps.filter(({ amount }) => amount !== 0n)).toEqual([]);
      }),
    );
  });

  it('names the one thing that moved', () => {
    const more = { ...mailOfOctober, minutes: new Map([['mail', 300n]] as const) };
    const moving = whyItChanged(mailOfOctober, more, 'B', 'mail').steps.filter(({ amount }) => amount !== 0n);
    expect(moving.map(({ cause }) => cause)).toEqual(['pool-minutes']);
    const boxes = whatIf(mailOfOctober, [oneMoreBox('A')]);
    const busier = { ...mailOfOctober, usage: new Map(mailOfOctober.usage).set('mail.boxes', boxesWith('A')) };
    const [ofA, ofB] = ['A', 'B'].map(member => whyItChanged(mailOfOctober, busier, member, 'mail').steps);
    expect(ofA?.filter(({ amount }) => amount !== 0n)).toEqual([{ cause: 'own-use', amount: boxes.totals.get('A') }]);
    expect(ofB?.filter(({ amount }) => amount !== 0n)).toEqual([
      { cause: 'others-use', amount: boxes.totals.get('B') },
    ]);
  });
});

describe('what if', () => {
  it('one more mailbox for A all month costs it 0.652 minutes, and the others that much less', () => {
    const { totals } = whatIf(mailOfOctober, [oneMoreBox('A')]);
    const thousandths = [...totals].map(([member, umin]) => [member, (umin + (umin < 0n ? -500n : 500n)) / 1000n]);
    expect(Object.fromEntries(thousandths)).toEqual({ A: 652n, B: -456n, C: -156n, D: -40n });
  });

  it('moves nothing in sum as long as no minutes change', () => {
    fc.assert(
      fc.property(anyMonth, anyMember, fc.bigInt({ min: 0n, max: 10_000_000n }), (month, member, add) => {
        const { differences } = whatIf(month, [{ kind: 'usage', meter: 'mail.boxes', member, add }]);
        expect(differences.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n);
      }),
    );
  });

  it('shares more worked minutes out whole, and more parts too', () => {
    const { differences } = whatIf(mailOfOctober, [
      { kind: 'minutes', pool: 'mail', add: 10n },
      { kind: 'presence', member: 'D', add: 1_296_000n },
    ]);
    expect(differences.reduce((sum, { amount }) => sum + amount, 0n)).toBe(10_000_000n);
  });

  it('refuses what would leave less than nothing', () => {
    const less = { kind: 'usage', meter: 'mail.boxes', member: 'A', add: -59_004_001n } as const;
    expect(() => whatIf(mailOfOctober, [less])).toThrow(ChangeError);
  });
});

describe('the explanation of what is due', () => {
  it('invariant 26: sums to the cent over own days and pools', () => {
    fc.assert(
      fc.property(anyMonth, anyMember, fc.bigInt({ min: 0n, max: 100_000_000n }), (inputs, member, cents) => {
        const shares = allocateMonth(inputs);
        const key = costKey(inputs.individual, shares.totals);
        fc.pre([...key.values()].some(one => one > 0n));
        const ofPools = new Map(
          Array.from(shares.pools, ([pool, { umin }]) => [pool, umin.get(member) ?? 0n] as const),
        );
        const own = { individual: inputs.individual.get(member) ?? 0n, pools: ofPools };
        const node = explainDue({ month: '2025-10', cents, salt: 's', key }, member, own);
        expect(node.children.reduce((sum, { amount }) => sum + amount, 0n)).toBe(node.amount);
      }),
    );
  });
});

const oneMoreBox = (member: string) => ({ kind: 'usage', meter: 'mail.boxes', member, add: 2_682_000n }) as const;

function of(amounts: Readonly<Record<string, bigint>>): Map<string, bigint> {
  return new Map(Object.entries(amounts));
}

const boxes = of({ A: 59_004_000n, B: 93_870_000n, C: 32_184_000n, D: 8_316_000n });
const boxesWith = (member: string) => new Map(boxes).set(member, (boxes.get(member) ?? 0n) + 2_682_000n);
const byParts = { solidarity: 10_000, drivers: [], cap: [3n, 1n], base: 'all' } as const;

const mailOfOctober: MonthInputs = {
  month: '2025-10',
  policyVersion: 1,
  policy: {
    minutesPerDay: 420,
    effect: 'inform',
    pools: {
      web: byParts,
      backup: byParts,
      directory: byParts,
      training: byParts,
      emergency: byParts,
      management: byParts,
      mail: {
        solidarity: 3000,
        drivers: [
          ['mail.storage', 2800],
          ['mail.boxes', 2800],
          ['mail.sent', 1400],
        ],
        cap: [3n, 1n],
        base: 'all',
      },
    },
  },
  presence: of({ A: 8_046_000n, B: 10_728_000n, C: 10_728_000n, D: 1_386_000n }),
  minutes: new Map([['mail', 245n]]),
  individual: new Map(),
  usage: new Map([
    [
      'mail.storage',
      of({ A: 51_500_630_016_000n, B: 115_743_301_632_000n, C: 16_601_894_092_800n, D: 4_359_979_008_000n }),
    ],
    ['mail.boxes', boxes],
    ['mail.sent', of({ A: 9120n, B: 15_480n, C: 2210n, D: 1333n })],
  ]),
  flags: [],
};
