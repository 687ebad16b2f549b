import { describe, expect, it } from '@jest/globals';
import { foundingInputs, rational, simulate } from '@amie/allocation';
import { constraintLines, figureLines, inputsLine, practiceLines } from './simulation-text.js';
import { sayIn } from './words.js';

const french = { say: sayIn('fr'), language: 'fr' } as const;
const english = { say: sayIn('en'), language: 'en' } as const;
const plain = (lines: readonly string[]): string => lines.join('\n').replaceAll(/[\u00a0\u202f]/g, ' ');

describe('the founding page in a terminal', () => {
  const founding = simulate(foundingInputs);

  it('says which constraint is broken, over which days, and every value that would keep it', () => {
    const text = plain(constraintLines(founding, french));
    expect(text).toContain('rompue  prix d’un jour mis à disposition, plafond (11 j) : 181,82 € > 180,00 €');
    expect(text).toContain('          prix d’une part ≤ 1 980,00 €');
    expect(text).toContain('          mois travaillés ≥ 11,2 mois');
    expect(text).toContain('13 parts > 12 parts');
  });

  it('says what is out of reach', () => {
    const text = plain(constraintLines(simulate({ ...foundingInputs, tariff: rational(150_000n) }), english));
    expect(text).toContain('broken  income of the parts sold, cost: €18,000.00 < €24,000.00');
    expect(text).toContain('parts sold ≥ 16 parts (out of reach)');
  });

  it('tells its figures in both languages, with the numbers of each', () => {
    expect(plain(figureLines(founding, french))).toMatch(/collectifs +24 j · 18,2 % · 10 080 min/);
    expect(plain(figureLines(founding, english))).toMatch(/collective +24 d · 18.2% · 10,080 min/);
    expect(plain([inputsLine(founding, french)])).toBe(
      '24 000,00 € par an, 0,6 poste, 12 j par mois ; 12 parts à 2 000,00 € : 9 j + 2 j ; plafond 180,00 €.',
    );
    expect(plain(practiceLines(founding, english))).toContain('26.4 d collective: 8.8 d own + 2.2 d a part');
  });
});
