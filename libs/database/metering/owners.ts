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
  await rows(em, addSubjects, columns);
  const found = await rows<{ id: number }>(em, findSubjects, columns);
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
  await change(em, await rows<Change>(em, turned, values));
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

// A subject without a resource of its own (a member's number of sites) ends with the last thing of its member's there.
const turned = `
  with gone as materialized (
    select s.server_id, s.service, s.member_id, max(s.observed_at) as at from resource s
    where ${ofSource} group by 1, 2, 3 having bool_and(s.presence = 'absent' and s.observed_generation = s.generation)
  ), part as materialized (
    select member_id,
      case when max(upper(valid)) <= clock_timestamp() and not bool_or(upper_inf(valid)) then max(upper(valid)) end as left_at,
      max(lower(valid)) filter (where valid @> clock_timestamp()) as joined_at
    from membership where replaced_at is null and half_parts > 0 group by 1
  ), standing as (
    select o.subject_id, o.member_id, o.valid, o.cause, s.server_id, s.service, r.id as resource_id,
      case when r.presence = 'absent' and r.observed_generation = r.generation then r.observed_at end as purged_at,
      coalesce(o.member_id, r.member_id, m.id) as due_member
    from subject s
    join subject_owner o on o.subject_id = s.id and o.retired_at is null and upper_inf(o.valid)
      and (o.member_id is not null or o.cause in ('purged', 'left'))
    left join resource r on (r.service, r.server_id, r.key) = (s.service, s.server_id, s.key)
    left join member m on m.slug = split_part(s.key, '/', 2)
    where ${ofSource}
  ), judged as (
    select t.subject_id, t.member_id, t.valid, t.cause, t.due_member, p.joined_at,
      case when t.resource_id is null then g.at else t.purged_at end as purged_at,
      least(m.deleted_at, p.left_at) as left_at
    from standing t left join member m on m.id = t.due_member left join part p on p.member_id = t.due_member
    left join gone g on (g.server_id, g.service, g.member_id) = (t.server_id, t.service, t.due_member)
  )
  select subject_id as id, null::uuid as member,
    to_char(greatest(least(purged_at, left_at), lower(valid)) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "from",
    case when purged_at <= left_at or left_at is null then 'purged' else 'left' end as cause
  from judged where member_id is not null and coalesce(purged_at, left_at) is not null
  union all
  select subject_id, due_member,
    to_char(greatest(lower(valid), case when cause = 'left' then joined_at else clock_timestamp() end)
      at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'returned'
  from judged where member_id is null and due_member is not null and purged_at is null and left_at is null
    and (cause <> 'left' or joined_at is not null)
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
