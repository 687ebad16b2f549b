import type { Language } from '@amie/values';
import { notFound } from '../problems/problem.js';
import { type Database, findRow, rows, type Transaction, withScope } from './scope.js';

export interface MemberRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly language: Language;
  readonly storage_limit_kib: bigint | null;
  readonly version: bigint;
  readonly created_at: Date;
  readonly deleted_at: Date | null;
}

/** A member by id or short name; throws `not-found`. */
export async function getMember(em: Transaction, reference: string): Promise<MemberRow> {
  const text = 'select * from member where (id::text = $1 or slug = $1) and deleted_at is null';
  const found = await findRow<MemberRow>(em, text, [reference]);
  if (!found) throw notFound(reference);
  return found;
}

/** The id of a member named in a path by id or short name: the reach of everything that follows. */
export function memberReach(db: Database, reference: string): Promise<{ member: string }> {
  return withScope(db, 'all', async em => ({ member: (await getMember(em, reference)).id }));
}

const owned = ['person', 'resource', 'task', 'people_import', 'drift'] as const;
export type Owned = (typeof owned)[number];

/** The member that a row belongs to, so that all the rest runs within its reach alone; throws `not-found`. */
export function reachOf(db: Database, table: Owned, id: string): Promise<{ member: string }> {
  return withScope(db, 'all', async em => {
    // The table is one of five words of ours, never a value from outside.
    const text = `select member_id from ${owned.find(name => name === table)} where id = $1`;
    const found = isUuid(id) ? (await rows<{ member_id: string | null }>(em, text, [id]))[0] : undefined;
    if (!found?.member_id) throw notFound(id);
    return { member: found.member_id };
  });
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const isUuid = (text: string): boolean => uuid.test(text);
