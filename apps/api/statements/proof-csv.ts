import type { Language } from '@amie/values';
import { type CsvCell, csvText, euros, exactMinutes, whole } from './csv.js';
import type { Proof, ProofMonth } from './proof.js';

const columns = {
  fr: [
    'Mois',
    'Association',
    'Nom',
    'Minutes individuelles',
    'Minutes collectives',
    'Clé',
    'Clé de tous',
    'Coût',
    'Dû',
    'Selon les parts',
    'Provisions',
    'Solde',
    'Empreinte',
    'Explication',
    'Unité de la clé',
  ],
  en: [
    'Month',
    'Member',
    'Name',
    'Own minutes',
    'Collective minutes',
    'Key',
    'Key of all',
    'Cost',
    'Due',
    'By parts alone',
    'Provisions',
    'True-up',
    'Digest',
    'Explanation',
    'Unit of key',
  ],
} as const;

// A key is minutes, but in a month that nobody worked in.
const partSeconds = 'part·s';
const keyCell = ({ isByParts }: ProofMonth, key: bigint): CsvCell => (isByParts ? whole(key) : exactMinutes(key));

/** The proof for a spreadsheet: one line a month and member, then one a member for the year, then the sums. Pure. */
export function proofCsv(proof: Proof, language: Language, base: string): string {
  const lines = proof.months.flatMap(month =>
    month.lines.map((line): CsvCell[] => [
      month.month,
      line.slug,
      line.name,
      exactMinutes(line.individual),
      exactMinutes(line.collective),
      keyCell(month, line.key),
      keyCell(month, month.keyTotal),
      euros(month.cost),
      euros(line.due),
      euros(line.byParts),
      '',
      '',
      month.digest,
      base + line.explain,
      month.isByParts ? partSeconds : 'min',
    ]),
  );
  const members = proof.members.map(({ slug, name, due, earlier, provided, trueUp }): CsvCell[] => [
    String(proof.year),
    slug,
    name,
    '',
    '',
    '',
    '',
    '',
    euros(due + earlier),
    '',
    euros(provided),
    euros(trueUp),
    '',
    '',
    '',
  ]);
  const sums: CsvCell[] = [
    'Total',
    '',
    '',
    '',
    '',
    '',
    '',
    euros(proof.cost),
    euros(proof.due),
    '',
    euros(proof.provided),
    euros(proof.trueUp),
    '',
    '',
    '',
  ];
  return csvText([columns[language], ...lines, ...members, sums], language);
}
