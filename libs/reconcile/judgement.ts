import type { Action, Change, Desired, Found, Presence } from './contract.js';
import type { Outcome, Problem } from './outcome.js';
import { isAhead } from './plan.js';

/** What is known of a change after the second look. */
interface Evidence {
  readonly change: Change;
  readonly found: Found | undefined;
  /** What a plan would still do; undefined when all is as desired. */
  readonly next: Change | undefined;
  /** What the change met on its way; its effect is unknown, the second look decides. */
  readonly problem: Problem | undefined;
  readonly commitProblem: Problem | undefined;
}

/** The outcome that the second look proves; undefined when the change went well and a further step remains. */
export function concludeChange(evidence: Evidence): Outcome | undefined {
  const { change, found, next, problem, commitProblem } = evidence;
  const { desired } = change;
  if (isAhead(found, desired)) return failed(change, aheadProblem(desired, found));
  if (commitProblem) return failed(change, problem ?? commitProblem);
  if (!next) return { result: 'confirmed', desired, found, change };
  return problem && failed(change, problem);
}

/** The outcome of a thing that needed no change. */
export function concludeSettled(desired: Desired, found: Found | undefined, commitProblem?: Problem): Outcome {
  if (isAhead(found, desired)) return { result: 'failed', desired, problem: aheadProblem(desired, found) };
  if (commitProblem) return { result: 'failed', desired, problem: commitProblem };
  return { result: 'confirmed', desired, found };
}

/** The change that may have led to what is there, in a run that died before its commit: the commit is owed. */
export function settledChange(desired: Desired, found: Found | undefined): Change | undefined {
  if (isAhead(found, desired)) return undefined;
  return { action: lastAction[desired.presence], desired, found, fields: [] };
}

/** Every change was accepted, and yet the server shows something else; worth another try later. */
export function notSeen(change: Change): Outcome {
  const what = change.fields.length > 0 ? `${change.action} of ${change.fields.join(', ')}` : change.action;
  return failed(change, { code: 'change-not-seen', detail: `still to do: ${what}`, isTerminal: false });
}

const lastAction: Readonly<Record<Presence, Action>> = { present: 'update', aside: 'set-aside', absent: 'purge' };

function failed(change: Change, problem: Problem): Outcome {
  return { result: 'failed', desired: change.desired, problem, change };
}

function aheadProblem(desired: Desired, found: Found | undefined): Problem {
  const detail = `the server holds generation ${found?.generation}, newer than ${desired.generation}`;
  return { code: 'generation-stale', detail, isTerminal: false };
}
