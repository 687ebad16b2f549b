/** Why something about a month, a policy or a decision cannot be done. Each has its words in the API's catalogue. */
export type PeriodRefusal =
  | 'policy-missing'
  | 'policy-unknown'
  | 'policy-not-draft'
  | 'policy-not-after-vote'
  | 'policy-month-proposed'
  | 'decision-unknown'
  | 'month-not-over'
  | 'month-in-grace'
  | 'month-closed'
  | 'month-not-proposed'
  | 'month-not-approved'
  | 'month-not-closed'
  | 'month-without-parts'
  | 'month-detached'
  | 'approval-before-end'
  | 'adjustment-unknown'
  | 'adjustment-reversed'
  | 'day-outside-month'
  | 'day-without-gap'
  | 'decision-before-month'
  | 'coverage-not-thin';

/** Thrown before anything was written; the transaction around it is taken back. */
export class PeriodRefused extends Error {
  constructor(
    readonly code: PeriodRefusal,
    readonly params: Readonly<Record<string, string | readonly string[]>> = {},
  ) {
    super(code);
    this.name = 'PeriodRefused';
  }
}
