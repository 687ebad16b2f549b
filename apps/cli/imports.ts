import { type FieldProblem, fieldSentence } from './api-problem.js';
import type { Output } from './output.js';
import type { Column } from './table.js';
import type { Plan } from './task.js';

/** A checked table of people, as the API shows it before it is approved. */
export interface Import {
  readonly id: string;
  readonly memberId: string;
  readonly plan: Plan;
  readonly rows: readonly ImportedPerson[];
  readonly bad: readonly BadRow[];
  readonly counts: { readonly new: number; readonly unchanged: number; readonly bad: number };
  readonly ignoredColumns: readonly string[];
}

export interface ImportedPerson {
  readonly row: number;
  readonly givenName: string;
  readonly familyName: string;
  readonly ownEmail: string;
  readonly address: string;
  readonly isProposed: boolean;
  readonly groups: readonly string[];
  readonly sharedAddresses: readonly string[];
  readonly state: 'new' | 'unchanged';
}

export interface BadRow {
  readonly row: number;
  readonly problems: readonly FieldProblem[];
}

const mostShown = 200;

/** What a person approves: who comes with which address, who is there already, and what was set aside. */
export function tellImport(output: Output, { rows, bad, counts, ignoredColumns }: Import): void {
  const fresh = rows.filter(({ state }) => state === 'new');
  if (fresh.length > 0) output.table(fresh.slice(0, mostShown), columnsFor(fresh));
  const more = fresh.length - mostShown;
  if (more > 0) output.line(`… et ${more} autres (toutes avec --json).`, `… and ${more} more (all with --json).`);
  if (counts.unchanged > 0) {
    output.line(
      `Déjà là, inchangées : ${counts.unchanged} personne(s).`,
      `Already there, unchanged: ${counts.unchanged}.`,
    );
  }
  if (ignoredColumns.length > 0) {
    const names = ignoredColumns.join(', ');
    output.line(`Colonnes non lues : ${names}.`, `Columns not read: ${names}.`);
  }
  if (bad.length > 0) output.text(badLines(bad, output));
}

function columnsFor(rows: readonly ImportedPerson[]): Column<ImportedPerson>[] {
  const hasGroups = rows.some(({ groups, sharedAddresses }) => groups.length + sharedAddresses.length > 0);
  return [
    { title: ['Ligne', 'Row'], show: ({ row }) => String(row) },
    { title: ['Nom', 'Name'], show: person => `${person.givenName} ${person.familyName}` },
    { title: ['Adresse', 'Address'], show: ({ address }) => address },
    { title: ['Invitation à', 'Invitation to'], show: ({ ownEmail }) => ownEmail },
    ...(hasGroups ? [groupColumn] : []),
  ];
}

const groupColumn: Column<ImportedPerson> = {
  title: ['Groupes', 'Groups'],
  show: ({ groups, sharedAddresses }) => [...groups, ...sharedAddresses].join(', '),
};

function badLines(bad: readonly BadRow[], { say, language }: Output): string {
  const lines = bad.flatMap(({ row, problems }) =>
    problems.map(problem => `  ${fieldSentence({ ...problem, row }, language)}`),
  );
  return [say('Lignes écartées :', 'Rows set aside:'), ...lines].join('\n');
}

/** The numbers of the rows set aside, few enough to read. */
export function rowNumbers(bad: readonly BadRow[]): string {
  const numbers = bad.map(({ row }) => row);
  return numbers.length <= 20 ? numbers.join(', ') : `${numbers.slice(0, 20).join(', ')} … (+${numbers.length - 20})`;
}
