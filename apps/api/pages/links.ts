import { createHash } from 'node:crypto';
import type { Language } from '@amie/values';
import { type Database, findRow, rows, type Transaction, withScope } from '../http/scope.js';

/** An invitation as its link finds it, with all that the pages show. */
export interface Link {
  readonly id: string;
  readonly person_id: string;
  readonly member_id: string;
  readonly state: 'due' | 'sent' | 'used' | 'replaced';
  readonly is_expired: boolean;
  readonly given_name: string;
  readonly family_name: string;
  readonly own_email: string;
  readonly language: Language;
  readonly member_name: string;
  readonly activated_at: Date | null;
  readonly address: string;
  readonly extra_addresses: string[];
  readonly is_open: boolean;
  readonly server_address: string;
  readonly server_settings: Record<string, unknown>;
}

/** Only the hash of a link's token is kept; one that is no token of ours finds nothing. */
export const linkHash = (token: string): Buffer => createHash('sha256').update(token).digest();

const links = `
  select i.id, i.person_id, i.member_id, i.state, i.expires_at <= now() as is_expired, p.given_name, p.family_name,
    p.own_email, p.language, p.activated_at, m.name as member_name, r.spec->>'address' as address,
    array(select jsonb_array_elements_text(r.spec->'extraAddresses')) as extra_addresses,
    r.presence = 'present' as is_open, s.address as server_address, s.settings as server_settings
  from invitation i
  join person p on p.id = i.person_id join member m on m.id = i.member_id
  join resource r on r.person_id = p.id and r.kind = 'mailbox' join server s on s.id = r.server_id`;

/** The link of a token, read in everyone's reach: the token itself says whose it is. */
export function findLink(db: Database, token: string): Promise<Link | undefined> {
  if (!/^[\w-]{20,100}$/.test(token)) return Promise.resolve(undefined);
  const text = `${links} where i.token_hash = $1 or i.earlier_hashes @> array[$1::bytea]`;
  return withScope(db, 'all', em => findRow<Link>(em, text, [linkHash(token)]));
}

/** Uses the link up; false when somebody was faster, or it was replaced or ran out meanwhile. */
export async function consumeLink(em: Transaction, id: string): Promise<boolean> {
  const text = `update invitation set state = 'used', used_at = now()
    where id = $1 and state in ('due', 'sent') and expires_at > now() returning id`;
  if (!(await findRow(em, text, [id]))) return false;
  await rows(
    em,
    `update invitation o set state = 'replaced' from invitation i
     where i.id = $1 and o.person_id = i.person_id and o.id <> i.id and o.state in ('due', 'sent')`,
    [id],
  );
  return true;
}
