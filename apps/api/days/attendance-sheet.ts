import { getMember } from '../http/find-member.js';
import { rows, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import type { Seat } from './entry-schemas.js';

/** Writes down who came to a training: minutes of all people of a member together. Who is not named any more is struck off. */
export async function writeSheet(
  em: Transaction,
  entry: { readonly id: string; readonly pool: string | null; readonly minutes: number },
  seats: readonly Seat[],
): Promise<void> {
  if (seats.length > 0 && entry.pool !== 'training') throw new Problem('attendance-not-training');
  const sheet = new Map<string, number>();
  for (const seat of seats) {
    const { id, slug } = await getMember(em, seat.member);
    if (sheet.has(id)) throw new Problem('attendance-twice', { value: slug });
    sheet.set(id, seat.minutes ?? (seat.people ?? 1) * entry.minutes);
  }
  await rows(em, strikeOff, [entry.id, [...sheet.keys()]]);
  await rows(em, write, [entry.id, [...sheet.keys()], [...sheet.values()]]);
}

const strikeOff =
  'update attendance set minutes = 0 where entry_id = $1 and minutes > 0 and member_id <> all ($2::uuid[])';
const write = `
  insert into attendance (entry_id, member_id, minutes)
  select $1, s.member_id, s.minutes from unnest($2::uuid[], $3::int[]) as s(member_id, minutes)
  on conflict (entry_id, member_id) do update set minutes = excluded.minutes
`;
