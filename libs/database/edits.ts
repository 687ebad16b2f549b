import { randomUUID } from 'node:crypto';
import type { Key, Kind, Lane, Presence, ServiceName } from '@amie/reconcile';
import type { EntityManager } from 'typeorm';
import { rows } from './statement.js';
import { endTasks } from './task-progress.js';
import { addEvents } from './task-events.js';
import { distinctLanes, keepUnconfirmed, refreshWaiting } from './waiting.js';

/** A resource that shall exist. Its key and names were chosen before; `standsOn` lists ids confirmed before it is due. */
export interface CreateEdit {
  readonly op: 'create';
  /** Chosen by the caller when another edit of the same call stands on it. */
  readonly id?: string;
  readonly memberId: string;
  readonly personId?: string;
  readonly serverId: string;
  readonly service: ServiceName;
  readonly kind: Kind;
  readonly key: Key;
  readonly spec: object;
  readonly standsOn: readonly string[];
  /** Nothing happens until it is released (an unproved domain). */
  readonly heldReason?: string;
}
/** Other settings for a resource. */
export interface RespecEdit {
  readonly op: 'respec';
  readonly id: string;
  readonly spec: object;
  /** A generation the new one must exceed: what a server shows that is ahead of the database. */
  readonly above?: bigint;
}
/** Set aside, restore, or purge. */
export interface PresenceEdit {
  readonly op: 'presence';
  readonly id: string;
  readonly presence: Presence;
  /** When what is set aside becomes absent; unset means never by itself. */
  readonly purgeAfter?: Date;
}
export type ResourceEdit = CreateEdit | RespecEdit | PresenceEdit;

/** Who asks, and the task that follows it. */
export interface Asked {
  readonly actor: string;
  readonly taskId?: string;
}

/**
 * Writes what a person asked: raises generations, keeps what was before for an undo, notes who asked. Bulk, in the
 * caller's transaction. Returns the lanes to ring once it has committed. A task that is given no edit ends at once.
 */
export async function applyEdits(em: EntityManager, asked: Asked, edits: readonly ResourceEdit[]): Promise<Lane[]> {
  const creates = edits.filter(edit => edit.op === 'create').map(edit => ({ ...edit, id: edit.id ?? randomUUID() }));
  const changes = mergeChanges(edits);
  const changed = changes.map(({ id }) => id);
  const ground = creates.flatMap(({ standsOn }) => standsOn);
  const unconfirmed = await keepUnconfirmed(em, ground, changed);
  const lanes = [...(await createAll(em, asked, creates, unconfirmed)), ...(await changeAll(em, asked, changes))];
  const freed = changed.length > 0 ? await refreshWaiting(em, changed) : [];
  if (asked.taskId && edits.length === 0) await endEmpty(em, asked.taskId);
  return distinctLanes([...lanes, ...freed]);
}

type Create = CreateEdit & { readonly id: string };

async function createAll(
  em: EntityManager,
  asked: Asked,
  creates: readonly Create[],
  unconfirmed: ReadonlySet<string>,
): Promise<Lane[]> {
  if (creates.length === 0) return [];
  const fresh = new Set(creates.map(({ id }) => id));
  const standing = creates.flatMap(({ id, standsOn }) => standsOn.map(on => ({ id, on })));
  const lanes = await rows<Lane>(em, create, [
    creates.map(edit => edit.id),
    creates.map(edit => edit.memberId),
    creates.map(edit => edit.personId ?? null),
    creates.map(edit => edit.serverId),
    creates.map(edit => edit.service),
    creates.map(edit => edit.kind),
    creates.map(edit => edit.key),
    creates.map(edit => JSON.stringify(edit.spec)),
    creates.map(edit => edit.heldReason ?? null),
    asked.actor,
    asked.taskId ?? null,
    creates.map(edit => edit.standsOn.some(on => fresh.has(on) || unconfirmed.has(on))),
  ]);
  // Its own statement: row-level security looks the resource up, and must find it.
  await rows(em, stand, [standing.map(({ id }) => id), standing.map(({ on }) => on)]);
  return lanes;
}

const create = `
  with made as (
    insert into resource (id, member_id, person_id, server_id, service, kind, key, spec, held_reason, is_waiting)
    select id, member_id, person_id, server_id, service, kind, key, spec, held_reason, is_waiting
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::jsonb[], $9::text[],
      $12::boolean[]) with ordinality
      as e(id, member_id, person_id, server_id, service, kind, key, spec, held_reason, is_waiting, place)
    order by place
    returning id, member_id, service, server_id, key, generation
  ), followed as (
    insert into task_resource (task_id, resource_id, member_id, generation, action)
    select $11::uuid, id, member_id, generation, 'create' from made where $11::uuid is not null
  ), told as (
    insert into change_log (actor, member_id, service, server_id, resource_id, key, action, generation, outcome)
    select $10::text, member_id, service, server_id, id, key, 'create', generation, 'asked' from made
  )
  select distinct service, server_id as "serverId" from made
`;
const stand = `
  insert into stands_on (resource_id, on_id) select * from unnest($1::uuid[], $2::uuid[]) on conflict do nothing
`;

