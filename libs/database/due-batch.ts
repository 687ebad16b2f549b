import { randomUUID } from 'node:crypto';
import type { Desired, Lane } from '@amie/reconcile';
import type { DataSource } from 'typeorm';
import { type DesiredRow, desiredColumns, desiredOf } from './desired-rows.js';
import type { PasswordKey } from './password-seal.js';
import { withScope } from './scope.js';
import { rows } from './statement.js';

/**
 * What is to be done in a lane now: at most `limit`, members taking turns, the oldest edits of each first. Leaves out
 * what waits, what is held and what backs off. Costs a few rows per member with something due, whatever the backlog.
 */
export function dueBatch(db: DataSource, lane: Lane, limit: number, passwordKey?: PasswordKey): Promise<Desired[]> {
  return withScope(db, 'all', async em => {
    const due = await rows<DesiredRow>(em, dueStatement, [lane.service, lane.serverId, limit, randomUUID()]);
    return due.map(row => desiredOf(row, passwordKey));
  });
}

/** What is applied and not yet known to work, members taking turns; never carries a password. */
export function dueProbes(db: DataSource, lane: Lane, limit: number): Promise<Desired[]> {
  return withScope(db, 'all', async em => {
    const due = await rows<DesiredRow>(em, probeStatement, [lane.service, lane.serverId, limit, randomUUID()]);
    return due.map(row => desiredOf(row));
  });
}

// The same words as the predicates of the indexes resource_due and resource_probe_due.
const isDue = 'r.generation <> r.observed_generation and not r.is_waiting and r.held_reason is null';
const isToProbe = `r.generation = r.observed_generation and r.ready_generation <> r.generation and r.presence = 'present'`;

/** Rows each member may bring at least, so that one with little due does not make the batch small. */
const fewest = 8;

/**
 * Walks the index from member to member (its first row tells whether anything is due, for the time comes second), then
 * takes a few of each. `time` is the column that says from when on. The walk begins after $4, a member drawn by lot, goes
 * round once and ends early when a batch is full of members: of thousands, none is always first and none always last.
 */
function turnsOf(condition: string, time: string, columns: string, joins: string): string {
  const first = (after: string) => `
    select r.member_id, r.${time} as first from resource r
    where r.service = $1 and r.server_id = $2 and ${condition} ${after}
    order by r.member_id, r.${time}, r.edited_seq limit 1`;
  const walk = (name: string, from: string, to: string) => `
    ${name} as (
      (${first(`${from} ${to}`)})
      union all
      select next.member_id, next.first from ${name} w
      cross join lateral (${first(`and r.member_id > w.member_id ${to}`)}) next
    )`;
  return `
    with recursive ${walk('onward', 'and r.member_id > $4', '')}, ${walk('around', '', 'and r.member_id <= $4')},
    members as materialized (
      select member_id from (select * from onward union all select * from around) walked
      where first <= statement_timestamp() limit $3
    ), share as materialized (
      select greatest(${fewest}, ceil($3::numeric / greatest(1, count(*))))::bigint as most from members
    )
    select ${columns}
    from members m cross join lateral (
      select due.*, row_number() over (order by due.${time}, due.edited_seq) as turn from (
        select r.* from resource r
        where r.service = $1 and r.server_id = $2 and r.member_id = m.member_id and ${condition}
          and r.${time} <= statement_timestamp()
        order by r.${time}, r.edited_seq limit (select most from share)
      ) due
    ) r ${joins}
    order by r.turn, r.member_id limit $3
  `;
}

const dueStatement = turnsOf(
  isDue,
  'next_attempt_at',
  `${desiredColumns}, p.id as "personId", p.password_sealed as sealed`,
  `left join person p on r.kind = 'account' and p.id = r.person_id and p.password_generation <= r.generation
     and p.password_sealed is not null`,
);
const probeStatement = turnsOf(isToProbe, 'next_probe_at', desiredColumns, '');
