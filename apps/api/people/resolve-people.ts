import { rows, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';

/** A person of the member, as groups and shared addresses name people. */
export interface PersonNames {
  readonly id: string;
  readonly uid: string;
  readonly name: string;
  readonly address: string;
}

const select = `select p.id, p.uid, p.given_name || ' ' || p.family_name as name, m.spec->>'address' as address
  from person p join resource m on m.person_id = p.id and m.kind = 'mailbox'
  where p.member_id = $1 and m.presence = 'present'`;

/** People named by id, primary address or uid, each once; names every one that the member does not have. */
export async function resolvePeople(
  em: Transaction,
  memberId: string,
  references: readonly string[],
): Promise<PersonNames[]> {
  if (references.length === 0) return [];
  const wanted = [...new Set(references.map(reference => reference.toLowerCase()))];
  const text = `${select} and (p.id::text = any($2) or p.uid = any($2) or m.spec->>'address' = any($2)) order by p.uid`;
  const found = await rows<PersonNames>(em, text, [memberId, wanted]);
  const known = new Set(found.flatMap(person => [person.id, person.uid, person.address]));
  const unknown = wanted.filter(reference => !known.has(reference));
  if (unknown.length > 0) throw new Problem('people-unknown', { names: unknown });
  return found;
}

/** The same people found by what specs hold: uids or addresses; those not found are left out. */
export function peopleNamed(em: Transaction, memberId: string, names: readonly string[]): Promise<PersonNames[]> {
  const text = `${select} and (p.uid = any($2) or m.spec->>'address' = any($2)) order by p.uid`;
  return rows<PersonNames>(em, text, [memberId, names]);
}
