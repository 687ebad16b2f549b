import type { ProblemCode } from './problem-codes.js';
import { printable } from './printable.js';

/** What a message may name beside the code: numbers, words, columns. Texts are already printable. */
export type ProblemDetail = Readonly<Record<string, string | number | readonly string[]>>;

/** Why a value was refused. `value` is shortened and escaped, and is never set for a secret. */
export interface ValueProblem {
  readonly code: ProblemCode;
  readonly field?: string;
  readonly value?: string;
  readonly detail?: ProblemDetail;
}

/** What every parser returns; parsers never throw, whatever the input. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ValueProblem };

/** Thrown by `get…` behind a boundary, where a bad value is a fault of the program and not of a person. */
export class ValueError extends Error {
  override readonly name = 'ValueError';

  constructor(readonly problem: ValueProblem) {
    super(problem.value === undefined ? problem.code : `${problem.code}: ${problem.value}`);
  }
}

export function accepted<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

/** A refusal; `value` is made printable here, so callers pass the input as it came. */
export function refused(
  code: ProblemCode,
  value?: string,
  detail?: ProblemDetail,
): { ok: false; problem: ValueProblem } {
  return {
    ok: false,
    problem: { code, ...(value !== undefined && { value: printable(value) }), ...(detail && { detail }) },
  };
}

/** The value, or `ValueError`. */
export function unwrap<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new ValueError(parsed.problem);
}

/** The same problem, naming the field it was found in. */
export function inField<T>(parsed: Parsed<T>, field: string): Parsed<T> {
  return parsed.ok ? parsed : { ok: false, problem: { ...parsed.problem, field } };
}

/** A non-empty text, or the problem every parser of texts shares. */
export function parseText(input: unknown): Parsed<string> {
  if (typeof input !== 'string') return refused('not-text');
  return input === '' ? refused('empty') : accepted(input);
}
