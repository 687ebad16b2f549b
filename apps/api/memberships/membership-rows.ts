import { rows, type Transaction } from '../http/scope.js';
import { partsOf } from './parts-text.js';

/** Parts of a member over a time. */
export interface MembershipRow {
  readonly member: string;
  readonly name: string;
  readonly half_parts: number;
  /** Local moments, `2025-10-16` at midnight, else `2025-10-16T09:30`; the end is exclusive, null is for good. */
  readonly from: string;
  readonly until: string | null;
  readonly recorded_by: string;
  readonly recorded_at: Date;
  readonly replaced_by: string | null;
  readonly replaced_at: Date | null;
}

const local = (bound: string): string => `
  case when ${bound} at time zone amie_zone() = (${bound} at time zone amie_zone())::date
    then to_char(${bound} at time zone amie_zone(), 'YYYY-MM-DD')
    else to_char(${bound} at time zone amie_zone(), 'YYYY-MM-DD"T"HH24:MI') end`;
const memberships = `
  select m.slug as member, m.name, s.half_parts, ${local('lower(s.valid)')} as "from", ${local('upper(s.valid)')} as until,
    s.recorded_by, s.recorded_at, s.replaced_by, s.replaced_at
  from membership s join member m on m.id = s.member_id`;

/** What is true of a moment, now unless said, and of later. */
export function listMemberships(em: Transaction, on: string | null): Promise<MembershipRow[]> {
  const text = `${memberships} where s.replaced_at is null
    and s.valid && tstzrange(coalesce($1::timestamp at time zone amie_zone(), clock_timestamp()), null)
    order by m.slug, lower(s.valid)`;
  return rows<MembershipRow>(em, text, [on]);
}

/** All that was ever recorded of a member, what was replaced since included. */
export function historyOf(em: Transaction, memberId: string): Promise<MembershipRow[]> {
  const text = `${memberships} where s.member_id = $1
    order by s.replaced_at is not null, lower(s.valid), s.recorded_at`;
  return rows<MembershipRow>(em, text, [memberId]);
}

/** Half-parts sold, moment by moment from one on: each time the sum changes. */
export function soldFrom(em: Transaction, on: string | null): Promise<{ from: string; halves: number }[]> {
  return rows(em, sold, [on]);
}

const sold = `
  with start as (
    select coalesce($1::timestamp at time zone amie_zone(), date_trunc('minute', clock_timestamp())) as at
  ), live as (
    select s.* from membership s, start where s.replaced_at is null and s.valid && tstzrange(start.at, null)
  ), moment as (
    select at from start
    union select lower(valid) from live, start where lower(valid) > at
    union select upper(valid) from live where upper(valid) is not null
  )
  select ${local('t.at')} as "from", coalesce(sum(s.half_parts), 0)::int as halves
  from moment t left join live s on s.valid @> t.at group by t.at order by t.at
`;

export function showMembership(row: MembershipRow): object {
  return {
    member: row.member,
    name: row.name,
    parts: partsOf(row.half_parts),
    halfParts: row.half_parts,
    from: row.from,
    until: row.until,
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at,
    replacedBy: row.replaced_by,
    replacedAt: row.replaced_at,
  };
}
