import { fieldName, fieldValue } from './things.js';
import type { Say } from './words.js';

/** A difference nobody asked for (`drift`), or a thing that no resource claims (`orphan`). */
export interface Drift {
  readonly id: string;
  readonly kind: 'drift' | 'orphan';
  readonly service: string;
  readonly server: { id: string; name: string };
  readonly key: string;
  readonly fields: readonly string[];
  readonly found: Side | null;
  readonly wanted: Side | null;
  readonly detectedAt: string;
  readonly decision: string | null;
  readonly resolvedAt: string | null;
}

interface Side {
  readonly presence?: string;
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** What differs: one setting a line, as asked and as found on the server. */
export function differences({ kind, fields, found, wanted }: Drift, say: Say): string[] {
  const line = (field: string, from: string, to: string): string =>
    say(`${fieldName(field, say)} : ${from} → ${to}`, `${fieldName(field, say)}: ${from} → ${to}`);
  const value = (side: Side | null, field: string): string => fieldValue(side?.spec?.[field], say);
  const sides = fields.map(field => line(field, value(wanted, field), value(found, field)));
  const from = wanted?.presence ?? 'absent';
  const to = found?.presence ?? 'absent';
  if (from === to && fields.length === 0 && kind === 'drift') return [newer(say)];
  return from === to || !wanted ? sides : [line('presence', fieldName(from, say), fieldName(to, say)), ...sides];
}

// After a restore the server may hold the same in a later version: nothing differs, and yet it is not ours to write.
const newer = (say: Say): string =>
  say('plus récent sur le serveur que la demande connue ici', 'newer on the server than what is known here');
