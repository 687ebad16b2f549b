import { rows, type Transaction } from '../http/scope.js';

/** One thing in the bin: a person (account and mailbox together), or a resource on its own. */
export interface BinRow {
  /** Id of the person, or of the resource. */
  readonly id: string;
  readonly kind: 'person' | 'domain' | 'group' | 'shared-address' | 'unit';
  readonly member_id: string;
  readonly name: string;
  readonly address: string | null;
  readonly deleted_at: Date;
  readonly deleted_text: string;
  readonly deleted_by: string | null;
  readonly purge_after: Date | null;
}

// A person's account stands for the person; the mailbox beside it gives the address.
const bin = `
  select coalesce(r.person_id, r.id) as id, case when r.kind = 'account' then 'person' else r.kind end as kind,
    r.member_id, r.deleted_at, r.deleted_at::text as deleted_text, r.deleted_by, r.purge_after,
    case r.kind
      when 'account' then r.spec->>'givenName' || ' ' || (r.spec->>'familyName')
      else coalesce(r.spec->>'domain', r.spec->>'address', r.spec->>'name')
    end as name,
    case when r.kind = 'account' then
      (select m.spec->>'address' from resource m where m.person_id = r.person_id and m.kind = 'mailbox') end as address
  from resource r
  where r.presence = 'aside' and r.kind <> 'mailbox'`;

/** What lies in the bin, the latest first. */
export function listBin(
  em: Transaction,
  memberId: string | undefined,
  after: readonly (string | number)[] | undefined,
  limit: number,
): Promise<BinRow[]> {
  const [at = null, id = null] = after ?? [];
  const text = `select * from (${bin}) found where ($1::uuid is null or member_id = $1)
      and ($2::timestamptz is null or (deleted_at, id) < ($2::timestamptz, $3::uuid))
    order by deleted_at desc, id desc limit $4`;
  return rows<BinRow>(em, text, [memberId ?? null, at, id, limit + 1]);
}

export async function findInBin(em: Transaction, id: string): Promise<BinRow | undefined> {
  return (await rows<BinRow>(em, `select * from (${bin}) found where id = $1`, [id]))[0];
}

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
