import type { Language } from '@amie/values';
import { flagSentence } from '../remarks.js';
import type { Cell, Statement } from '../statement.js';
import { date, days, money, monthWord, nearestMinute, poolWord, wholeNumber, words } from '../statement-words.js';
import { inside, margin, Paper, quiet } from './paper.js';
import { drawEuros, monthsOf } from './euros-table.js';
import type { Printing } from './printing.js';
import { drawShares } from './picture.js';
import { columnWidths, drawTable, type TableCell, type TableRow } from './table.js';

/** The sheet as one tagged A4 page. The same statement always gives the same bytes. */
export async function statementPdf(statement: Statement, printing: Printing): Promise<Buffer> {
  const { language } = printing;
  const { member, year, asOf } = statement;
  const text = words[language];
  // The title also goes into XML that is written as it is.
  const title = text.of(member.name.replaceAll(/[&<>]/g, '+'), year);
  const paper = new Paper({ title, subject: text.subject, language, asOf });
  let y = drawHead(paper, statement, language);
  y = drawDays(paper, statement, printing, y);
  y = drawPools(paper, statement, printing, y);
  y = drawEuros(paper, statement, printing, heading(paper, text.euros, y));
  y = drawSettlement(paper, statement, language, y);
  y = heading(paper, text.shares, y);
  y = drawShares(paper, statement.shares, language, y);
  y = drawFlags(paper, statement, language, y);
  drawDigests(paper, statement, language, y);
  return paper.end();
}

function drawHead(paper: Paper, { member, year, isFinal, asOf }: Statement, language: Language): number {
  const text = words[language];
  const name = { x: margin, width: inside, size: 16, face: '700' } as const;
  const lines = paper.wrapped(`${text.title(year)} · ${member.name}`, name);
  // Two lines hold the longest name there may be; a third is cut with an ellipsis.
  const shown = lines.length > 2 ? [lines[0] ?? '', lines.slice(1).join(' ')] : lines;
  paper.element('H1', {}, title => {
    for (const [at, part] of shown.entries()) title.add(() => paper.write(part, { ...name, y: 26 + 19 * at }));
  });
  const y = 28 + 19 * shown.length;
  const state = `${isFinal ? text.final : text.provisional} ${text.asOf(date(asOf, language))}`;
  paper.line('P', state, { x: margin, y, width: inside, size: 8.5, color: quiet });
  return y + 12;
}

function heading(paper: Paper, text: string, top: number): number {
  paper.line('H2', text, { x: margin, y: top + 5, width: inside, size: 10, face: '700' });
  return top + 20;
}

function drawDays(paper: Paper, statement: Statement, printing: Printing, top: number): number {
  const { language, base } = printing;
  const { days: lines, minutesPerDay, links } = statement;
  const text = words[language];
  const titles = [text.kind, text.planned, text.used, text.left];
  const widths = columnWidths(110, 2, 137.76);
  const columns = titles.map((title, at) => ({ title, width: widths[at] ?? 0 }));
  const rows = (
    [
      [text.own, lines.own],
      [text.collective, lines.collective],
    ] as const
  ).map(([head, line]) => ({
    head,
    cells: (
      [
        [text.planned, line.planned],
        [text.used, line.used],
        [text.left, line.left],
      ] as const
    ).map(([what, umin]) => ({
      text: `${days(umin, minutesPerDay, language)} (${wholeNumber(nearestMinute(umin), language)} min)`,
      url: base + links.plan,
      about: text.explains(`${head}, ${what}`),
    })),
  }));
  return drawTable(paper, { columns, rows, size: 8.2, rowHeight: 12 }, heading(paper, text.days, top));
}