/** All that is asked of one existing resource: one edit, one generation. */
interface Changed {
  readonly id: string;
  readonly spec?: object;
  readonly above?: bigint;
  readonly presence?: Presence;
  readonly purgeAfter?: Date;
}

function mergeChanges(edits: readonly ResourceEdit[]): Changed[] {
  const byId = new Map<string, Changed>();
  for (const edit of edits) {
    if (edit.op === 'create') continue;
    const { op: _, ...change } = edit;
    byId.set(edit.id, { ...byId.get(edit.id), ...change });
  }
  return [...byId.values()];
}

/** An edit names a resource that is not there, or is out of the scope's reach. */
export class MissingResourceError extends Error {
  override readonly name = 'MissingResourceError';
}

async function changeAll(em: EntityManager, asked: Asked, changes: readonly Changed[]): Promise<Lane[]> {
  if (changes.length === 0) return [];
  const changed = await rows<Lane>(em, change, [
    changes.map(edit => edit.id),
    changes.map(edit => (edit.spec ? JSON.stringify(edit.spec) : null)),
    changes.map(edit => edit.presence ?? null),
    changes.map(edit => edit.purgeAfter ?? null),
    asked.actor,
    asked.taskId ?? null,
    changes.map(edit => edit.above ?? null),
  ]);
  if (changed.length !== changes.length) throw new MissingResourceError('an edited resource does not exist');
  return distinctLanes(changed);
}

// What aside and restore are called depends on where it stood. Rows are locked in the order of their ids.
const change = `
  with e as (
    select * from unnest($1::uuid[], $2::jsonb[], $3::text[], $4::timestamptz[], $7::bigint[]) with ordinality
      as e(id, spec, presence, purge_after, above, place)
  ), before as (
    select r.id, r.spec, r.presence from resource r join e using (id) order by r.id for no key update of r
  ), changed as (
    update resource r set
      spec = coalesce(e.spec, r.spec), presence = coalesce(e.presence, r.presence),
      generation = greatest(r.generation, e.above) + 1,
      edited_seq = nextval('resource_edit'), version = r.version + 1, attempts = 0, problem = null,
      next_attempt_at = now(), next_probe_at = now(),
      purge_after = case when e.presence is null then r.purge_after when e.presence = 'aside' then e.purge_after end,
      deleted_at = case when e.presence is null then r.deleted_at when e.presence <> 'present' then coalesce(r.deleted_at, now()) end,
      deleted_by = case when e.presence is null then r.deleted_by when e.presence <> 'present' then coalesce(r.deleted_by, $5::text) end
    from e join before b using (id)
    where r.id = e.id
    returning r.id, r.member_id, r.service, r.server_id, r.key, r.generation, r.spec, b.spec as old_spec, b.presence as old_presence,
      case when r.presence = b.presence then 'update' when r.presence = 'aside' then 'set-aside'
        when r.presence = 'absent' then 'purge' else 'restore' end as action
  ), followed as (
    insert into task_resource (task_id, resource_id, member_id, generation, action, before)
    select $6::uuid, id, member_id, generation, action, jsonb_build_object('spec', old_spec, 'presence', old_presence)
    from changed where $6::uuid is not null
    on conflict (task_id, resource_id) do update set generation = excluded.generation, state = 'waiting'
  ), told as (
    insert into change_log (actor, member_id, service, server_id, resource_id, key, action, generation, fields, outcome)
    select $5::text, member_id, service, server_id, id, key, action, generation,
      array (select key from jsonb_each(spec) new full join jsonb_each(old_spec) old using (key)
        where new.value is distinct from old.value order by key), 'asked'
    from changed
  )
  select service, server_id as "serverId" from changed
`;

async function endEmpty(em: EntityManager, taskId: string): Promise<void> {
  await addEvents(em, taskId, []);
  await endTasks(em, [taskId]);
}

/** Lets go what was held for a decision; returns the lanes to ring once the transaction has committed. */
export async function releaseHeld(em: EntityManager, ids: readonly string[]): Promise<Lane[]> {
  const released = await rows<Lane>(em, release, [ids]);
  return distinctLanes([...released, ...(await refreshWaiting(em, ids))]);
}

const release = `
  update resource set held_reason = null, next_attempt_at = now()
  where id = any ($1::uuid[]) and held_reason is not null
  returning service, server_id as "serverId"
`;
