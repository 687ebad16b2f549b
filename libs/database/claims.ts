import type { EntityManager } from 'typeorm';
import { rows } from './statement.js';

/** Namespace of names that are unique for ever, as shapes call it: addresses of all sorts share `address`. */
export type NameKind = string;

export interface NameClaim {
  readonly kind: NameKind;
  readonly name: string;
  readonly resourceId?: string;
}

/** A name that could not be had: in use, or once used by another member. A scope of one member is told `taken` for both. */
export interface NameConflict {
  readonly kind: NameKind;
  readonly name: string;
  readonly who: 'taken' | 'tombstoned';
}

/**
 * Claims names for a member, bulk; returns those it could not have (the others are claimed: roll back to claim none).
 * A member may take back its own released name; claiming again for the same resource changes nothing.
 */
export async function claimNames(
  em: EntityManager,
  memberId: string,
  claims: readonly NameClaim[],
): Promise<NameConflict[]> {
  const { wanted, twice } = withoutTwins(claims);
  if (wanted.length === 0) return twice;
  const values = columnsOf(wanted);
  const free = await rows<NameClaim>(em, insertFree, [memberId, ...values]);
  const mine = free.length < wanted.length ? await rows<NameClaim>(em, takeBack, [memberId, ...values]) : [];
  const got = new Set([...free, ...mine].map(nameKey));
  const missing = wanted.filter(claim => !got.has(nameKey(claim)));
  return [...twice, ...(await explain(em, missing))];
}

/** Releases names of a member: tombstoned, they may return to that member alone. */
export async function releaseNames(
  em: EntityManager,
  memberId: string,
  names: readonly Pick<NameClaim, 'kind' | 'name'>[],
): Promise<void> {
  if (names.length === 0) return;
  await rows(em, bury, [memberId, names.map(({ kind }) => kind), names.map(({ name }) => name)]);
}

function withoutTwins(claims: readonly NameClaim[]): { wanted: NameClaim[]; twice: NameConflict[] } {
  const first = new Map<string, NameClaim>();
  const twice: NameConflict[] = [];
  for (const claim of claims) {
    const twin = first.get(nameKey(claim));
    if (!twin) first.set(nameKey(claim), claim);
    else if (!claim.resourceId || twin.resourceId !== claim.resourceId) twice.push(conflict(claim, 'taken'));
  }
  return { wanted: [...first.values()], twice };
}

async function explain(em: EntityManager, missing: readonly NameClaim[]): Promise<NameConflict[]> {
  if (missing.length === 0) return [];
  const [kinds, names] = columnsOf(missing);
  const buried = new Set((await rows<NameClaim>(em, tombstoned, [kinds, names])).map(nameKey));
  return missing.map(claim => conflict(claim, buried.has(nameKey(claim)) ? 'tombstoned' : 'taken'));
}

function columnsOf(claims: readonly NameClaim[]): [string[], string[], (string | null)[]] {
  return [
    claims.map(({ kind }) => kind),
    claims.map(({ name }) => name),
    claims.map(claim => claim.resourceId ?? null),
  ];
}

function conflict({ kind, name }: NameClaim, who: NameConflict['who']): NameConflict {
  return { kind, name, who };
}

const nameKey = ({ kind, name }: Pick<NameClaim, 'kind' | 'name'>): string => `${kind}|${name}`;

const asked = `unnest($2::text[], $3::text[], $4::uuid[]) as c(kind, name, resource_id)`;

// In the order of the names, so that two claims of the same list wait for each other once and never in a ring.
const insertFree = `
  insert into claimed_name (kind, name, member_id, resource_id)
  select c.kind, c.name, $1::uuid, c.resource_id from ${asked} order by c.kind, c.name
  on conflict do nothing
  returning kind, name
`;
const takeBack = `
  update claimed_name n set resource_id = c.resource_id, tombstoned_at = null,
    claimed_at = case when n.tombstoned_at is null then n.claimed_at else now() end
  from ${asked}
  where n.kind = c.kind and n.name = c.name and n.member_id = $1::uuid
    and (n.tombstoned_at is not null or n.resource_id = c.resource_id)
  returning n.kind, n.name
`;
const tombstoned = `
  select n.kind, n.name from claimed_name n
  join unnest($1::text[], $2::text[]) as c(kind, name) on n.kind = c.kind and n.name = c.name
  where n.tombstoned_at is not null
`;
const bury = `
  update claimed_name n set tombstoned_at = now()
  from unnest($2::text[], $3::text[]) as c(kind, name)
  where n.kind = c.kind and n.name = c.name and n.member_id = $1::uuid and n.tombstoned_at is null
`;
