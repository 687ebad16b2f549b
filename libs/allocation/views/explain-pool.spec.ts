import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyPoolCase, poolMembers } from '../../../test/factories/pool-cases.js';
import { allocatePool } from '../allocate-pool.js';
import type { PoolCase } from '../pool-case.js';
import { addsUp, ExplanationError, type ExplainNode } from './explain-node.js';
import { explainPool } from './explain-pool.js';

const explain = (rule: PoolCase, member: string): ExplainNode =>
  explainPool({ month: '2025-10', pool: 'mail', rule, shares: allocatePool(rule) }, member);

function everyNode(node: ExplainNode): ExplainNode[] {
  return [node, ...node.children.flatMap(everyNode)];
}

describe('the explanation of a share', () => {
  it('invariant 26: children sum to the parent at every line, and the root is the share', () => {
    fc.assert(
      fc.property(anyPoolCase, fc.constantFrom(...poolMembers), (rule, member) => {
        const root = explain(rule, member);
        expect(root.amount).toBe(allocatePool(rule).umin.get(member));
        for (const node of everyNode(root).filter(({ children }) => children.length > 0)) {
          expect(node.children.reduce((sum, { amount }) => sum + amount, 0n)).toBe(node.amount);
        }
      }),
    );
  });

  it('invariant 26: a line with a key is that fraction of its whole, plus the unit its remainder gave', () => {
    fc.assert(
      fc.property(anyPoolCase, fc.constantFrom(...poolMembers), (rule, member) => {
        const keyed = everyNode(explain(rule, member)).filter(({ total, children }) => total && children.length === 0);
        for (const { amount, key = 0n, total = 1n, byRemainder, facts } of keyed) {
          expect(amount).toBe((BigInt(facts?.of ?? '0') * key) / total + (byRemainder ? 1n : 0n));
        }
      }),
    );
  });

  it('opens the mail of October down to its meters', () => {
    const root = explain(mailOfOctober, 'B');
    expect(root.children.map(({ id, amount }) => [id, amount])).toEqual([
      ['2025-10/mail/B/~solidarity', 25_527_972n],
      ['2025-10/mail/B/mail.storage', 42_187_809n],
      ['2025-10/mail/B/mail.boxes', 33_300_661n],
      ['2025-10/mail/B/mail.sent', 18_866_645n],
    ]);
    expect(root.children[1]).toMatchObject({
      key: 115_743_301_632_000n,
      total: 188_205_804_748_800n,
      facts: { of: '68600000', meter: 'mail.storage' },
    });
  });

  it('shows what the house used as a line of its own, borne by parts', () => {
    const usage = of({ A: 337_473_699_840_000n, B: 874_621_698_048_000n, '~house': 281_228_083_200_000n });
    const drivers = [['backup.repo', 7000]] as const;
    const root = explain({ ...mailOfOctober, drivers, usage: new Map([['backup.repo', usage]]) }, 'A');
    const [own, house] = root.children.find(({ label }) => label === 'driver')?.children ?? [];
    expect([own?.label, house?.label]).toEqual(['own-use', 'house']);
    expect(house?.key).toBe(8_046_000n);
  });

  it('shows the cap as a line of its own, with the most the member may bear', () => {
    const usage = of({ A: 38_400_000_000n, B: 96_100_000_000n, D: 210_500_000_000n });
    const drivers = [['web.bytes', 7000]] as const;
    const cap = explain({ ...mailOfOctober, drivers, usage: new Map([['web.bytes', usage]]) }, 'D').children.at(-1);
    expect([cap?.label, (cap?.amount ?? 0n) < 0n]).toEqual(['cap', true]);
    expect(cap?.facts?.cap).toBeDefined();
  });

  it('says of a driver that nobody used that it fell to parts', () => {
    const root = explain({ ...mailOfOctober, usage: new Map() }, 'A');
    expect(root.children[1]).toMatchObject({ key: 8_046_000n, facts: { fallback: 'no-use' } });
  });

  it('refuses lines that do not add up', () => {
    const child: ExplainNode = { id: 'a/b', label: 'cap', amount: 2n, unit: 'umin', children: [] };
    expect(() => addsUp({ ...child, id: 'a', amount: 3n, children: [child] })).toThrow(ExplanationError);
  });
});

function of(amounts: Readonly<Record<string, bigint>>): Map<string, bigint> {
  return new Map(Object.entries(amounts));
}

const mailOfOctober: PoolCase = {
  salt: '2025-10|v1|mail',
  minutes: 245n,
  solidarity: 3000,
  drivers: [
    ['mail.storage', 2800],
    ['mail.boxes', 2800],
    ['mail.sent', 1400],
  ],
  cap: [3n, 1n],
  parts: of({ A: 8_046_000n, B: 10_728_000n, C: 10_728_000n, D: 1_386_000n }),
  usage: new Map([
    [
      'mail.storage',
      of({ A: 51_500_630_016_000n, B: 115_743_301_632_000n, C: 16_601_894_092_800n, D: 4_359_979_008_000n }),
    ],
    ['mail.boxes', of({ A: 59_004_000n, B: 93_870_000n, C: 32_184_000n, D: 8_316_000n })],
    ['mail.sent', of({ A: 9120n, B: 15_480n, C: 2210n, D: 1333n })],
  ]),
};
