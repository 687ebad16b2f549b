import type { ProblemCode } from './catalogue.js';

/** Values a message may name. Never a secret. */
export type ProblemParams = Readonly<Record<string, string | number | readonly string[]>>;

/** One field, cell or row that was refused. */
export interface FieldProblem {
  readonly code: ProblemCode;
  /** JSON pointer of the field in the body, or the name of the column. */
  readonly field?: string;
  /** Row of the file, as a spreadsheet counts it. */
  readonly row?: number;
  /** What was sent, shortened and escaped. */
  readonly value?: string;
  readonly params?: ProblemParams;
}

/** A refusal, thrown anywhere and rendered for people in one place (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly params: ProblemParams = {},
    readonly errors: readonly FieldProblem[] = [],
  ) {
    super(code);
    this.name = 'Problem';
  }
}

export const notFound = (id: string): Problem => new Problem('not-found', { id });
