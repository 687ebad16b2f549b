import { CommandFailure, exitCodes } from './exit-codes.js';
import { sentences } from './sentences.js';
import { fieldName } from './things.js';
import { printable } from './printable.js';
import { type Language, sayIn } from './words.js';

/** Problem details (RFC 9457) as the API writes them; every text is in the language asked for. */
export interface Problem {
  readonly type?: string;
  readonly code?: string;
  readonly title: string;
  readonly detail?: string;
  readonly action?: string;
  readonly status: number;
  readonly errors?: readonly FieldProblem[];
}

/** One field, cell or row that was refused. */
export interface FieldProblem {
  readonly field?: string;
  readonly row?: number;
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly action?: string;
  /** What was sent, such as the name of the person of a row. */
  readonly value?: string;
}

/** What the API refused, as the sentences to print: what happened, why, what to do, and a code to quote. */
export class ApiProblem extends CommandFailure {
  constructor(
    readonly problem: Problem,
    language: Language,
  ) {
    const isToken = problem.status === 401;
    super(sentencesOf(problem, language), isToken ? exitCodes.unreachable : exitCodes.failed, { problem });
  }
}

function sentencesOf(problem: Problem, language: Language): string {
  const errors = problem.errors ?? [];
  const lines = [
    problem.title,
    problem.detail,
    ...errors.map(error => `  ${fieldSentence(error, language)}`),
    problem.status === 401 ? howToGiveTheToken(language) : problem.action,
    problem.code && `(${problem.code})`,
  ];
  return lines.flatMap(line => (line ? [printable(line)] : [])).join('\n');
}

/** One refused field or row on one line: where, whose, why, and what to do. */
export function fieldSentence(error: FieldProblem, language: Language): string {
  const say = sayIn(language);
  const row = error.row === undefined ? '' : say(`ligne ${error.row}`, `row ${error.row}`);
  const field = error.field ? fieldName(error.field, say) : '';
  // The detail names the field as the API does.
  const detail = error.detail?.replace(`champ ${error.field} `, `champ « ${field} » `);
  const text = sentences(error.title, detail, error.action) || error.code || '';
  const value = error.value && !text.includes(error.value) ? `(${error.value})` : '';
  const place = [[row, field].filter(Boolean).join(', '), value].filter(Boolean).join(' ');
  return place ? say(`${place} : ${text}`, `${place}: ${text}`) : text;
}

export function howToGiveTheToken(language: Language): string {
  return sayIn(language)(
    [
      'Donnez le jeton du technicien, affiché une seule fois au premier démarrage de l’API :',
      '  dans le fichier ~/.config/amie/token (chmod 600), ou dans AMIE_TOKEN_FILE=/chemin, ou dans AMIE_TOKEN.',
    ].join('\n'),
    [
      'Give the technician’s token, shown once when the API first started:',
      '  in the file ~/.config/amie/token (chmod 600), or through AMIE_TOKEN_FILE=/path, or in AMIE_TOKEN.',
    ].join('\n'),
  );
}
