import type { Key } from '@amie/reconcile';
import type { EntityManager } from 'typeorm';
import type { Owner } from './words.js';

/** Gives subjects to a member (or the house) from a moment on, for good; what was known of it before is kept. */
export async function giveSubjects(
  em: EntityManager,
  subjects: readonly { readonly serverId: string; readonly service: string; readonly key: Key }[],
  owner: Owner,
  from: Date,
): Promise<void> {
  throw new Error(`${String(em)} ${subjects.length} ${owner} ${from.toISOString()}: not written yet`);
}
