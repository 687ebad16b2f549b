import type { Statement } from '../statement.js';
import { exactMinutes, money, monthWord, words } from '../statement-words.js';
import type { Paper } from './paper.js';
import type { Printing } from './printing.js';
import { drawTable, type TableCell, type TableRow } from './table.js';

/** Months of a year, `2025-01` to `2025-12`. */
export const monthsOf = (year: number): string[] =>
  Array.from({ length: 12 }, (_, at) => `${year}-${String(at + 1).padStart(2, '0')}`);

/** What each month cost, the member's key of it and what is due of it; every figure a link. Answers the height below. */
export function drawEuros(paper: Paper, statement: Statement, printing: Printing, top: number): number {
  const text = words[printing.language];
  const titles = [text.month, text.state, text.cost, text.key, text.keyTotal, text.due, text.byParts, text.provisions];
  const widths = [42, 56, 72, 78, 78, 66, 69, 62];
  const rows = monthsOf(statement.year).map(month => monthRow(statement, month, printing));
  if (statement.euros.earlier !== 0n) rows.push(earlierRow(statement, printing));
  rows.push(totalRow(statement, printing));
  const columns = titles.map((title, at) => ({ title, width: widths[at] ?? 0 }));
  return drawTable(paper, { columns, rows, size: 7.9, rowHeight: 12 }, top);
}

const nothing: TableCell = { text: '–' };
const blank: TableCell = { text: '' };

function monthRow(statement: Statement, month: string, printing: Printing): TableRow {
  const { language } = printing;
  const text = words[language];
  const { links, year, euros } = statement;
  const head = monthWord(month, language);
  const opens = opening(printing, `${head} ${year}`);
  const found = statement.months.find(one => one.month === month);
  const called = euros.provisions.filter(one => one.month === month);
  const sum = called.reduce((all, { cents }) => all + cents, 0n);
  const provided = called.length === 0 ? nothing : opens(money(sum, language), text.provisions, links.provisions);
  if (!found) return { head, cells: [...Array.from({ length: 6 }, () => nothing), provided] };
  const cents = (amount: bigint | undefined, what: string, path: string): TableCell =>
    amount === undefined ? nothing : opens(money(amount, language), what, path);
  return {
    head,
    cells: [
      { text: found.state === 'closed' ? text.closed : text.open },
      cents(found.cost, text.cost, links.proof),
      opens(exactMinutes(found.key, language), text.key, found.explain),
      opens(exactMinutes(found.keyTotal, language), text.keyTotal, links.proof),
      cents(found.due, text.due, found.explain),
      cents(found.byParts, text.byParts, links.proof),
      provided,
    ],
  };
}

function earlierRow({ euros, links, year }: Statement, printing: Printing): TableRow {
  const text = words[printing.language];
  const due = opening(printing, String(year))(money(euros.earlier, printing.language), text.earlier, links.proof);
  return { head: text.earlierShort, cells: [blank, blank, blank, blank, due, blank, blank] };
}

function totalRow({ euros, links, year }: Statement, printing: Printing): TableRow {
  const { language } = printing;
  const text = words[language];
  const opens = opening(printing, `${text.total} ${year}`);
  return {
    head: text.total,
    cells: [
      blank,
      opens(money(euros.cost, language), text.cost, links.proof),
      blank,
      blank,
      opens(money(euros.due + euros.earlier, language), text.due, links.proof),
      opens(money(euros.byParts, language), text.byParts, links.proof),
      opens(money(euros.provided, language), text.provisions, links.provisions),
    ],
    isTotal: true,
  };
}

const opening =
  ({ base, language }: Printing, when: string) =>
  (text: string, what: string, path: string): TableCell => ({
    text,
    url: base + path,
    about: words[language].explains(`${what}, ${when}`),
  });
