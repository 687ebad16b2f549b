/** What a person reads of a problem: what happened, the detail, what to do. `{name}` stands for a parameter. */
export interface ProblemText {
  readonly title: string;
  readonly detail: string;
  readonly action: string;
}

/** One row of the catalogue: its HTTP status and its words in both languages. */
export interface ProblemRow {
  readonly status: number;
  /** A refusal is the asker's to put right, a failure the technician's. */
  readonly severity: 'refusal' | 'failure';
  readonly told: 'asker' | 'technician';
  readonly fr: ProblemText;
  readonly en: ProblemText;
}

type Words = readonly [title: string, detail: string, action: string];

/** Rows are written as three sentences per language: what happened, the detail, what to do. */
export function row(status: number, fr: Words, en: Words): ProblemRow {
  const isFailure = status >= 500;
  return {
    status,
    severity: isFailure ? 'failure' : 'refusal',
    told: isFailure ? 'technician' : 'asker',
    fr: wordsOf(fr),
    en: wordsOf(en),
  };
}

function wordsOf([title, detail, action]: Words): ProblemText {
  return { title, detail, action };
}
