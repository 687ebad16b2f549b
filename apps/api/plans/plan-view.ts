import { type Change, type PlanSummary, summarise } from '@amie/reconcile';
import type { Language } from '@amie/values';
import { z } from 'zod';
import { planSentence } from './plan-sentence.js';
import { planText } from './plan-text.js';

export const changeView = z.object({
  action: z.enum(['create', 'update', 'set-aside', 'restore', 'purge']),
  kind: z.string(),
  key: z.string(),
  /** Settings that differ; empty for a create. */
  fields: z.array(z.string()),
});

/** What would change on the servers, as of when they were last looked at. */
export const planView = z.object({
  asOf: z.iso.datetime().nullable(),
  counts: z.record(z.string(), z.record(z.string(), z.number().int())),
  sentence: z.string(),
  changes: z.array(changeView),
  text: z.string(),
});
export type PlanView = z.infer<typeof planView>;

/** A plan as computed: its changes and the oldest look at the servers they rest on. */
export interface Plan {
  readonly changes: readonly Change[];
  readonly asOf?: Date | null;
}

export const emptyPlan: Plan = { changes: [] };

export function showPlan(plan: Plan, language: Language): PlanView {
  const told = tellPlan(plan, language);
  return {
    ...told,
    changes: plan.changes.map(({ action, desired, fields }) => ({
      action,
      kind: desired.kind,
      key: desired.key,
      fields: [...fields],
    })),
    text: planText(plan.changes, told.sentence, language),
  };
}

/** What a task keeps of its plan: the counts. The changes themselves are its resources. */
export interface KeptPlan {
  readonly asOf: string | null;
  readonly counts: PlanSummary;
}

/** A plan in one sentence, without the list of its changes. */
export function tellPlan(plan: Plan, language: Language): Pick<PlanView, 'asOf' | 'counts' | 'sentence'> {
  const { asOf, counts } = keepPlan(plan);
  return { asOf, counts: counts as PlanView['counts'], sentence: planSentence(counts, language) };
}

export function keepPlan(plan: Plan): KeptPlan {
  return { asOf: plan.asOf ? plan.asOf.toISOString() : null, counts: summarise(plan.changes) };
}
