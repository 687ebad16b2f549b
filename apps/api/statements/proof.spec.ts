import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyMonth } from '../../../test/factories/month-inputs.js';
import { yearFacts } from '../../../test/factories/year-facts.js';
import { allocateMonth, uminPerMinute, uminTable } from '@amie/allocation';
import { dueLines } from './due.js';
import { formatOf } from './formats.js';
import { proofCsv } from './proof-csv.js';
import { ProofError, proofOf } from './proof.js';
import { proofDocument } from './proof-document.js';
import { statementOf, sumOf } from './statement.js';

const facts = yearFacts();
/** January without a minute, all there with their parts. */
const idle = facts.months.slice(0, 1).map(month => ({ ...month, individual: new Map(), pools: new Map() }));

describe('the proof for the accountant', () => {
  it('invariant 24: cents sum to the cost, provisions and true-ups too', () => {
    const cents = fc.bigInt({ min: 0n, max: 10_000_000n });
    const calls = fc.array(
      fc.record({
        member: fc.constantFrom('atelier', 'echo', 'gone'),
        cents: fc.bigInt({ min: -5000n, max: 90_000n }),
      }),
    );
    fc.assert(
      fc.property(anyMonth, cents, calls, (inputs, cost, provisions) => {
        const shares = allocateMonth(inputs);
        const month = {
          month: '2025-10',
          state: 'closed',
          policyVersion: 1,
          outputDigest: shares.outputDigest,
          presence: inputs.presence,
          individual: new Map(Array.from(inputs.individual, ([member, minutes]) => [member, minutes * uminPerMinute])),
          pools: uminTable(shares),
          corrections: new Map(),
          flags: [],
        } as const;
        const proof = proofOf({
          ...facts,
          months: [month],
          costs: new Map([['2025-10', cost]]),
          provisions: provisions.map(one => ({ ...one, month: '2025-10' })),
        });
        expect(sumOf(proof.months.flatMap(({ lines }) => lines.map(({ due }) => due)))).toBe(cost);
        expect(sumOf(proof.members.map(({ provided, trueUp }) => provided + trueUp))).toBe(cost);
      }),
    );
  });

  it('gives each member what its own statement says', () => {
    const proof = proofOf(facts);
    for (const { slug, due, trueUp } of proof.members) {
      const { euros } = statementOf(facts, slug);
      expect([due, trueUp]).toEqual([euros.due, euros.trueUp]);
    }
    expect(proof.withoutCost).toEqual(['2025-11', '2025-12']);
  });

  it('moves with corrections of earlier years what their own months say, and nothing in sum', () => {
    const [before, other] = facts.months;
    if (!before || !other) throw new Error('no months');
    const after = { ...before, individual: new Map(before.individual).set('maison', 0n) };
    const proof = proofOf({ ...facts, earlier: [{ cents: 200_000n, before, after }] });
    expect(sumOf(proof.members.map(({ earlier }) => earlier))).toBe(0n);
    expect(proof.members.find(({ slug }) => slug === 'maison')?.earlier).toBeLessThan(0n);
    const sheet = statementOf({ ...facts, earlier: [{ cents: 200_000n, before, after }] }, 'maison');
    expect(sheet.euros.earlier).toBe(proof.members.find(({ slug }) => slug === 'maison')?.earlier);
  });

  it('is not given at all for a cost that nobody bears', () => {
    expect(() => proofOf({ ...facts, costs: new Map([['2024-12', 100n]]) })).toThrow(ProofError);
    const empty = idle.map(month => ({ ...month, presence: new Map() }));
    expect(() => proofOf({ ...facts, months: empty, costs: new Map([['2025-01', 100n]]) })).toThrow(ProofError);
    expect(proofOf({ ...facts, months: empty, costs: new Map([['2025-01', 0n]]) }).cost).toBe(0n);
  });

  it('splits the cost of a month that nobody worked in by parts, as due, proof and statement all say', () => {
    const year = { ...facts, months: idle, costs: new Map([['2025-01', 200_000n]]), provisions: [] };
    const proof = proofOf(year);
    const [month] = proof.months;
    expect([month?.isByParts, month?.salt, month?.keyTotal]).toEqual([true, '2025-01|v1|cost|parts', 38_880_000n]);
    expect(month?.lines.map(({ due }) => due)).toEqual([13_333n, 26_667n, 40_000n, 53_333n, 66_667n]);
    expect(proofCsv(proof, 'fr', '')).toMatch(/;5184000;38880000;2000,00;266,67;266,67;.*;part·s/);
    const sheet = statementOf(year, 'epicerie');
    expect([sheet.euros.due, sheet.months[0]?.isByParts]).toEqual([26_667n, true]);
    expect(sheet.flags).toContainEqual({ code: 'by-parts', months: ['2025-01'] });
    expect(dueLines(year, '2025-01', 'epicerie')).toMatchObject({
      amount: '26667',
      facts: { by: 'parts' },
      children: [],
    });
  });

  it('is told on the sheet as a cost that nobody bears, where there are no parts either', () => {
    const sheet = statementOf({ ...facts, costs: new Map([['2025-13', 100n]]) }, 'maison');
    expect(sheet.flags).toContainEqual({ code: 'unborne', months: ['2025-13'] });
  });

  it('says in CSV what it says in JSON', () => {
    const proof = proofOf(facts);
    const [, ...lines] = proofCsv(proof, 'en', 'https://amie.test')
      .trim()
      .split('\r\n')
      .map(line => line.split(';'));
    const json = proofDocument(proof);
    const dues = json.months.flatMap(month => month.lines.map(({ slug, dueCents }) => [month.month, slug, dueCents]));
    const cents = (text = ''): string => String(BigInt(text.replace('.', '')));
    expect(lines.slice(0, dues.length).map(([month, slug, , , , , , , due]) => [month, slug, cents(due)])).toEqual(
      dues,
    );
    expect(cents(lines.at(-1)?.[8])).toBe(json.costCents);
  });
});

describe('what is due of a month', () => {
  it('opens as own minutes and pools that sum to it, each pool with the way to its explanation', () => {
    const tree = dueLines(facts, '2025-04', 'maison');
    const found = statementOf(facts, 'maison').months.find(({ month }) => month === '2025-04');
    expect(tree?.amount).toBe(String(found?.due));
    expect(sumOf((tree?.children ?? []).map(({ amount }) => BigInt(amount)))).toBe(found?.due);
    expect(tree?.children.map(({ opens }) => opens)).toContain('/api/v1/explain/2025-04/web/maison');
    expect(dueLines(facts, '2025-12', 'maison')).toBeUndefined();
  });
});

describe('the format of an answer', () => {
  it('is the one asked for by name, else the first known one of Accept, else JSON', () => {
    expect(formatOf({ format: 'csv' }, 'application/pdf')).toBe('csv');
    expect(formatOf({}, 'text/html, application/pdf;q=0.9, text/csv')).toBe('pdf');
    expect(formatOf({}, 'text/csv')).toBe('csv');
    expect(formatOf({}, '*/*')).toBe('json');
  });
});
