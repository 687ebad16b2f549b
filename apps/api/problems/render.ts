import type { Language } from '@amie/values';
import { catalogue, findRow } from './catalogue.js';
import type { FieldProblem, Problem, ProblemParams } from './problem.js';
import type { ProblemText } from './row.js';

/** A problem as it leaves the API (RFC 9457), with the way out and a line per field. */
export interface ProblemDocument extends ProblemText {
  readonly type: string;
  readonly status: number;
  readonly code: string;
  readonly severity: 'refusal' | 'failure';
  readonly instance: string;
  readonly params?: ProblemParams;
  readonly errors?: readonly FieldProblemDocument[];
}

export interface FieldProblemDocument extends FieldProblem, ProblemText {}

export const problemType = (code: string): string => `urn:amie:problem:${code}`;

/** The document of a refusal in the reader's language. */
export function renderProblem(problem: Problem, language: Language, instance: string): ProblemDocument {
  const row = catalogue[problem.code];
  return {
    type: problemType(problem.code),
    status: row.status,
    code: problem.code,
    severity: row.severity,
    ...fill(row[language], problem.params, language),
    instance,
    ...(Object.keys(problem.params).length > 0 && { params: problem.params }),
    ...(problem.errors.length > 0 && { errors: problem.errors.map(error => renderFieldProblem(error, language)) }),
  };
}

/** One field's or row's refusal with its words. What became of the whole request is not its to say: other rows stand. */
export function renderFieldProblem(error: FieldProblem, language: Language): FieldProblemDocument {
  const { title, detail, action } = textOf(error.code, language, paramsOf(error));
  return { ...error, title, detail: detail.replace(ofTheWhole, '').trim(), action };
}

const ofTheWhole = /(?:Rien n’a été (?:créé|changé)|Nothing was (?:created|changed))\./g;

/** The words of a code; a code without a row (an older server's) is shown as it is. */
export function textOf(code: string, language: Language, params: ProblemParams = {}): ProblemText {
  const row = findRow(code);
  return row ? fill(row[language], params, language) : { title: code, detail: '', action: '' };
}

function paramsOf(error: FieldProblem): ProblemParams {
  return {
    ...(error.field !== undefined && { field: error.field }),
    ...(error.value !== undefined && { value: error.value }),
    ...error.params,
  };
}

function fill(text: ProblemText, params: ProblemParams, language: Language): ProblemText {
  const words = (template: string): string => spaced(fillTemplate(template, params), language);
  return { title: words(text.title), detail: words(text.detail), action: words(text.action) };
}

function fillTemplate(template: string, params: ProblemParams): string {
  return template.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => shown(params[name]));
}

function shown(value: ProblemParams[string] | undefined): string {
  if (value === undefined) return '—';
  return Array.isArray(value) ? value.join(', ') || '—' : String(value);
}

// French typography: a no-break space inside guillemets and before two-part signs.
function spaced(text: string, language: Language): string {
  if (language !== 'fr') return text;
  return text
    .replace(/« /g, '«\u00a0')
    .replace(/ »/g, '\u00a0»')
    .replace(/ ([:;?!])/g, '\u00a0$1');
}
