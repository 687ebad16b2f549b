import type { Lane } from '@amie/reconcile';
import { retryWork } from '../backups/retry-work.js';
import { Answer } from '../http/answer.js';
import type { Asked } from '../http/asked.js';
import { rows, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { emptyPlan, showPlan } from '../plans/plan-view.js';
import { readTask } from './task-rows.js';

/** Tries again now what fails in a task, and only that. */
export async function retryTask(em: Transaction, asked: Asked, id: string): Promise<Written> {
  const task = await readTask(em, id, asked.language);
  const text = `update resource r set attempts = 0, next_attempt_at = now(), next_probe_at = now(), problem = null
    from task_resource tr where tr.task_id = $1 and tr.resource_id = r.id and tr.state <> 'ready'
      and (amie_problem(r) is not null or tr.state = 'failed')
    returning r.service, r.server_id as "serverId"`;
  const lanes = distinct(await rows<Lane>(em, text, [id]));
  const isWorkAsked = await retryWork(em, asked.actor, id);
  if (asked.isDryRun) {
    return { answer: new Answer(200, { isDryRun: true, plan: showPlan(emptyPlan, asked.language) }) };
  }
  return { answer: new Answer(202, task), lanes, ...(isWorkAsked && { errands: ['backups'] as const }) };
}

function distinct(lanes: readonly Lane[]): Lane[] {
  return [...new Map(lanes.map(lane => [`${lane.service}@${lane.serverId}`, lane])).values()];
}
