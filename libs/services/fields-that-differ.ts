/**
 * Names of the top-level settings whose JSON differs. Specs keep their lists sorted, so order never counts as a
 * difference. A missing optional setting equals `undefined`.
 */
export function fieldsThatDiffer<Spec extends object>(wanted: Spec, found: Spec): readonly string[] {
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return [...names].filter(name => valueOf(wanted, name) !== valueOf(found, name)).sort();
}

function valueOf(spec: object, name: string): string | undefined {
  return JSON.stringify((spec as Record<string, unknown>)[name]);
}
