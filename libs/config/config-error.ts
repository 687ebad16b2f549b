/** A setting that cannot be used and what is expected instead, in both languages; never its value, which may be secret. */
export interface ConfigProblem {
  readonly fr: string;
  readonly en: string;
}

const headings: ConfigProblem = { fr: 'Ces réglages sont à revoir\u00a0:', en: 'These settings need attention:' };

/** The installation's settings cannot be used; every problem is named at once, none of them shows a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(sentenceOf(problems, 'en'));
  }

  /** All the problems for people, each on a line. The message is the same in English, for logs. */
  sentence(language: keyof ConfigProblem): string {
    return sentenceOf(this.problems, language);
  }
}

function sentenceOf(problems: readonly ConfigProblem[], language: keyof ConfigProblem): string {
  return [headings[language], ...problems.map(problem => `  - ${problem[language]}`)].join('\n');
}