function drawPools(paper: Paper, statement: Statement, printing: Printing, top: number): number {
  const { language } = printing;
  const text = words[language];
  const months = monthsOf(statement.year);
  const widths = columnWidths(86, 12, 44);
  const titles = [text.pool, ...months.map(month => monthWord(month, language)), text.total];
  const rows: TableRow[] = statement.pools.map(({ pool, cells, total }) => ({
    head: poolWord(pool, language),
    cells: [
      ...months.map((month): TableCell => {
        const cell = cells.find(one => one.month === month);
        if (!cell) return { text: '–' };
        const about = text.explains(`${poolWord(pool, language)}, ${monthWord(month, language)} ${statement.year}`);
        return linked(cell, about, printing);
      }),
      linked(total, text.explains(`${poolWord(pool, language)}, ${statement.year}`), printing),
    ],
  }));
  const totals = months.map(month => {
    const cell = statement.poolTotals.find(one => one.month === month);
    const about = text.explains(`${text.total}, ${monthWord(month, language)} ${statement.year}`);
    return cell ? linked(cell, about, printing) : { text: '–' };
  });
  const all = linked(statement.poolTotal, text.explains(`${text.total}, ${statement.year}`), printing);
  rows.push({
    head: text.total,
    cells: [...totals, all],
    isTotal: true,
  });
  const columns = titles.map((title, at) => ({ title, width: widths[at] ?? 0 }));
  return drawTable(paper, { columns, rows, size: 8, rowHeight: 12 }, heading(paper, text.minutes, top));
}

const linked = ({ minutes, explain }: Cell, about: string, { language, base }: Printing): TableCell => ({
  text: wholeNumber(minutes, language),
  url: base + explain,
  about,
});

function drawSettlement(paper: Paper, statement: Statement, language: Language, top: number): number {
  const line = { x: margin, y: top + 2, width: inside, size: 10.5, face: '700', align: 'right' } as const;
  paper.line('P', settlement(statement, language), line);
  return top + 16;
}

/** What is left to settle, in one line; of a year that goes on, so far. */
export function settlement({ euros: { trueUp }, isFinal }: Statement, language: Language): string {
  const text = words[language];
  const colon = language === 'fr' ? '\u00a0:' : ':';
  const word = trueUp === 0n ? text.settled : trueUp > 0n ? text.toPay : text.toReturn;
  const said = trueUp === 0n ? word : `${word}${colon} ${money(trueUp < 0n ? -trueUp : trueUp, language)}`;
  return isFinal ? said : `${text.soFar}, ${said.charAt(0).toLowerCase()}${said.slice(1)}`;
}

function drawFlags(paper: Paper, { flags }: Statement, language: Language, top: number): number {
  const all = flags.map(flag => flagSentence(flag, language)).join('. ');
  const sentence = all === '' ? words[language].none : `${all}.`;
  const line = { x: margin, width: inside, size: 7.5 };
  const below = heading(paper, words[language].remarks, top);
  const lines = paper.wrapped(sentence, line);
  // A page is a page: what does not fit is in the JSON and the CSV.
  const shown = lines.length > 4 ? [...lines.slice(0, 3), `${lines[3]} …`] : lines;
  for (const [at, text] of shown.entries()) paper.line('P', text, { ...line, y: below + 9.5 * at });
  return below + 9.5 * shown.length;
}

function drawDigests(paper: Paper, { months, member, year }: Statement, language: Language, top: number): void {
  const below = heading(paper, words[language].digests, top);
  const half = Math.ceil(months.length / 2);
  for (const [at, { month, policyVersion, digest }] of months.entries()) {
    const [column, row] = [at < half ? 0 : 1, at < half ? at : at - half];
    const line = { x: margin + (inside / 2) * column, y: below + 8 * row, width: inside / 2 - 4, size: 6.2 };
    paper.line('P', `${month} v${policyVersion} ${digest}`, line);
  }
  const line = { x: margin, width: inside, size: 7, color: quiet };
  const lines = paper.wrapped(words[language].verify(member.slug, year), line);
  for (const [at, text] of lines.entries()) paper.line('P', text, { ...line, y: below + 8 * half + 4 + 9 * at });
}
