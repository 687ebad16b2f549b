import { describe, expect, it } from '@jest/globals';
import type { YearFacts } from '@amie/database';
import { parse } from 'csv-parse/sync';
import { yearFacts } from '../../../test/factories/year-facts.js';
import { readPdf } from '../../../test/support/pdf-reading.js';
import { statementPdf } from './pdf/statement-pdf.js';
import { statementCsv } from './statement-csv.js';
import { statementDocument } from './statement-document.js';
import { statementOf, sumOf } from './statement.js';
import { exactMinutes, money, words } from './statement-words.js';

const base = 'https://amie.test';
const facts = yearFacts();
const maison = statementOf(facts, 'maison');
const printed = statementPdf(maison, { language: 'fr', base });
const page = printed.then(readPdf);

/** French text as a reader copies it: the face has no narrow no-break space. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

/** The lines of a sheet as a spreadsheet reads them, by their part, month and what. */
function csvLines(text: string): Map<string, Record<string, string>> {
  const lines = parse(text, { columns: true, delimiter: ';', bom: true }) as Record<string, string>[];
  return new Map(lines.map(line => [`${line.Partie}|${line.Mois}|${line.Quoi}`, line]));
}

const decimals = (cents: string): string => (Number(cents) / 100).toFixed(2).replace('.', ',');

