import { entriesText, type Ledger, ledgerText } from './ledger-lines.js';
import { wholeOf } from './minutes.js';
import type { Output } from './output.js';

/** A line of an explanation as the API tells it. */
export interface ExplainedLine {
  readonly label: string;
  readonly shown: string;
  readonly how?: string;
  readonly byRemainder?: boolean;
  readonly children: readonly ExplainedLine[];
  readonly usage?: Usage;
  readonly ledger?: Ledger;
}

interface Usage {
  /** Of a meter that people book. */
  readonly entries?: Parameters<typeof entriesText>[0];
  readonly subjects: readonly {
    readonly subject: string;
    readonly server: string;
    readonly amount: string;
    readonly average?: string;
    readonly observed: number;
    readonly estimated: number;
    readonly unknown: number;
    readonly days?: readonly UsageDay[];
  }[];
}

interface UsageDay {
  readonly day: string;
  readonly kind: 'observed' | 'estimated' | 'quiet' | 'unknown';
  readonly value: string | null;
  readonly samples: readonly {
    readonly slot: number;
    readonly value: string | null;
    readonly isCurrent: boolean;
    readonly reason: string | null;
    readonly run: {
      readonly id: number;
      readonly command: string | null;
      readonly toolVersion: string | null;
      readonly rawSha256: string | null;
      readonly error?: string | null;
    } | null;
  }[];
}

/** The tree of a figure, two spaces a level: what it is, how it was computed, what was measured. */
export function explanationText(line: ExplainedLine, output: Output, depth = 0): string[] {
  const { say } = output;
  const indent = '  '.repeat(depth);
  const rest = line.byRemainder ? say(' (dernière unité au reste)', ' (last unit by remainder)') : '';
  return [
    `${indent}${line.label}${colon(output)} ${line.shown}`,
    ...(line.how ? [`${indent}  = ${line.how}${rest}`] : []),
    ...(line.ledger ? ledgerText(line.ledger, output, depth + 1) : []),
    ...(line.usage ? usageText(line.usage, output, depth + 1) : []),
    ...entriesText(line.usage?.entries ?? [], output, depth + 1),
    ...line.children.flatMap(child => explanationText(child, output, depth + 1)),
  ];
}

/** A colon as the language spaces it. */
export const colon = ({ language }: Output): string => (language === 'fr' ? '\u00a0:' : ':');

function usageText({ subjects }: Usage, output: Output, depth: number): string[] {
  const { say, language } = output;
  const indent = '  '.repeat(depth);
  return subjects.flatMap(({ subject, server, amount, average, observed, estimated, unknown, days = [] }) => [
    `${indent}${subject} (${server}) ${average ?? wholeOf(amount, language)} · ${say(
      `${observed} jours relevés, ${estimated} estimés, ${unknown} inconnus`,
      `${observed} days observed, ${estimated} estimated, ${unknown} unknown`,
    )}`,
    ...days.flatMap(day => dayText(day, output, depth + 1)),
  ]);
}

function dayText({ day, kind, value, samples }: UsageDay, output: Output, depth: number): string[] {
  const { say, language } = output;
  const indent = '  '.repeat(depth);
  const kinds = {
    observed: '',
    estimated: say(' (estimé)', ' (estimated)'),
    quiet: say(' (rien ce jour-là)', ' (nothing that day)'),
    unknown: say(' (inconnu)', ' (unknown)'),
  };
  return [
    `${indent}${day} ${value === null ? '—' : wholeOf(value, language)}${kinds[kind]}`,
    ...samples.map(({ slot, value: seen, isCurrent, reason, run }) => {
      const sample = seen === null ? say('absent', 'absent') : wholeOf(seen, language);
      const since = isCurrent ? '' : say(' (remplacé)', ' (replaced)');
      const told = reason ?? (seen === null ? run?.error : undefined);
      const why = told ? ` (${told})` : '';
      const from = run && ` · ${say('passage', 'run')} ${run.id}${originOf(run)}`;
      return `${indent}  ${say('relevé', 'sample')} ${slot}${colon(output)} ${sample}${since}${why}${from ?? ''}`;
    }),
  ];
}

/** A run that read nothing has no command, and its reason stands before. Twelve signs tell one output from another. */
function originOf({ command, toolVersion, rawSha256 }: NonNullable<UsageDay['samples'][number]['run']>): string {
  const told = [
    command && [command, toolVersion].filter(Boolean).join(' '),
    rawSha256 && `sha256 ${rawSha256.slice(0, 12)}`,
  ];
  return told.flatMap(one => (one ? [` · ${one}`] : [])).join('');
}
