import { rows, type Transaction } from '../http/scope.js';

/** Asks again for what failed of a task's runs, restores and drills; whether there was any. */
export async function retryWork(em: Transaction, actor: string, taskId: string): Promise<boolean> {
  const asked = await rows(em, again, [taskId, actor]);
  if (asked.length > 0) await rows(em, reopen, [taskId]);
  return asked.length > 0;
}

const again = `
  insert into backup_job (repository_id, member_id, task_id, asked_by, kind, source, ask)
  select j.repository_id, j.member_id, j.task_id, $2, j.kind, j.source, j.ask from backup_job j
  where j.task_id = $1::uuid and j.state = 'failed' and not exists (
    select from backup_job later where later.task_id = j.task_id and later.kind = j.kind
      and later.source = j.source and later.created_at > j.created_at)
  on conflict do nothing returning id
`;
const reopen = `update task set state = 'running', ended_at = null where id = $1::uuid and state = 'failed'`;