describe('a statement', () => {
  it('invariant 25: shows minutes that add up both ways, each within 1 of exact', () => {
    expect(sumOf(maison.pools.map(({ total }) => total.minutes))).toBe(maison.poolTotal.minutes);
    expect(sumOf(maison.poolTotals.map(({ minutes }) => minutes))).toBe(maison.poolTotal.minutes);
    for (const { cells, total } of maison.pools) {
      expect(sumOf(cells.map(({ minutes }) => minutes))).toBe(total.minutes);
      const far = cells.filter(
        ({ umin, minutes }) => umin - minutes * 1_000_000n >= 1_000_000n || umin - minutes * 1_000_000n <= -1_000_000n,
      );
      expect(far).toEqual([]);
    }
  });

  it('owes what its months cost it, less what it paid ahead', () => {
    const { due, provided, trueUp } = maison.euros;
    expect(due).toBe(sumOf(maison.months.map(month => month.due ?? 0n)));
    expect(trueUp).toBe(due - provided);
    expect(maison.isFinal).toBe(false);
    expect(statementOf(yearFacts({ closed: 12 }), 'maison').isFinal).toBe(true);
  });

  it('says in JSON, CSV and PDF the same to the cent', async () => {
    const { euros, months } = statementDocument(maison, 'fr');
    const lines = csvLines(statementCsv(maison, 'fr', base));
    const pdf = await page;
    const shown = pdf.texts.map(({ text }) => plain(text));
    const text = words.fr;
    for (const { month, dueCents, costCents, keyUmin } of months) {
      if (dueCents === null || costCents === null) continue;
      expect(lines.get(`${text.euros}|${month}|${text.due}`)?.Euros).toBe(decimals(dueCents));
      expect(lines.get(`${text.euros}|${month}|${text.cost}`)?.Euros).toBe(decimals(costCents));
      expect(shown).toContain(plain(money(BigInt(dueCents), 'fr')));
      expect(shown).toContain(plain(money(BigInt(costCents), 'fr')));
      expect(shown).toContain(plain(exactMinutes(BigInt(keyUmin), 'fr')));
    }
    expect(lines.get(`${text.euros}|${text.total}|${text.trueUp}`)?.Euros).toBe(decimals(euros.trueUpCents));
    expect(lines.get(`${text.euros}|${text.total}|${text.due}`)?.Euros).toBe(decimals(euros.dueCents));
    const settled = `À ce jour, reste à régler : ${plain(money(BigInt(euros.trueUpCents), 'fr'))}`;
    expect(shown.join(' ')).toContain(settled);
  });

  it('shows in CSV and PDF the minutes of every pool and month that JSON tells', async () => {
    const { pools, poolTotal } = statementDocument(maison, 'fr');
    const lines = csvLines(statementCsv(maison, 'fr', base));
    const shown = (await page).texts.map(({ text }) => plain(text));
    const ofPools = [...lines.values()].filter(
      line => line.Partie === words.fr.minutes && line.Mois?.startsWith('2025'),
    );
    expect(ofPools.slice(0, 84).map(line => line.Minutes)).toEqual(
      pools.flatMap(({ cells }) => cells.map(({ minutes }) => minutes)),
    );
    const from = shown.indexOf('Mail') + 1;
    expect(shown.slice(from, from + 13)).toEqual(
      [...(pools[0]?.cells ?? []), pools[0]?.total].map(cell => cell?.minutes),
    );
    expect(shown).toContain(plain(new Intl.NumberFormat('fr-FR').format(Number(poolTotal.minutes))));
  });

  it('carries with every figure of a pool the way to its explanation, in JSON, CSV and PDF', async () => {
    const paths = statementDocument(maison, 'fr').pools.flatMap(({ cells }) => cells.map(({ explain }) => explain));
    expect(paths).toContain('/api/v1/explain/2025-10/mail/maison');
    const csv = statementCsv(maison, 'fr', base);
    const { urls } = await page;
    expect(paths.filter(path => !urls.includes(base + path))).toEqual([]);
    expect(paths.filter(path => !csv.includes(base + path))).toEqual([]);
    expect(urls).toContain(`${base}/api/v1/statements/maison/2025/due/2025-10`);
  });

  it('tells of what a reader must know: months that may change, days that were estimated', () => {
    const codes = statementOf(facts, 'epicerie').flags.map(({ code, months }) => [code, months]);
    expect(codes).toEqual([
      ['provisional', ['2025-11', '2025-12']],
      ['without-cost', ['2025-11', '2025-12']],
      ['estimated', ['2025-10']],
      ['corrected', ['2025-03']],
    ]);
  });

  it('tells in one remark a code what readings flagged, whoever they are of, and never of whom', async () => {
    const doubts = ['skewed-clock', 'lower-recount', 'residue', 'suspect-run', 'rollback', 'unknown-owner'].flatMap(
      code => [
        { code, meter: 'mail.storage', note: '2025-02-03 radio.test' },
        { code, member: 'radio' },
      ],
    );
    const flagged = [
      ...doubts,
      { code: 'before-presence' },
      { code: 'seen-nowhere-yet' },
      { code: 'use-without-parts', member: 'radio' },
    ];
    const months = facts.months.map((month, at) => (at === 1 || at === 3 ? { ...month, flags: flagged } : month));
    const sheet = statementOf({ ...facts, months }, 'maison');
    const told = statementDocument(sheet, 'fr').flags.map(({ text }) => text);
    expect(told.slice(-8)).toEqual([
      'Horloge d’un serveur fausse (févr., avr.)',
      'Recomptage plus bas, premier compte gardé (févr., avr.)',
      'Somme des compteurs différente du total du disque (févr., avr.)',
      'Relevé douteux (févr., avr.)',
      'Compteur revenu en arrière, sans effet (févr., avr.)',
      'Usage de personne de connu, porté par tous (févr., avr.)',
      'Mesures d’avant l’arrivée d’une association (févr., avr.)',
      'seen-nowhere-yet (févr., avr.)',
    ]);
    expect(statementCsv(sheet, 'en', base)).toContain('Doubtful reading (Feb, Apr)');
    const own = statementDocument(statementOf({ ...facts, months }, 'radio'), 'en').flags.at(-1);
    expect(own?.text).toBe('Use without a part (Feb, Apr)');
  });

  it('tells what of a figure was corrected after the close, beside the explanation of the rest', () => {
    const [mail] = statementDocument(maison, 'fr').pools;
    expect(mail?.cells.map(({ correctedUmin }) => correctedUmin).filter(Boolean)).toEqual(['1500000']);
    expect(csvLines(statementCsv(maison, 'fr', base)).get(`${words.fr.minutes}|2025-03|Mail`)?.Valeur).toBe('1,500000');
  });

  it('counts own days of months before the first voted rule, and says so', () => {
    const before = new Map([['2024-12', new Map([['maison', 420_000_000n]])]]);
    const sheet = statementOf({ ...facts, unweighed: before }, 'maison');
    expect(sheet.days.own.used - maison.days.own.used).toBe(420_000_000n);
    expect(sheet.flags).toContainEqual({ code: 'unweighed', months: ['2024-12'] });
    expect(statementOf({ ...facts, unweighed: before }, 'epicerie').days.own.used).toBe(
      statementOf(facts, 'epicerie').days.own.used,
    );
  });

  it('makes a name that would run as a formula inert', () => {
    const names = new Map([...facts.names, ['maison', '=HYPERLINK("http://evil.test")']]);
    const csv = statementCsv(statementOf({ ...facts, names }, 'maison'), 'fr', base);
    expect(csv).toContain(`'=HYPERLINK`);
    expect(csv).not.toMatch(/(?:^|;|")=/m);
  });
});

describe('the page', () => {
  it('is one A4 page in both languages, whatever there is to tell', async () => {
    for (const language of ['fr', 'en'] as const) {
      const pdf = await readPdf(await statementPdf(statementOf(fullest(), 'atelier'), { language, base }));
      expect(pdf.pages).toBe(1);
      const outside = pdf.texts.filter(({ x, y, width }) => x < 30 || x + width > 566 || y < 20 || y > 830);
      expect(outside).toEqual([]);
      expect([pdf.language, pdf.title.includes('Łódź')]).toEqual([language, true]);
    }
  });

  it('is tagged: headings, tables with headings of their own, a picture told in words, links', async () => {
    const pdf = await page;
    const count = (role: string) => pdf.roles.filter(one => one === role).length;
    expect([count('H1'), count('Table'), count('Figure')]).toEqual([1, 3, 1]);
    expect(count('H2')).toBe(6);
    // 2 rows of days, 8 of pools, 13 of euros, each with one heading; 4 + 14 + 8 columns.
    expect(count('TH')).toBe(2 + 8 + 13 + 4 + 14 + 8);
    expect(count('Link')).toBe(pdf.urls.length);
    expect(pdf.alts.some(alt => plain(alt).includes('Maison des jeunes 4 032 min, 19,1 %'))).toBe(true);
  });

  it('prints the digest of every month whole, so that anybody can check', async () => {
    const { texts } = await page;
    const shown = texts.map(({ text }) => text).join(' ');
    expect(maison.months.filter(({ digest }) => !shown.includes(digest))).toEqual([]);
  });

  it('is the same to the byte for the same figures, whenever it is printed', async () => {
    const again = await statementPdf(maison, { language: 'fr', base });
    expect(again.equals(await printed)).toBe(true);
  });

  it('stands for a member without any figure too', async () => {
    const empty = statementOf({ ...facts, months: [], costs: new Map(), provisions: [], plan: new Map() }, 'maison');
    const pdf = await readPdf(await statementPdf(empty, { language: 'en', base }));
    expect([pdf.pages, empty.poolTotal.minutes, empty.euros.trueUp]).toEqual([1, 0n, 0n]);
  });
});

/** All at once: a long name, thirty members, large amounts, corrections of earlier years, every flag. */
function fullest(): YearFacts {
  const long = 'Coopérative intercommunale de réemploi, de réparation et de partage des savoirs numériques';
  const names = new Map([
    ...facts.names,
    ...Array.from({ length: 30 }, (_, at) => [`m${at}`, `${long} ${at}`] as const),
  ]);
  const more = (shares: ReadonlyMap<string, bigint>) =>
    new Map([...shares, ...Array.from({ length: 30 }, (_, at) => [`m${at}`, 9_999_123_456n] as const)]);
  const flags = ['mail.storage', 'mail.boxes', 'mail.sent', 'web.bytes', 'backup.repo', 'train.minutes'].flatMap(
    meter => [
      { code: 'unused-driver', pool: 'mail', meter } as const,
      { code: 'capped', pool: 'web', member: 'atelier' } as const,
    ],
  );
  const months = facts.months.map(month => ({
    ...month,
    flags,
    corrections: new Map([['mail', new Map([['atelier', 1n]])]] as const),
    pools: new Map(Array.from(month.pools, ([pool, shares]) => [pool, more(shares)] as const)),
  }));
  const [first] = months;
  if (!first) throw new Error('no month');
  const moved = { ...first, individual: new Map([['atelier', 9_000_000_000n]]) };
  return {
    ...facts,
    names,
    months,
    costs: new Map(months.map(({ month }) => [month, 1_234_567_89n])),
    earlier: [{ cents: 99_999_999n, before: first, after: moved }],
    estimated: new Map(months.map(({ month }) => [month, new Map([['atelier', 31]])])),
  };
}
