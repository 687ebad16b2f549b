import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { Parsed } from '@amie/values';
import { z } from 'zod';
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

function fieldProblems(issue: Issue): FieldProblem[] {
  const field = issue.path.map(String).join('/');
  if (issue.code === 'custom') return [fromParser(issue.params?.problem, field) ?? invalid(field, issue.message)];
  if (issue.code === 'unrecognized_keys') return [{ code: 'field-unknown', field, params: { names: issue.keys } }];
  const isMissing = issue.code === 'invalid_type' && issue.message.includes('received undefined');
  return isMissing ? [{ code: 'field-missing', field }] : [invalid(field, issue.message)];
}

function fromParser(problem: unknown, field: string): FieldProblem | undefined {
  if (!problem || typeof problem !== 'object') return undefined;
  const { code, value, detail } = problem as { code: FieldProblem['code']; value?: string; detail?: object };
  return { code, field, ...(value !== undefined && { value }), params: { ...detail } };
}

const invalid = (field: string, reason: string): FieldProblem => ({ code: 'field-invalid', field, params: { reason } });
