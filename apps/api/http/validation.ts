import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { Parsed } from '@amie/values';
import { z } from 'zod';
import type { ProblemCode } from '../problems/catalogue.js';
import type { FieldProblem } from '../problems/problem.js';
import { Problem } from '../problems/problem.js';

/** A zod schema that is one of our parsers: same grammar, same problem codes, at the edge as anywhere. */
export function parsedBy<T>(parse: (input: unknown) => Parsed<T>, base: z.ZodType = z.string()): z.ZodType<T> {
  const schema = base.transform((input, context): T => {
    const parsed = parse(input);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: parsed.problem.code, params: { problem: parsed.problem } });
    return z.NEVER;
  });
  return schema as unknown as z.ZodType<T>;
}

/** Validates bodies, queries and parameters; every field at fault is named at once. */
export const validation = new StandardSchemaValidationPipe({
  exceptionFactory: issues =>
    new Problem(
      'request-invalid',
      {},
      issues.flatMap(issue => fieldProblems(issue as Issue)),
    ),
});

type Issue = z.core.$ZodIssue;

// The schema library's own messages are English and for programmers: each kind of issue has a row of ours instead.
function fieldProblems(issue: Issue): FieldProblem[] {
  const field = issue.path.map(String).join('/');
  if (issue.code === 'custom') return [fromParser(issue.params?.problem, field) ?? { code: 'field-invalid', field }];
  if (issue.code === 'unrecognized_keys') return [{ code: 'field-unknown', field, params: { names: issue.keys } }];
  const isMissing = issue.code === 'invalid_type' && issue.message.includes('received undefined');
  if (isMissing) return [{ code: field === '' ? 'body-not-object' : 'field-missing', field }];
  return [{ field, ...ofShape(issue, field === '') }];
}

const ofType: Readonly<Record<string, ProblemCode>> = {
  string: 'field-not-text',
  number: 'field-not-number',
  int: 'field-not-number',
  boolean: 'field-not-boolean',
  array: 'field-not-list',
  object: 'field-not-object',
  record: 'field-not-object',
};

function ofShape(issue: Issue, isWhole: boolean): Pick<FieldProblem, 'code' | 'params'> {
  if (issue.code === 'invalid_type') {
    return { code: isWhole ? 'body-not-object' : (ofType[issue.expected] ?? 'field-invalid') };
  }
  if (issue.code === 'invalid_value')
    return { code: 'field-not-offered', params: { values: issue.values.map(String) } };
  if (issue.code === 'too_small') {
    const code = isNumber(issue.origin) ? 'field-too-small' : 'field-too-short';
    return { code, params: { minimum: Number(issue.minimum) } };
  }
  if (issue.code === 'too_big') {
    const code = isNumber(issue.origin) ? 'field-too-large' : 'field-too-long';
    return { code, params: { maximum: Number(issue.maximum) } };
  }
  return { code: 'field-invalid' };
}

const isNumber = (origin: string): boolean => ['number', 'int', 'bigint'].includes(origin);

function fromParser(problem: unknown, field: string): FieldProblem | undefined {
  if (!problem || typeof problem !== 'object') return undefined;
  const { code, value, detail } = problem as { code: FieldProblem['code']; value?: string; detail?: object };
  return { code, field, ...(value !== undefined && { value }), params: { ...detail } };
}
