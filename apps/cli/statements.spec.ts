import { describe, expect, it } from '@jest/globals';
import { moneyOf, readCents } from './money.js';
import { tellProof } from './statements.js';
import { sayIn } from './words.js';

const english = sayIn('en');

describe('an amount of euros on a command line', () => {
  it('is read to the cent, however it is written, and never guessed', () => {
    expect(['2000', '2 000,00', '2000.5', '-12,30', '0', '0,07'].map(text => readCents(text, english))).toEqual([
      '200000',
      '200000',
      '200050',
      '-1230',
      '0',
      '7',
    ]);
    for (const wrong of ['2000.005', '', 'beaucoup', '1e3', '2,000.00', '12345678901234']) {
      expect(() => readCents(wrong, english)).toThrow(`"${wrong}" is no amount: write 2000 or 2000.50.`);
    }
  });

  it('is shown as people of the language write it', () => {
    expect(moneyOf('200050', 'fr')).toBe('2\u202f000,50\u00a0€');
    expect(moneyOf('-1230', 'en')).toBe('\u2212€12.30');
  });
});

describe('the proof in a terminal', () => {
  it('shows what each member owes with corrections of earlier years, and the sums', () => {
    const lines: string[] = [];
    const output = {
      language: 'en',
      say: (_: string, english: string) => english,
      line: (_: string, english: string) => void lines.push(english),
      table: (rows: readonly object[], columns: readonly { show: (row: object) => string }[]) =>
        void lines.push(...rows.map(row => columns.map(({ show }) => show(row)).join(' '))),
    };
    const member = {
      slug: 'a',
      name: 'A',
      dueCents: '100',
      earlierCents: '-20',
      providedCents: '30',
      trueUpCents: '50',
    };
    const sums = { costCents: '80', dueCents: '80', providedCents: '30', trueUpCents: '50' };
    const months = [
      { month: '2025-08', isByParts: true },
      { month: '2025-09', isByParts: false },
    ];
    tellProof(
      output as never,
      { year: 2025, months, withoutCost: ['2025-12'], members: [member], ...sums },
      cents => cents,
    );
    expect(lines).toEqual([
      'a 80 30 50',
      'total 80 30 50',
      'Cost of the year: 80, split to the cent.',
      'Months without a minute, shared by parts: 2025-08.',
      'Months without a cost: 2025-12.',
    ]);
  });
});
