import { emptyPlan, showPlan } from '../plans/plan-view.js';
import { Answer, etagOf } from '../http/answer.js';
import type { Asked } from '../http/asked.js';

/** What a change answers that reaches no server: in a dry run, what it would have answered beside an empty plan. */
export function plainAnswer(asked: Asked, status: number, body: object, version?: bigint): Answer {
  if (asked.isDryRun) return new Answer(200, { isDryRun: true, plan: showPlan(emptyPlan, asked.language), ...body });
  return new Answer(status, body, version === undefined ? {} : { etag: etagOf(version) });
}
