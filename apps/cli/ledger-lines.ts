import { wholeOf } from './minutes.js';
import type { Output } from './output.js';

/** One validated entry of the ledger under a figure. */
interface LedgerLine {
  readonly day: string;
  readonly minutes: number;
  readonly technician: string;
  readonly note: string;
  readonly validatedBy: string;
  readonly reason: string | null;
}

interface Lines {
  readonly minutes: string;
  readonly many: number;
  readonly entries?: readonly LedgerLine[];
}

/** What was worked: in the pool, and for the member alone. */
export interface Ledger {
  readonly pool: Lines;
  readonly own: Lines;
}

/** Minutes worked in the pool and for the member alone, each with its entries where they were asked for. */
export function ledgerText({ pool, own }: Ledger, output: Output, depth: number): string[] {
  const { say, language } = output;
  const indent = '  '.repeat(depth);
  const told = ({ minutes, many, entries = [] }: Lines, label: string): string[] => [
    `${indent}${label} ${wholeOf(minutes, language)} min (${say(`lignes : ${many}`, `entries: ${many}`)})`,
    ...entriesText(entries, output, depth + 1),
  ];
  return [
    ...told(pool, say('travaillé pour tous', 'worked for all')),
    ...(own.many > 0 ? told(own, say('travaillé pour elle seule', 'worked for it alone')) : []),
  ];
}

/** Entries one a line: when, how long, by whom, and the second person. */
export function entriesText(entries: readonly LedgerLine[], { say, language }: Output, depth: number): string[] {
  const indent = '  '.repeat(depth);
  return entries.map(({ day, minutes, technician, note, validatedBy, reason }) => {
    const by = say(`${technician}, validé par ${validatedBy}`, `${technician}, validated by ${validatedBy}`);
    const why = [note, reason].filter(Boolean).map(text => ` · ${text}`);
    return `${indent}${day} ${wholeOf(`${minutes}`, language)} min · ${by}${why.join('')}`;
  });
}
