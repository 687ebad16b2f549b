import { rows, type Transaction } from '../http/scope.js';
import { type Labelled, labelOf } from '../resources/label.js';

/** One thing in the bin: a person (account and mailbox together), or a resource with what was set aside with it. */
export interface BinRow {
  /** Id of the person, or of the resource. */
  readonly id: string;
  /** `person`, or a kind of resource. */
  readonly kind: string;
  readonly member_id: string;
  readonly name: string;
  readonly address: string | null;
  readonly deleted_at: Date;
  readonly deleted_text: string;
  readonly deleted_by: string | null;
  readonly purge_after: Date | null;
}

interface FoundRow extends Omit<BinRow, 'kind' | 'name'>, Labelled {}

// What stands on something that went at the same moment went with it, and comes back with it: a mailbox with its
// account, the databases of a site with the site. A person's account stands for the person.
const bin = `
  select coalesce(r.person_id, r.id) as id, r.kind, r.key, r.spec,
    r.member_id, r.deleted_at, r.deleted_at::text as deleted_text, r.deleted_by, r.purge_after,
    case when r.kind = 'account' then
      (select m.spec->>'address' from resource m where m.person_id = r.person_id and m.kind = 'mailbox') end as address
  from resource r
  where r.presence = 'aside' and not exists (
    select from stands_on s join resource ground on ground.id = s.on_id
    where s.resource_id = r.id and ground.presence = 'aside' and ground.deleted_at = r.deleted_at)`;

/** Ids of what was set aside with a resource and stands on it. */
export async function wentWith(em: Transaction, id: string): Promise<readonly string[]> {
  const text = `select r.id from stands_on s join resource r on r.id = s.resource_id join resource ground on ground.id = s.on_id
    where s.on_id = $1 and r.presence = 'aside' and r.deleted_at = ground.deleted_at order by r.id for no key update of r`;
  return (await rows<{ id: string }>(em, text, [id])).map(row => row.id);
}

/** What lies in the bin, the latest first. */
export async function listBin(
  em: Transaction,
  memberId: string | undefined,
  after: readonly (string | number)[] | undefined,
  limit: number,
): Promise<BinRow[]> {
  const [at = null, id = null] = after ?? [];
  const text = `select * from (${bin}) found where ($1::uuid is null or member_id = $1)
      and ($2::timestamptz is null or (deleted_at, id) < ($2::timestamptz, $3::uuid))
    order by deleted_at desc, id desc limit $4`;
  return (await rows<FoundRow>(em, text, [memberId ?? null, at, id, limit + 1])).map(named);
}

export async function findInBin(em: Transaction, id: string): Promise<BinRow | undefined> {
  const [found] = await rows<FoundRow>(em, `select * from (${bin}) found where id = $1`, [id]);
  return found && named(found);
}

const named = (row: FoundRow): BinRow => ({
  ...row,
  kind: row.kind === 'account' ? 'person' : row.kind,
  name: labelOf(row),
});

export function showBinRow(row: BinRow): object {
  return {
    id: row.id,
    kind: row.kind,
    memberId: row.member_id,
    name: row.name,
    address: row.address,
    setAsideAt: row.deleted_at,
    setAsideBy: row.deleted_by,
    restorableUntil: row.purge_after,
  };
}
