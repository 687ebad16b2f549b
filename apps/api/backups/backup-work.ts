import { openTask } from '@amie/database';
import type { RepositorySpec } from '@amie/services/resources';
import { Answer } from '../http/answer.js';
import type { Asked } from '../http/asked.js';
import { rows, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import type { PlanView } from '../plans/plan-view.js';
import { Problem } from '../problems/problem.js';
import type { ResourceRow } from '../resources/resource-rows.js';
import { taskUrl } from '../tasks/start-task.js';
import { type TaskKind, titleOf } from '../tasks/titles.js';

/** One piece of work on one source. */
export interface Work {
  readonly source: string;
  readonly kind: 'run' | 'restore' | 'drill';
  readonly ask?: object;
}

/**
 * Opens a task of work that the sources do, and asks for it. A run or a drill that is on its way already is not asked
 * for twice: the task follows nothing then, and says so by a refusal.
 */
export async function startWork(
  em: Transaction,
  asked: Asked,
  row: ResourceRow<RepositorySpec>,
  request: { readonly kind: TaskKind; readonly name: string; readonly work: readonly Work[]; readonly plan: PlanView },
): Promise<Written> {
  const { kind, name, work, plan } = request;
  if (work.length === 0) throw new Problem('nothing-hosted');
  const params = { name, resourceId: row.id };
  const kept = { asOf: plan.asOf, counts: plan.counts };
  const id = await openTask(em, { kind, params, memberId: row.member_id, askedBy: asked.actor, plan: kept });
  const values = [row.id, row.member_id, id, asked.actor, work.map(one => one.kind), work.map(one => one.source)];
  const begun = await rows(em, begin, [...values, work.map(one => JSON.stringify(one.ask ?? {}))]);
  if (begun.length < work.length) throw new Problem('backup-running');
  if (asked.isDryRun) return { answer: new Answer(200, { isDryRun: true, plan }) };
  const task = { id, url: taskUrl(id), kind, title: titleOf(kind, params, asked.language) };
  const short = { asOf: plan.asOf, counts: plan.counts, sentence: plan.sentence };
  return { answer: new Answer(202, { task, plan: short }, { location: task.url }), errands: ['backups'] };
}

const begin = `
  insert into backup_job (repository_id, member_id, task_id, asked_by, kind, source, ask)
  select $1::uuid, $2::uuid, $3::uuid, $4, w.kind, w.source, w.ask
  from unnest($5::text[], $6::text[], $7::jsonb[]) as w(kind, source, ask)
  on conflict do nothing returning id
`;

/** The sources that host something of the member now. */
export async function busySources(em: Transaction, row: ResourceRow<RepositorySpec>): Promise<string[]> {
  const text = `select distinct s.name from resource r join server s on s.id = r.server_id
    where r.member_id = $1 and r.presence = 'present' and r.kind in ('mailbox', 'site', 'site-database')
      and r.observed_generation > 0 and s.name = any($2::text[]) order by 1`;
  const names = row.spec.sources.map(({ server }) => server);
  return (await rows<{ name: string }>(em, text, [row.member_id, names])).map(({ name }) => name);
}

/** The plan of work that changes nothing on any server. */
export function harmlessPlan(sentence: string): PlanView {
  return { asOf: null, counts: {}, sentence, changes: [], text: `${sentence}\n` };
}
