import { randomUUID } from 'node:crypto';
import { type Desired, type Lane, laneName } from '@amie/reconcile';
import type { DataSource } from 'typeorm';
import { type DesiredRow, desiredColumns, desiredOf } from './desired-rows.js';
import type { PasswordKey } from './password-seal.js';
import { withScope } from './scope.js';
import { rows } from './statement.js';

/**
 * What is to be done in a lane now: at most `limit`, members taking turns, the oldest edits of each first. Leaves out
 * what waits, what is held and what backs off. Costs a few rows per member with something due, whatever the backlog.
 */
export async function dueBatch(
  db: DataSource,
  lane: Lane,
  limit: number,
  passwordKey?: PasswordKey,
): Promise<Desired[]> {
  const due = await nextOf(db, lane, limit, 'change');
  return due.map(row => desiredOf(row, passwordKey));
}

/**
 * What is applied and not yet known to work, members taking turns; never carries a password. A member whose changes are
 * still coming by the dozen brings at most `sample`: probes would slow down the very changes that others wait for.
 */
export async function dueProbes(db: DataSource, lane: Lane, limit: number, sample = 1): Promise<Desired[]> {
  const due = await nextOf(db, lane, limit, 'probe', sample);
  return due.map(row => desiredOf(row));
}

// Where this process's last batch of a lane ended, for lanes with more members than a batch has room for. Nothing but
// fairness rests on it: a fresh process begins anywhere.
const ends = new WeakMap<DataSource, Map<string, string>>();

async function nextOf(
  db: DataSource,
  lane: Lane,
  limit: number,
  what: keyof typeof statements,
  sample: number | null = null,
): Promise<DesiredRow[]> {
  const known = ends.get(db) ?? new Map<string, string>();
  ends.set(db, known);
  const place = `${what} ${laneName(lane)}`;
  const start = known.get(place) ?? randomUUID();
  const due = await withScope(db, 'all', em =>
    rows<DesiredRow>(em, statements[what], [lane.service, lane.serverId, limit, start, sample]),
  );
  known.set(place, endOf(start, due) ?? start);
  return due;
}

/** The last member of a walk that began after `start` and went round. */
function endOf(start: string, due: readonly DesiredRow[]): string | undefined {
  const members = due.map(({ member }) => member).toSorted();
  return members.findLast(member => member <= start) ?? members.at(-1);
}

// The same words as the predicates of the indexes resource_due and resource_probe_due.
const isDue = 'r.generation <> r.observed_generation and not r.is_waiting and r.held_reason is null';
const isToProbe = `r.generation = r.observed_generation and r.ready_generation <> r.generation and r.presence = 'present'`;

/** Rows each member may bring at least in the first round; a second fills the batch from those who have more. */
const fewest = 8;

/** As many changes due at once are a crowd: what is confirmed of them is probed by sample until the rest has come. */
const crowd = 50;

// Only lanes that run count: behind a stopped one, what was confirmed would never be probed.
const sampleWhileCrowded = `
  case when exists (
    select from lane l cross join lateral (
      select from resource r
      where r.service = l.service and r.server_id = l.server_id and r.member_id = w.member_id and ${isDue}
        and r.next_attempt_at <= statement_timestamp()
      offset ${crowd - 1} limit 1
    ) r
    where l.stopped_reason is null and l.next_run_at <= statement_timestamp()
  ) then $5::int end`;

/**
 * Walks the index from member to member (its first row tells whether anything is due, for the time comes second), then
 * takes a few of each. `time` is the column that says from when on. The walk begins after member $4, goes round once and
 * ends early when the batch is full of members: of thousands, each has its turn. `cap` is the most a member may bring.
 */
function turnsOf(condition: string, time: string, columns: string, joins: string, cap = '$5::int'): string {
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
  const take = (skipped: string, most: string) => `
    cross join lateral (
      select r.*, ${skipped} + row_number() over (order by r.${time}, r.edited_seq) as turn from resource r
      where r.service = $1 and r.server_id = $2 and r.member_id = m.member_id and ${condition}
        and r.${time} <= statement_timestamp()
      order by r.${time}, r.edited_seq offset ${skipped} limit ${most}
    ) r`;
  return `
    with recursive ${walk('onward', 'and r.member_id > $4', '')}, ${walk('around', '', 'and r.member_id <= $4')},
    members as materialized (
      select w.member_id, ${cap} as cap from (select * from onward union all select * from around) w
      where first <= statement_timestamp() limit $3
    ), share as materialized (
      select greatest(${fewest}, ceil($3::numeric / greatest(1, count(*))))::bigint as most from members
    ), taken as materialized (
      select r.* from members m ${take('0', 'least(m.cap, (select most from share))')}
    ), larger as materialized (
      select member_id from taken group by member_id having count(*) = (select most from share)
    ), added as (
      select r.* from larger m
      ${take('(select most from share)', 'greatest(0, $3 - (select count(*) from taken))')}
    )
    select ${columns}
    from (select * from taken union all select * from added) r ${joins}
    order by r.turn, r.member_id limit $3
  `;
}

const statements = {
  change: turnsOf(
    isDue,
    'next_attempt_at',
    `${desiredColumns}, p.id as "personId", p.password_sealed as sealed, x.sealed as "ownSealed"`,
    `left join person p on r.kind = 'account' and p.id = r.person_id and p.password_generation <= r.generation
       and p.password_sealed is not null
     left join resource_secret x on x.resource_id = r.id and x.generation <= r.generation and r.presence = 'present'`,
  ),
  probe: turnsOf(isToProbe, 'next_probe_at', desiredColumns, '', sampleWhileCrowded),
};
