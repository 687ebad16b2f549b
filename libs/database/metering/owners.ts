import type { Key } from '@amie/reconcile';
import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { house, type Owner } from './words.js';

/** Nobody has the slug that subjects were to be given to. */
export class UnknownOwnerError extends Error {}

/**
 * Gives subjects to a member (or the house) from a moment on, for good, and makes those never seen; what was known of
 * their owners before is kept beside it. A closed month's figures stay: they were folded from what was known then.
 */
export async function giveSubjects(
  em: EntityManager,
  subjects: readonly { readonly serverId: string; readonly service: string; readonly key: Key }[],
  owner: Owner,
  from: Date,
): Promise<void> {
  const columns = [subjects.map(one => one.serverId), subjects.map(one => one.service), subjects.map(one => one.key)];
  let found = await rows<{ id: number }>(em, findSubjects, columns);
  // Only who reads servers may add what was never seen: a person gives what there is.
  if (found.length < new Set(subjects.map(one => `${one.serverId} ${one.service} ${one.key}`)).size) {
    await rows(em, addSubjects, columns);
    found = await rows(em, findSubjects, columns);
  }
  const member = owner === house ? null : await memberOf(em, owner);
  await change(
    em,
    found.map(({ id }) => ({ id, member, from: from.toISOString(), cause: 'transferred' })),
  );
}

/**
 * Brings owners up to what the platform knows: a subject never seen is its resource's or its slug's, from when that
 * was there; what is purged, or whose member left, is the house's from then on, and its member's again on return. What
 * is only set aside stays where it is. Of one server's service, or of all.
 */
export async function followOwners(em: EntityManager, source?: { serverId: string; service: string }): Promise<void> {
  const values = [source?.serverId ?? null, source?.service ?? null];
  await rows(em, first, values);
  // One turn at a time: what left and came back since the last look first leaves, then comes back.
  for (;;) {
    const changes = await rows<Change>(em, turned, values);
    if (changes.length === 0) return;
    await change(em, changes);
  }
}

interface Change {
  readonly id: number;
  readonly member: string | null;
  readonly from: string;
  readonly cause: string;
}

/** Retires what a change contradicts and writes what holds instead. */
async function change(em: EntityManager, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const values = [changes.map(one => one.id), changes.map(one => one.from)];
  const cut = await rows<Change & { readonly valid: string }>(em, retire, values);
  const left = cut.filter(({ valid }) => valid !== 'empty');
  await rows(em, add, [
    [...left, ...changes].map(one => one.id),
    [...left, ...changes].map(one => one.member),
    [...left.map(one => one.valid), ...changes.map(one => `[${one.from},)`)],
    [...left, ...changes].map(one => one.cause),
  ]);
}

async function memberOf(em: EntityManager, slug: string): Promise<string> {
  const [found] = await rows<{ id: string }>(em, 'select id from member where slug = $1', [slug]);
  if (!found) throw new UnknownOwnerError(`there is no member ${slug}`);
  return found.id;
}

const wanted = 'unnest($1::uuid[], $2::text[], $3::text[]) as w(server_id, service, key)';
const addSubjects = `
  insert into subject (server_id, service, key) select distinct * from ${wanted}
  where not exists (select from subject s where (s.server_id, s.service, s.key) = (w.server_id, w.service, w.key))
  on conflict do nothing
`;
const findSubjects = `
  select distinct s.id from subject s join ${wanted} on (s.server_id, s.service, s.key) = (w.server_id, w.service, w.key)
`;

const ofSource = '($1::uuid is null or s.server_id = $1::uuid) and ($2::text is null or s.service = $2::text)';

// The slug stands second in every key. Of what the platform made, nothing was used before it was there.
const first = `
  insert into subject_owner (subject_id, member_id, valid, cause)
  select s.id, m.id, tstzrange(coalesce(r.created_at, m.created_at), null), 'first-seen'
  from subject s
  left join resource r on (r.service, r.server_id, r.key) = (s.service, s.server_id, s.key)
  left join member m on m.deleted_at is null
    and case when r.id is not null then m.id = r.member_id else m.slug = split_part(s.key, '/', 2) end
  where ${ofSource} and not exists (select from subject_owner o where o.subject_id = s.id)
`;

