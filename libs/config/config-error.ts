/** The installation's settings cannot be used; every problem is named at once, none of them shows a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`these settings need attention:\n${problems.map(problem => `  - ${problem}`).join('\n')}`);
  }
}
