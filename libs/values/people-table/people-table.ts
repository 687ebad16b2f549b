import { foldName } from '../fold.js';
import { outsideAddressKey } from '../outside-address.js';
import { accepted, refused, type Parsed } from '../parsed.js';
import { readColumns, type PersonColumns } from './columns.js';
import { decodeTable, type TableEncoding } from './decode.js';
import { inColumn, parsePersonRow, type BadRow, type PersonRow, type RowProblem, type RowRules } from './person-row.js';
import { isBlank, splitTable, type Separator } from './split.js';

export interface PeopleTableOptions extends RowRules {
  /** Rows of people a file may hold; 10,000 unless said. */
  readonly maximumRows?: number;
}

/** A table read whole: the people of its sound rows, and the rows set aside, both in the order of the file. */
export interface PeopleTable {
  readonly rows: readonly PersonRow[];
  readonly bad: readonly BadRow[];
  readonly columns: PersonColumns;
  readonly separator: Separator;
  readonly encoding: TableEncoding;
}

/**
 * Reads a pasted or uploaded table of people: CSV by `;` `,` or tab, UTF-8, CP1252 or marked UTF-16, French or English
 * headers in any order. A file that may be incomplete is refused whole; a bad row is named and the others stand.
 */
export function parsePeopleTable(bytes: Uint8Array, options: PeopleTableOptions = {}): Parsed<PeopleTable> {
  const decoded = decodeTable(bytes);
  if (!decoded.ok) return decoded;
  const split = splitTable(decoded.value.text);
  if (!split.ok) return split;
  const { rows: table, separator } = split.value;
  const top = table.findIndex(row => !isBlank(row));
  const columns = readColumns(table[top] ?? []);
  if (!columns.ok) return columns;
  const numbered = table.map((cells, index) => ({ row: index + 1, cells })).slice(top + 1);
  const filled = numbered.filter(({ cells }) => !isBlank(cells));
  const tooFewOrMany = countProblem(filled.length, options.maximumRows ?? 10_000);
  if (tooFewOrMany) return tooFewOrMany;
  const read = filled.map(({ row, cells }) => parsePersonRow(row, cells, columns.value, options));
  return accepted({
    ...setTwinsAside(read, columns.value),
    columns: columns.value,
    separator,
    encoding: decoded.value.encoding,
  });
}

function countProblem(rows: number, maximum: number): ReturnType<typeof refused> | undefined {
  if (rows === 0) return refused('file-without-rows');
  return rows > maximum ? refused('file-too-many-rows', undefined, { rows, maximum }) : undefined;
}

/** The first of two rows for one person, or for one address, stands; the later one names it. */
function setTwinsAside(
  read: readonly (PersonRow | BadRow)[],
  columns: PersonColumns,
): { rows: PersonRow[]; bad: BadRow[] } {
  const rows: PersonRow[] = [];
  const bad: BadRow[] = [];
  const people = new Map<string, number>();
  const addresses = new Map<string, number>();
  for (const entry of read) {
    if ('problems' in entry) {
      bad.push(entry);
      continue;
    }
    const problems = twinProblems(entry, people, addresses, columns);
    if (problems.length > 0) {
      bad.push({ row: entry.row, problems });
      continue;
    }
    people.set(personKey(entry), entry.row);
    if (entry.address) addresses.set(entry.address, entry.row);
    rows.push(entry);
  }
  return { rows, bad };
}

function twinProblems(
  entry: PersonRow,
  people: ReadonlyMap<string, number>,
  addresses: ReadonlyMap<string, number>,
  columns: PersonColumns,
): RowProblem[] {
  const problems: RowProblem[] = [];
  const samePerson = people.get(personKey(entry));
  if (samePerson !== undefined) {
    const problem = { code: 'row-duplicate-person', value: entry.ownEmail, detail: { otherRow: samePerson } } as const;
    problems.push(inColumn(problem, 'ownEmail', columns));
  }
  const sameAddress = addresses.get(entry.address ?? '');
  if (entry.address && sameAddress !== undefined) {
    const problem = { code: 'row-duplicate-address', value: entry.address, detail: { otherRow: sameAddress } } as const;
    problems.push(inColumn(problem, 'address', columns));
  }
  return problems;
}

/** Two people of one household share an e-mail; the same names on it are one person, however they are accented. */
function personKey(person: PersonRow): string {
  const names = [person.givenName, person.familyName].map(name => foldName(name) || name.toLowerCase());
  return [outsideAddressKey(person.ownEmail), ...names].join('\n');
}
