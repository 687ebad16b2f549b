import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyMonth } from '../../test/factories/month-inputs.js';
import { octoberInputs } from '../../test/support/allocation/october.js';
import { allocatePool } from './allocate-pool.js';
import { caseText, sharesText } from './case-text.js';
import { inputDigest } from './digest.js';
import { allocateMonth, engineVersion, type Flag, monthCase, type MonthInputs } from './month.js';
import { readCase } from './pool-case.js';
import { type Pool, pools } from './pool.js';
import { sumOf } from './whole-number.js';

type Amounts = ReadonlyMap<string, bigint>;
const { mail, directory } = octoberInputs.policy.pools;

const withUsage = (meter: string, usage: Readonly<Record<string, bigint>>): MonthInputs => ({
  ...octoberInputs,
  usage: new Map(octoberInputs.usage).set(meter, new Map(Object.entries(usage))),
});
const withRule = (pool: Pool, rule: Partial<typeof mail>, inputs = octoberInputs): MonthInputs => ({
  ...inputs,
  policy: { ...inputs.policy, pools: { ...inputs.policy.pools, [pool]: { ...inputs.policy.pools[pool], ...rule } } },
});
const flagsOf = (inputs: MonthInputs): readonly Flag[] => allocateMonth(inputs).flags;
const capped: Flag = { code: 'capped', pool: 'web', member: 'D' };

describe('a month', () => {
  it('shares every pool whole, and each total is the sum over pools', () => {
    fc.assert(
      fc.property(anyMonth, inputs => {
        const shares = allocateMonth(inputs);
        expect([...shares.pools.keys()]).toEqual([...pools]);
        for (const [pool, { umin }] of shares.pools) {
          expect(sumOf(umin.values())).toBe((inputs.minutes.get(pool) ?? 0n) * 1_000_000n);
        }
        for (const [member, total] of shares.totals) {
          expect(sumOf(Array.from(shares.pools.values(), ({ umin }) => umin.get(member) ?? 0n))).toBe(total);
        }
        expect(shares.unallocated).toBe(0n);
      }),
    );
  });

  it('gives of each pool what its case gives anyone who feeds it to amie allocate', () => {
    fc.assert(
      fc.property(anyMonth, fc.constantFrom(...pools), (inputs, pool) => {
        const shares = allocateMonth(inputs).pools.get(pool);
        const text = caseText(monthCase(inputs, pool) as NonNullable<ReturnType<typeof monthCase>>);
        expect(shares && sharesText(shares)).toBe(sharesText(allocatePool(readCase(text))));
      }),
    );
  });

  it('salts a pool with the month, the version of the policy and its name', () => {
    expect(pools.map(pool => monthCase(octoberInputs, pool)?.salt)).toEqual(pools.map(pool => `2025-10|v1|${pool}`));
  });

  it('leaves its minutes unallocated when nobody has a part, and says so', () => {
    const nobody = { ...octoberInputs, presence: new Map([['A', 0n]]) };
    for (const presence of [nobody.presence, new Map<string, bigint>()]) {
      const shares = allocateMonth({ ...nobody, presence });
      expect(shares.unallocated).toBe(1_005_000_000n);
      expect([shares.pools.size, sumOf(shares.totals.values())]).toEqual([0, 0n]);
      expect(shares.flags).toEqual([{ code: 'nobody-has-parts' }]);
    }
    expect(monthCase(nobody, 'mail')).toBeUndefined();
  });

  it('counts as the house’s what is used by who is not there', () => {
    const gone = withUsage('dir.entries', { A: 5n, B: 5n, gone: 7n, '~house': 3n });
    expect(monthCase(gone, 'directory')?.usage.get('dir.entries')?.get('~house')).toBe(10n);
    const shares = allocateMonth(gone);
    expect(shares.totals.has('gone')).toBe(false);
    expect(shares.pools.get('directory')?.components[1]?.house).toBe(19_250_000n);
  });
});

describe('a pool for its subscribers', () => {
  const forSubscribers = withRule('web', { base: 'subscribers' });

  it('asks nothing of who uses none of it', () => {
    const umin = allocateMonth(forSubscribers).pools.get('web')?.umin;
    expect(umin?.get('C')).toBe(0n);
    expect(sumOf(umin?.values() ?? [])).toBe(180_000_000n);
    expect(monthCase(forSubscribers, 'web')?.parts.get('C')).toBe(0n);
  });

  it('is everybody’s when nobody uses it, and says so', () => {
    const unused = ['web.sites', 'web.storage', 'web.bytes'].reduce(
      (inputs, meter) => ({ ...inputs, usage: new Map(inputs.usage).set(meter, new Map()) }),
      forSubscribers,
    );
    expect(monthCase(unused, 'web')?.parts).toEqual(octoberInputs.presence);
    expect(flagsOf(unused).map(({ code }) => code)).toEqual([...Array(3).fill('unused-driver'), 'no-subscriber']);
  });
});

