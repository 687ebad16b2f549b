import { codeOf } from '@amie/database';
import type { RepositorySpec } from '@amie/services/resources';
import type { Asked } from '../http/asked.js';
import { findRow, rows, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import type { ResourceRow } from '../resources/resource-rows.js';

/**
 * Approves the deletion of a repository. Who may, and when it is carried out, is the database's to say (migration 9):
 * here its refusals are only given their words.
 */
export async function approveDeletion(em: Transaction, asked: Asked, row: ResourceRow<RepositorySpec>): Promise<void> {
  const text = 'select asked_by, approved_by from repository_deletion where resource_id = $1 for update';
  const deletion = await findRow<{ asked_by: string; approved_by: string | null }>(em, text, [row.id]);
  if (!deletion) throw new Problem('deletion-not-asked');
  if (deletion.approved_by) throw new Problem('deletion-approved-already');
  if (deletion.asked_by === asked.actor) throw new Problem('second-person-needed');
  try {
    await rows(em, 'update repository_deletion set approved_by = $2 where resource_id = $1', [row.id, asked.actor]);
  } catch (error) {
    if (['23514', 'AM003'].includes(codeOf(error))) throw new Problem('second-person-needed');
    throw error;
  }
  await rows(em, 'update resource set purge_after = now() where id = $1', [row.id]);
  await rows(em, told, [asked.actor, row.id]);
}

const told = `
  insert into change_log (actor, member_id, service, server_id, resource_id, key, action, generation, outcome)
  select $1, member_id, service, server_id, id, key, 'approve-deletion', generation, 'asked' from resource where id = $2
`;
