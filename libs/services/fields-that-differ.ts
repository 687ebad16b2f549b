/**
 * Names of the top-level settings whose JSON differs, sorted. Every list of a spec is a set: order never counts as a
 * difference, nor does the order in which an object names its fields. A missing optional setting equals `undefined`.
 */
export function fieldsThatDiffer<Spec extends object>(wanted: Spec, found: Spec): readonly string[] {
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return [...names].filter(name => valueOf(wanted, name) !== valueOf(found, name)).sort();
}

function valueOf(spec: object, name: string): string | undefined {
  const value: unknown = (spec as Record<string, unknown>)[name];
  return value === undefined ? undefined : canonical(value);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort(byText).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const named = fields.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`);
  return `{${named.sort(byText).join()}}`;
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
