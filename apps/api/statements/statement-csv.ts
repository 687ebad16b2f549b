import type { Language } from '@amie/values';
import { type CsvCell, csvText, euros, exactMinutes, whole } from './csv.js';
import { flagSentence } from './remarks.js';
import type { Statement } from './statement.js';
import { nearestMinute, poolWord, words } from './statement-words.js';

const columns = {
  fr: ['Partie', 'Mois', 'Quoi', 'Minutes exactes', 'Minutes', 'Euros', 'Valeur', 'Explication'],
  en: ['Part', 'Month', 'What', 'Exact minutes', 'Minutes', 'Euros', 'Value', 'Explanation'],
} as const;

/** The sheet for a spreadsheet: one figure a line, its link at the end; amounts to the last unit. Pure. */
export function statementCsv(statement: Statement, language: Language, base: string): string {
  const rows = [
    headRow(statement),
    ...daysRows(statement, language, base),
    ...poolRows(statement, language, base),
    ...monthRows(statement, language, base),
    ...yearRows(statement, language, base),
    ...shareRows(statement, language),
    ...flagRows(statement, language),
  ];
  return csvText([columns[language], ...rows], language);
}

type Row = readonly CsvCell[];

const headRow = ({ member, year, asOf }: Statement): Row => [
  '',
  '',
  `${member.name} ${year}`,
  '',
  '',
  '',
  asOf.toISOString(),
  '',
];

function daysRows({ days, links }: Statement, language: Language, base: string): Row[] {
  const text = words[language];
  const kinds = [
    [text.own, days.own],
    [text.collective, days.collective],
  ] as const;
  return kinds.flatMap(([kind, line]) =>
    (
      [
        [text.planned, line.planned],
        [text.used, line.used],
        [text.left, line.left],
      ] as const
    ).map(([what, umin]) =>
      minutesRow(text.days, '', `${kind}, ${what}`, umin, nearestMinute(umin), base + links.plan),
    ),
  );
}

function poolRows({ pools, poolTotals, poolTotal }: Statement, language: Language, base: string): Row[] {
  const text = words[language];
  const lines = [
    ...pools.map(line => ({ word: poolWord(line.pool, language), ...line })),
    { word: text.total, cells: poolTotals, total: poolTotal },
  ];
  return lines.flatMap(({ word, cells, total }) =>
    [...cells, total].map(({ month = text.total, umin, minutes, corrected, explain }) =>
      minutesRow(
        text.minutes,
        month,
        word,
        umin,
        minutes,
        base + explain,
        corrected === undefined ? '' : exactMinutes(corrected),
      ),
    ),
  );
}

// The value of a line of minutes is what of it was corrected after the close.
const minutesRow = (
  part: string,
  month: string,
  what: string,
  umin: bigint,
  minutes: bigint,
  link: string,
  corrected: CsvCell = '',
): Row => [part, month, what, exactMinutes(umin), whole(minutes), '', corrected, link];

function monthRows({ months, links }: Statement, language: Language, base: string): Row[] {
  const text = words[language];
  return months.flatMap(({ month, state, policyVersion, digest, ...found }): Row[] => [
    [text.euros, month, text.state, '', '', '', state === 'closed' ? text.closed : text.open, ''],
    [text.euros, month, text.cost, '', '', euros(found.cost), '', base + links.proof],
    [text.euros, month, text.key, exactMinutes(found.key), '', '', '', base + found.explain],
    [text.euros, month, text.keyTotal, exactMinutes(found.keyTotal), '', '', '', base + links.proof],
    [text.euros, month, text.due, '', '', euros(found.due), '', base + found.explain],
    [text.euros, month, text.byParts, '', '', euros(found.byParts), '', base + links.proof],
    [text.digests, month, `v${policyVersion}`, '', '', '', digest, ''],
  ]);
}

function yearRows({ euros: of, links }: Statement, language: Language, base: string): Row[] {
  const text = words[language];
  const row = (month: string, what: string, cents: bigint, link: string): Row => [
    text.euros,
    month,
    what,
    '',
    '',
    euros(cents),
    '',
    base + link,
  ];
  return [
    ...of.provisions.map(({ month, cents }) => row(month, text.provisions, cents, links.provisions)),
    row(text.total, text.cost, of.cost, links.proof),
    row(text.total, text.due, of.due, links.proof),
    row(text.total, text.earlier, of.earlier, links.proof),
    row(text.total, text.byParts, of.byParts, links.proof),
    row(text.total, text.provisions, of.provided, links.provisions),
    row(text.total, text.trueUp, of.trueUp, links.proof),
  ];
}

const shareRows = ({ shares }: Statement, language: Language): Row[] =>
  shares.map(({ name, umin }) => [
    words[language].shares,
    words[language].total,
    name,
    exactMinutes(umin),
    whole(nearestMinute(umin)),
    '',
    '',
    '',
  ]);

const flagRows = ({ flags }: Statement, language: Language): Row[] =>
  flags.map(flag => [words[language].remarks, '', flagSentence(flag, language), '', '', '', '', '']);
