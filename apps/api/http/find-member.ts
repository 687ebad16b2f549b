import type { Language } from '@amie/values';
import { notFound } from '../problems/problem.js';
import { type Database, findRow, type Transaction, withScope } from './scope.js';

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

/** A thing named in a path, and the member it belongs to: the reach within which all the rest runs. */
export interface Located {
  readonly id: string;
  readonly member: string;
}

interface Place {
  readonly byId: string;
  /** For what people call by a name that is unique on the whole platform. */
  readonly byName?: string;
}

const rowOf = (table: string): Place => ({ byId: `select id, member_id as member from ${table} where id = $1` });

/** Found by a name that its resource holds for as long as it is there. */
function nameClaimedAs(...kinds: readonly string[]): string {
  const namespaces = kinds.map(kind => `'${kind}'`).join(', ');
  return `select r.id, c.member_id as member from claimed_name c join resource r on r.id = c.resource_id
    where c.kind in (${namespaces}) and c.name = $1 and c.tombstoned_at is null and r.presence <> 'absent'`;
}

// A new kind of resource needs no line, unless people call it by a name.
const places = {
  member: {
    byId: 'select id, id as member from member where id = $1 and deleted_at is null',
    byName: 'select id, id as member from member where slug = $1 and deleted_at is null',
  },
  person: {
    ...rowOf('person'),
    byName: `select r.person_id as id, c.member_id as member from claimed_name c join resource r on r.id = c.resource_id
      where c.kind = 'address' and c.name = $1 and r.person_id is not null`,
  },
  resource: rowOf('resource'),
  domain: {
    ...rowOf('resource'),
    byName: `select id, member_id as member from resource
      where kind = 'domain' and presence <> 'absent' and spec->>'domain' = $1`,
  },
  site: {
    ...rowOf('resource'),
    byName: nameClaimedAs('site', 'site-domain'),
  },
  'site-database': { ...rowOf('resource'), byName: nameClaimedAs('site-database') },
  'site-access': { ...rowOf('resource'), byName: nameClaimedAs('site-access') },
  'in-bin': {
    byId: 'select $1::uuid as id, member_id as member from resource where id = $1 or person_id = $1 limit 1',
  },
  task: rowOf('task'),
  people_import: rowOf('people_import'),
} satisfies Record<string, Place>;

/** What a path may name. */
export type PlaceName = keyof typeof places;

/** Finds a thing by its id, or by the name people know, and the member whose it is; throws `not-found`. */
export function reachOf(db: Database, place: PlaceName, reference: string): Promise<Located> {
  return withScope(db, 'all', async em => {
    const { byId, byName }: Place = places[place];
    const name = reference.toLowerCase();
    const text = isUuid(name) ? byId : byName;
    const found = text ? await findRow<{ id: string; member: string | null }>(em, text, [name]) : undefined;
    if (!found?.member) throw notFound(reference);
    return { id: found.id, member: found.member };
  });
}

/** A member named in a path by id or short name: the reach of everything that follows. */
export const memberReach = (db: Database, reference: string): Promise<Located> => reachOf(db, 'member', reference);

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const isUuid = (text: string): boolean => uuid.test(text);