describe('what a month shows beside its figures', () => {
  // Who has no parts may bear nothing: its cap is 0.
  it.each<[string, MonthInputs, Flag[]]>([
    ['who was capped', octoberInputs, [capped]],
    [
      'a driver nobody used',
      withUsage('mail.sent', {}),
      [{ code: 'unused-driver', pool: 'mail', meter: 'mail.sent' }, capped],
    ],
    [
      'nothing of a driver that weighs nothing',
      withRule('directory', { drivers: [...directory.drivers, ['db.size', 0]] }),
      [capped],
    ],
    [
      'what a member left behind',
      withUsage('backup.repos', { A: 1n, gone: 1n, '~house': 1n }),
      [capped, { code: 'left-behind', meter: 'backup.repos', member: 'gone' }],
    ],
    [
      'use without parts',
      {
        ...withUsage('backup.repos', { A: 1n, guest: 1n }),
        presence: new Map(octoberInputs.presence).set('guest', 0n),
      },
      [
        capped,
        { code: 'capped', pool: 'backup', member: 'guest' },
        { code: 'use-without-parts', meter: 'backup.repos', member: 'guest' },
      ],
    ],
    [
      'first what the readings show',
      { ...octoberInputs, flags: [{ code: 'rollback', meter: 'web.bytes', member: 'D' }] },
      [{ code: 'rollback', meter: 'web.bytes', member: 'D' }, capped],
    ],
  ])('is %s', (_, inputs, flags) => {
    expect(flagsOf(inputs)).toEqual(flags);
  });
});

describe('the digests of a month', () => {
  it('invariant 16: are the same whatever order its inputs come in', () => {
    fc.assert(
      fc.property(anyMonth, inputs => {
        const [one, other] = [allocateMonth(inputs), allocateMonth(turned(inputs))];
        expect([other.inputDigest, other.outputDigest]).toEqual([one.inputDigest, one.outputDigest]);
        expect([...other.totals]).toEqual([...one.totals]);
      }),
    );
  });

  it('of the inputs changes with any figure', () => {
    fc.assert(
      fc.property(anyMonth, fc.nat(), fc.bigInt({ min: 1n, max: 1000n }), (inputs, which, more) => {
        const changes = changesOf(inputs, more);
        const changed = changes[which % changes.length] ?? inputs;
        expect(inputDigest(changed)).not.toBe(inputDigest(inputs));
      }),
    );
  });

  it('of the shares changes whenever a share does, and only then', () => {
    fc.assert(
      fc.property(anyMonth, fc.nat(), fc.bigInt({ min: 1n, max: 1000n }), (inputs, which, more) => {
        const changes = changesOf(inputs, more);
        const [one, other] = [allocateMonth(inputs), allocateMonth(changes[which % changes.length] ?? inputs)];
        const text = ({ pools: shares }: typeof one) => Array.from(shares.values(), sharesText).join('\n');
        expect(one.outputDigest === other.outputDigest).toBe(text(one) === text(other));
      }),
    );
  });

  it('tell one month, rule and version of a rule from another, and leave flags out', () => {
    const others: MonthInputs[] = [
      { ...octoberInputs, month: '2025-11' },
      { ...octoberInputs, policyVersion: 2 },
      withRule('mail', { cap: [2n, 1n] }),
      { ...octoberInputs, presence: new Map(octoberInputs.presence).set('E', 0n) },
    ];
    const digests = [octoberInputs, ...others].map(inputDigest);
    expect(new Set(digests).size).toBe(digests.length);
    expect(inputDigest({ ...octoberInputs, flags: [{ code: 'rollback' }] })).toBe(inputDigest(octoberInputs));
  });

  // What this release says of October: with another figure here, engineVersion is another too.
  it('are those that closed months are replayed against', () => {
    const { inputDigest: input, outputDigest: output } = allocateMonth(octoberInputs);
    expect({ engineVersion, input, output }).toEqual({
      engineVersion: '1',
      input: 'f96356dbc8efe47dbd1434848bd29e90ebfe03bbbeec7b88341b8b9ab9a539d7',
      output: 'cd7d755747142690f2656ea97e433e3fd09571901519731285dac85c812336d3',
    });
  });
});

const reversed = <Value>(map: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> => new Map([...map].reverse());

function turned(inputs: MonthInputs): MonthInputs {
  return {
    ...inputs,
    presence: reversed(inputs.presence),
    minutes: reversed(inputs.minutes) as MonthInputs['minutes'],
    individual: reversed(inputs.individual),
    usage: reversed(new Map(Array.from(inputs.usage, ([meter, used]) => [meter, reversed(used)] as const))),
  };
}

/** Every month that differs from this one in one figure. */
function changesOf(inputs: MonthInputs, more: bigint): MonthInputs[] {
  const raised = <Key extends string>(amounts: ReadonlyMap<Key, bigint>): ReadonlyMap<Key, bigint>[] =>
    Array.from(amounts, ([name, amount]) => new Map(amounts).set(name, amount + more));
  const uses = Array.from(inputs.usage, ([meter, used]) =>
    raised(used).map(one => new Map<string, Amounts>(inputs.usage).set(meter, one)),
  );
  return [
    ...raised(inputs.presence).map(presence => ({ ...inputs, presence })),
    ...raised(inputs.minutes).map(minutes => ({ ...inputs, minutes })),
    ...raised(inputs.individual).map(individual => ({ ...inputs, individual })),
    ...uses.flat().map(usage => ({ ...inputs, usage })),
  ];
}
