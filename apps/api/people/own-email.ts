import { parseOutsideAddress } from '@amie/values';
import type { FieldProblem } from '../problems/problem.js';

/** A mistyped ending (`.con`) is caught here, where the installation's own suffixes are known. */
export function ownEmailProblem(address: string, extraSuffixes: readonly string[]): FieldProblem | undefined {
  const parsed = parseOutsideAddress(address, { suffix: 'known', extraSuffixes });
  if (parsed.ok) return undefined;
  const { code, value, detail } = parsed.problem;
  return { code, field: 'ownEmail', ...(value !== undefined && { value }), params: { ...detail } };
}
