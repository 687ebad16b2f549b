/**
 * Names of the top-level settings whose JSON differs, sorted. Every list of a spec is a set: order never counts as a
 * difference. A missing optional setting equals `undefined`.
 */
export function fieldsThatDiffer<Spec extends object>(wanted: Spec, found: Spec): readonly string[] {
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return [...names].filter(name => valueOf(wanted, name) !== valueOf(found, name)).sort();
}

function valueOf(spec: object, name: string): string | undefined {
  const value: unknown = (spec as Record<string, unknown>)[name];
  return JSON.stringify(Array.isArray(value) ? value.map(one => JSON.stringify(one)).sort(byText) : value);
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