const moment = (at: string) => `to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

// Each turn lies after the one before it: a member is away from the end of a stretch of parts, or at once if it is given
// something between two; it is back with the next stretch. A subject without a resource of its own (a member's number of
// sites) ends with the last thing of its member's there.
const turned = `
  with gone as materialized (
    select s.server_id, s.service, s.member_id, max(s.observed_at) as at from resource s
    where ${ofSource} group by 1, 2, 3 having bool_and(s.presence = 'absent' and s.observed_generation = s.generation)
  ), part as materialized (
    select member_id, range_agg(valid) as stretches from membership where replaced_at is null and half_parts > 0 group by 1
  ), standing as (
    select o.subject_id, o.member_id, coalesce(lower(o.valid), '-infinity') as since, o.cause, s.server_id, s.service,
      r.id as resource_id,
      case when r.presence = 'absent' and r.observed_generation = r.generation then r.observed_at end as purged_at,
      coalesce(o.member_id, r.member_id, m.id) as due_member
    from subject s
    join subject_owner o on o.subject_id = s.id and o.retired_at is null and upper_inf(o.valid)
      and (o.member_id is not null or o.cause in ('purged', 'left'))
    left join resource r on (r.service, r.server_id, r.key) = (s.service, s.server_id, s.key)
    left join member m on m.slug = split_part(s.key, '/', 2)
    where ${ofSource}
  ), judged as (
    select t.subject_id, t.member_id, t.since, t.cause, t.due_member, m.deleted_at, v.away_at, v.back_at,
      case when t.resource_id is null then g.at else t.purged_at end as purged_at,
      m.deleted_at is not null or v.is_away as is_away
    from standing t left join member m on m.id = t.due_member left join part p on p.member_id = t.due_member
    left join gone g on (g.server_id, g.service, g.member_id) = (t.server_id, t.service, t.due_member)
    cross join lateral (
      select case when not p.stretches @> t.since and min(upper(s)) <= t.since then t.since
          else min(upper(s)) filter (where upper(s) > t.since and upper(s) <= clock_timestamp()) end as away_at,
        min(greatest(lower(s), t.since)) filter (where coalesce(upper(s) > t.since, true) and lower(s) <= clock_timestamp())
          as back_at,
        min(upper(s)) <= clock_timestamp() and not p.stretches @> clock_timestamp() as is_away
      from unnest(p.stretches) as s
    ) v
  ), dated as (
    select j.*, least(deleted_at, away_at) as left_at from judged j
  )
  select subject_id as id, null::uuid as member, ${moment('greatest(least(purged_at, left_at), since)')} as "from",
    case when purged_at <= left_at or left_at is null then 'purged' else 'left' end as cause
  from dated where member_id is not null and coalesce(purged_at, left_at) is not null
  union all
  select subject_id, due_member, ${moment(`case when cause = 'left' then back_at else clock_timestamp() end`)}, 'returned'
  from dated where member_id is null and due_member is not null and case cause
    when 'left' then back_at < least(deleted_at, purged_at, 'infinity')
    else purged_at is null and is_away is not true end
`;

const retire = `
  with changing as (
    select w.id, w.at, o.id as owner_id from unnest($1::int[], $2::timestamptz[]) as w(id, at)
    join subject_owner o on o.subject_id = w.id and o.retired_at is null
      and o.valid && tstzrange(w.at, null)
  )
  update subject_owner o set retired_at = greatest(o.recorded_at, clock_timestamp())
  from changing c where o.id = c.owner_id
  returning o.subject_id as id, o.member_id as member, o.cause, '' as "from",
    (o.valid * tstzrange(null, c.at))::text as valid
`;
const add = `
  insert into subject_owner (subject_id, member_id, valid, cause)
  select * from unnest($1::int[], $2::uuid[], $3::tstzrange[], $4::text[])
`;
