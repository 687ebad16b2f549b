import type { Lane, Outcome } from '@amie/reconcile';
import type { EntityManager } from 'typeorm';
import { rows } from './statement.js';

/** One line of the change log for each effect on a server; what was right already leaves no line. */
export async function logChanges(
  em: EntityManager,
  lane: Lane,
  epoch: bigint,
  outcomes: readonly Outcome[],
): Promise<void> {
  const lines = outcomes.flatMap(outcome => (outcome.change ? [{ outcome, change: outcome.change }] : []));
  if (lines.length === 0) return;
  await rows(em, append, [
    lane.service,
    lane.serverId,
    epoch,
    lines.map(({ change }) => change.desired.id),
    lines.map(({ change }) => change.desired.member),
    lines.map(({ change }) => change.desired.key),
    lines.map(({ change }) => change.action),
    lines.map(({ change }) => change.desired.generation),
    lines.map(({ change }) => JSON.stringify(change.fields)),
    lines.map(({ outcome }) => outcome.result),
    lines.map(({ outcome }) => (outcome.result === 'failed' ? JSON.stringify(outcome.problem) : null)),
  ]);
}

const append = `
  insert into change_log
    (actor, service, server_id, epoch, resource_id, member_id, key, action, generation, fields, outcome, detail)
  select 'worker', $1, $2, $3, l.id, l.member_id, l.key, l.action, l.generation,
    array (select jsonb_array_elements_text(l.fields)), l.outcome, l.detail
  from unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::bigint[], $9::jsonb[], $10::text[], $11::jsonb[])
    as l(id, member_id, key, action, generation, fields, outcome, detail)
`;
