import type { Asked } from '../http/asked.js';
import type { Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { restore } from '../people/person-presence.js';
import { Problem } from '../problems/problem.js';
import { type ChangeSet, merge, place } from '../resources/change-set.js';
import { refuseMailLoops } from '../resources/mail-loops.js';
import { startTask, taskAnswer } from '../tasks/start-task.js';
import { lockPair } from '../people/edit-person.js';
import { type BinRow, findInBin, wentWith } from './bin-rows.js';

/** Brings one thing back from the bin, as it was. */
export async function restoreFromBin(em: Transaction, asked: Asked, id: string): Promise<Written> {
  const row = await getInBin(em, id);
  if (row.kind === 'person') return restore(em, asked, id);
  const changes = await placeAll(em, id, 'present');
  await refuseMailLoops(em, row.member_id, changes);
  return start(em, asked, row, 'bin-restore', changes);
}

/** Deletes one thing for good before its time; `confirm` repeats its name or address. */
export async function purgeFromBin(em: Transaction, asked: Asked, id: string, confirm: string): Promise<Written> {
  const row = await getInBin(em, id);
  const wanted = row.address ?? row.name;
  if (confirm !== wanted && confirm !== row.name) throw new Problem('confirmation-wrong', { wanted });
  return start(em, asked, row, 'bin-purge', await purge(em, row));
}

async function purge(em: Transaction, row: BinRow): Promise<ChangeSet> {
  if (row.kind !== 'person') return placeAll(em, row.id, 'absent');
  const { account, mailbox } = await lockPair(em, row.id);
  return merge(place(mailbox, 'absent'), place(account, 'absent'));
}

/** A resource with everything that went with it. */
async function placeAll(em: Transaction, id: string, presence: 'present' | 'absent'): Promise<ChangeSet> {
  const ids = [id, ...(await wentWith(em, id))];
  return merge(...ids.map(one => place({ id: one }, presence)));
}

async function getInBin(em: Transaction, id: string): Promise<BinRow> {
  const row = await findInBin(em, id);
  if (!row) throw new Problem('not-set-aside');
  return row;
}

async function start(
  em: Transaction,
  asked: Asked,
  row: BinRow,
  kind: 'bin-restore' | 'bin-purge',
  changes: ChangeSet,
): Promise<Written> {
  const params = { name: row.name, id: row.id };
  return taskAnswer(asked, await startTask(em, asked, { kind, params, memberId: row.member_id }, changes));
}
