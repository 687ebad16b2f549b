import { getMember } from '../http/find-member.js';
import type { Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import type { EntryKind } from './fields.js';
import { kinds } from './fields.js';

/** What an entry is for. */
export interface Purpose {
  readonly kind: EntryKind;
  readonly pool: string | null;
  readonly memberId: string | null;
}

/** For a member, for a pool (perhaps helping a member most), or neither: an absence, or something unplanned. */
export async function purposeOf(
  em: Transaction,
  asked: { readonly kind?: EntryKind; readonly pool?: string | null; readonly member?: string | null },
): Promise<Purpose> {
  const pool = asked.pool ?? null;
  const member = asked.member ?? null;
  const kind = asked.kind ?? (pool !== null ? 'collective' : member !== null ? 'individual' : undefined);
  const fits = {
    individual: member !== null && pool === null,
    collective: pool !== null,
    absence: member === null && pool === null,
    unplanned: member === null && pool === null,
  };
  if (kind === undefined || !fits[kind]) throw new Problem('entry-purpose', { kinds: [...kinds] });
  return { kind, pool, memberId: member === null ? null : (await getMember(em, member)).id };
}
