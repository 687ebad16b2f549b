import type { RespecEdit } from '@amie/database';
import { getShape } from '@amie/services/resources';
import type { AccountSpec } from '@amie/services/resources';
import { Answer } from '../http/answer.js';
import type { Asked } from '../http/asked.js';
import { findRow, rows, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { updatePerson } from '../people/person-rows.js';
import { emptyPlan, showPlan } from '../plans/plan-view.js';
import { Problem } from '../problems/problem.js';
import { type ChangeSet, merge, noChange, respec } from '../resources/change-set.js';
import { refuseMailLoops } from '../resources/mail-loops.js';
import type { ResourceRow } from '../resources/resource-rows.js';
import { startTask, taskAnswer } from '../tasks/start-task.js';
import { type DriftRow, getDrift } from './drift-rows.js';
import { showDrift } from './drift-view.js';

/** The server is brought back to what was asked. */
export async function correctDrift(em: Transaction, asked: Asked, id: string): Promise<Written> {
  const { drift, resource } = await lockOpen(em, id);
  const changes: ChangeSet = { ...noChange, edits: [again(drift, resource, resource.spec)] };
  return finish(em, asked, drift, resource, 'correct', changes);
}

/** What the server shows becomes what is asked, where the grammar allows it and the thing is there. */
export async function adoptDrift(em: Transaction, asked: Asked, id: string): Promise<Written> {
  const { drift, resource } = await lockOpen(em, id);
  if (drift.found?.presence !== 'present') throw new Problem('drift-not-adoptable');
  const spec = parseFound(resource.kind, drift.found.spec);
  // Names decide where a thing is and whose it is; they are never taken over from a server.
  const names = Object.entries(resource.spec).filter(([name]) => getShape(resource.kind).identity.includes(name));
  const adopted = { ...spec, ...Object.fromEntries(names) };
  if (resource.kind === 'account' && resource.person_id) {
    await updatePerson(em, resource.person_id, adopted as Partial<AccountSpec>);
  }
  // Even when nothing else differs, the generation rises: the server's stamp follows.
  const changes = { ...respec(resource, adopted), edits: [again(drift, resource, adopted)] };
  await refuseMailLoops(em, resource.member_id, changes);
  return finish(em, asked, drift, resource, 'adopt', changes);
}

/** The generation rises above what the server shows, which would refuse an older one for ever. */
function again(drift: DriftRow, { id }: ResourceRow, spec: object): RespecEdit {
  const shown = drift.found?.generation;
  return { op: 'respec', id, spec, ...(shown !== undefined && { above: BigInt(shown) }) };
}

/** Left as it is, and no longer shown as new. */
export async function ignoreDrift(em: Transaction, asked: Asked, id: string): Promise<Written> {
  const drift = await getDrift(em, id);
  if (drift.resolved_at || drift.decision) throw new Problem('drift-decided-already');
  await decide(em, asked, id, 'ignore');
  const plan = showPlan(emptyPlan, asked.language);
  if (asked.isDryRun) return { answer: new Answer(200, { isDryRun: true, plan }) };
  return { answer: new Answer(200, showDrift(await getDrift(em, id), asked.language)) };
}

type Decision = 'adopt' | 'correct' | 'ignore';

async function lockOpen(
  em: Transaction,
  id: string,
): Promise<{ drift: DriftRow; resource: ResourceRow<Record<string, unknown>> }> {
  const drift = await getDrift(em, id);
  if (drift.resolved_at || drift.decision === 'adopt' || drift.decision === 'correct') {
    throw new Problem('drift-decided-already');
  }
  if (drift.kind === 'orphan' || !drift.resource_id) throw new Problem('orphan-left-alone', { key: drift.key });
  const text = 'select * from resource where id = $1 for no key update';
  const resource = await findRow<ResourceRow>(em, text, [drift.resource_id]);
  if (!resource) throw new Problem('orphan-left-alone', { key: drift.key });
  return { drift, resource };
}

function parseFound(kind: string, spec: object): Record<string, unknown> {
  try {
    return getShape(kind).parse(spec) as Record<string, unknown>;
  } catch {
    throw new Problem('drift-not-adoptable');
  }
}

async function finish(
  em: Transaction,
  asked: Asked,
  drift: DriftRow,
  resource: ResourceRow,
  decision: 'adopt' | 'correct',
  changes: ChangeSet,
): Promise<Written> {
  await decide(em, asked, drift.id, decision);
  const params = { name: drift.key, driftId: drift.id };
  const request = { kind: `drift-${decision}`, params, memberId: resource.member_id } as const;
  const started = await startTask(em, asked, request, merge(changes));
  return taskAnswer(asked, started, { drift: showDrift(await getDrift(em, drift.id), asked.language) });
}

async function decide(em: Transaction, asked: Asked, id: string, decision: Decision): Promise<void> {
  const text = 'update drift set decision = $2, decided_at = now(), decided_by = $3 where id = $1';
  await rows(em, text, [id, decision, asked.actor]);
}
