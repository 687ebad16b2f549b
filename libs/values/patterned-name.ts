import type { ProblemCode } from './problem-codes.js';
import { accepted, parseText, refused, type Parsed } from './parsed.js';

/** A parser for names we generate ourselves: no canonical form to look for, the text fits the grammar or does not. */
export function patterned<T extends string>(grammar: string, code: ProblemCode): (input: unknown) => Parsed<T> {
  const shape = new RegExp(grammar);
  return input => {
    const text = parseText(input);
    if (!text.ok) return text;
    return shape.test(text.value) ? accepted(text.value as T) : refused(code, text.value, { pattern: grammar });
  };
}
