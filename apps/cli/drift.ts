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
export function differences({ fields, found, wanted }: Drift): string[] {
  const sides = fields.map(field => {
    return `${field}: ${valueOf(wanted, field)} → ${valueOf(found, field)}`;
  });
  const from = wanted?.presence ?? '(none)';
  const to = found?.presence ?? 'absent';
  return from === to || !wanted ? sides : [`presence: ${from} → ${to}`, ...sides];
}

function valueOf(side: Side | null, field: string): string {
  const value = side?.spec?.[field];
  return value === undefined ? '(none)' : JSON.stringify(value);
}
