import { z } from 'zod';
import { planView } from '../plans/plan-view.js';

/** What a write answers: the task that carries it out, and its plan in short. */
export const taskStarted = z.object({
  task: z.object({ id: z.uuid(), url: z.string(), kind: z.string(), title: z.string() }),
  plan: planView.pick({ asOf: true, counts: true, sentence: true }),
});

export const taskView = z.object({
  id: z.uuid(),
  url: z.string(),
  kind: z.string(),
  title: z.string(),
  state: z.enum(['planned', 'running', 'done', 'failed', 'cancelled']),
  memberId: z.uuid().nullable(),
  askedBy: z.string(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  plan: planView.pick({ asOf: true, counts: true, sentence: true }).nullable(),
  progress: z.object({
    total: z.number().int(),
    waiting: z.number().int(),
    applied: z.number().int(),
    ready: z.number().int(),
    failed: z.number().int(),
  }),
  /** What does not work yet, and why; at most 100. */
  failures: z.array(
    z.object({ key: z.string(), code: z.string(), title: z.string(), detail: z.string(), action: z.string() }),
  ),
  /** What keeps the whole task from moving; shown on one task, never in a list. */
  problem: z.object({ code: z.string(), title: z.string(), detail: z.string(), action: z.string() }).nullish(),
  undoes: z.uuid().nullable(),
  undoneBy: z.uuid().nullable(),
  lastEvent: z.number().int(),
});
export type TaskView = z.infer<typeof taskView>;

export const eventView = z.object({
  n: z.number().int(),
  at: z.iso.datetime(),
  code: z.string(),
  params: z.record(z.string(), z.unknown()),
});
