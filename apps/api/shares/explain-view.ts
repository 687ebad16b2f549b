import type { ExplainLabel, ExplainNode } from '@amie/allocation';
import type { Language } from '@amie/values';
import { keyUnit, meterName, minutesText, percentText, poolName, wholeText } from './meter-words.js';

/** A line of an explanation with its words; amounts and keys are decimal strings, exact. */
export interface ShownNode {
  readonly id: string;
  readonly kind: ExplainLabel;
  readonly label: string;
  readonly amount: string;
  readonly unit: string;
  readonly shown: string;
  /** How it was computed: `68.600 min × 115,743,301,632,000 / 188,205,804,748,800 KiB·s (61.50%)`. */
  readonly how?: string;
  readonly key?: string;
  readonly total?: string;
  readonly keyUnit?: string;
  readonly byRemainder?: boolean;
  readonly facts: Readonly<Record<string, string>>;
  readonly children: readonly ShownNode[];
}

/** Words every line of a tree; the numbers stay as they are. */
export function showNode(node: ExplainNode, language: Language): ShownNode {
  const { id, label, amount, unit, key, total, byRemainder, facts = {}, children } = node;
  const unitOfKey = keyUnit(
    label === 'solidarity' || label === 'house' || facts.fallback ? undefined : facts.meter,
    language,
  );
  return {
    id,
    kind: label,
    label: labelOf(node, language),
    amount: `${amount}`,
    unit,
    shown: minutesText(amount, language),
    ...(key !== undefined &&
      total !== undefined && {
        how: howOf({ of: BigInt(facts.of ?? 0), key, total, unit: unitOfKey }, language),
        key: `${key}`,
        total: `${total}`,
        keyUnit: unitOfKey,
      }),
    ...(byRemainder !== undefined && { byRemainder }),
    facts,
    children: children.map(child => showNode(child, language)),
  };
}

function howOf(split: { of: bigint; key: bigint; total: bigint; unit: string }, language: Language): string {
  const { of, key, total, unit } = split;
  const share = percentText(key, total, language);
  return `${minutesText(of, language)} × ${wholeText(key, language)} / ${wholeText(total, language)} ${unit} (${share})`;
}

function labelOf({ label, amount, facts = {} }: ExplainNode, language: Language): string {
  const say = (french: string, english: string) => (language === 'fr' ? french : english);
  const meter = meterName(facts.meter ?? '', language);
  switch (label) {
    case 'pool': {
      const minutes = wholeText(BigInt(facts.minutes ?? 0), language);
      const pool = poolName(facts.pool ?? '', language);
      return say(`part des ${minutes} minutes de ${pool}`, `share of the ${minutes} minutes of ${pool}`);
    }
    case 'solidarity':
      return say('solidarité, selon les parts', 'solidarity, by parts');
    case 'driver':
      return facts.fallback ? say(`${meter} : personne, donc selon les parts`, `${meter}: nobody, so by parts`) : meter;
    case 'own-use':
      return say('son propre usage', 'its own use');
    case 'house':
      return say('usage commun, porté par tous selon les parts', 'common use, borne by all by parts');
    case 'cap': {
      const most = facts.cap === undefined || facts.cap === '0' ? '' : minutesText(BigInt(facts.cap), language);
      const of = most && say(` de ${most}`, ` of ${most}`);
      return amount < 0n
        ? say(
            `plafond${of} : ce qui en dépasse est porté par les autres`,
            `cap${of}: what exceeds it is borne by the others`,
          )
        : say('porté pour d’autres, qui ont atteint leur plafond', 'borne for others, who reached their cap');
    }
    case 'month':
    case 'due':
    case 'individual':
    case 'pool-cents':
      // Lines of a month or of money: a statement words those.
      return label;
  }
}
