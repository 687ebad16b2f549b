import type { CreateEdit } from '@amie/database';
import { rows, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import type { ChangeSet } from './change-set.js';

interface Earlier {
  readonly id: string;
  readonly key: string;
  readonly member_id: string;
  readonly presence: 'present' | 'aside' | 'absent';
}

/**
 * Makes room for creates whose key this member used before: a row deleted for good comes back to life under its old id,
 * as a key never gets a second row. One that still lies in the bin is refused: it is to be restored.
 */
export async function createOrRevive(em: Transaction, changes: ChangeSet): Promise<ChangeSet> {
  const creates = changes.edits.filter(edit => edit.op === 'create');
  if (creates.length === 0) return changes;
  const text = `select r.id, r.key, r.member_id, r.presence
    from unnest($1::text[], $2::uuid[], $3::text[]) as c (service, server_id, key)
    join resource r on r.service = c.service and r.server_id = c.server_id and r.key = c.key`;
  const values = [creates.map(edit => edit.service), creates.map(edit => edit.serverId), creates.map(edit => edit.key)];
  const earlier = new Map((await rows<Earlier>(em, text, values)).map(row => [row.key, row]));
  if (earlier.size === 0) return changes;
  const ids = new Map(creates.map(edit => [edit.id, reviving(edit, earlier.get(edit.key))]));
  const idOf = (id: string | undefined): string | undefined => ids.get(id) ?? id;
  return {
    edits: changes.edits.flatMap(edit => (edit.op === 'create' ? revived(edit, idOf) : [edit])),
    claims: changes.claims.map(claim => ({ ...claim, resourceId: idOf(claim.resourceId) })),
    releases: changes.releases,
    grounds: changes.grounds,
    secrets: changes.secrets?.map(one => ({ ...one, resourceId: idOf(one.resourceId) ?? one.resourceId })),
  };
}

/** The id of the row to bring back; undefined when there is none. */
function reviving(edit: CreateEdit, earlier: Earlier | undefined): string | undefined {
  if (!earlier) return undefined;
  const value = edit.key.split('/').slice(2).join('/');
  if (earlier.presence === 'aside') throw new Problem('name-in-bin', { value });
  if (earlier.presence === 'present' || earlier.member_id !== edit.memberId) throw new Problem('name-taken', { value });
  return earlier.id;
}

function revived(edit: CreateEdit, idOf: (id: string | undefined) => string | undefined): ChangeSet['edits'] {
  const id = idOf(edit.id);
  if (id === undefined || id === edit.id) return [edit];
  return [
    { op: 'respec', id, spec: edit.spec },
    { op: 'presence', id, presence: 'present' },
  ];
}
