import type { Action, Change, Kind } from './contract.js';

/** How many changes there are of each kind and action: `{ mailbox: { create: 25 } }`. */
export type PlanSummary = Readonly<Record<Kind, Readonly<Partial<Record<Action, number>>>>>;

/** Counts a plan per kind and action; kinds come in the order of the plan. */
export function summarise(changes: readonly Change[]): PlanSummary {
  const summary: Record<Kind, Partial<Record<Action, number>>> = {};
  for (const { action, desired } of changes) {
    const counts = (summary[desired.kind] ??= {});
    counts[action] = (counts[action] ?? 0) + 1;
  }
  return summary;
}
