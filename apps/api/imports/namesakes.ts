import { rows, type Transaction } from '../http/scope.js';
import { personKey } from '../people/person-key.js';

/** A person the member already has, under the key of own e-mail and names. */
export interface Namesake {
  readonly uid: string;
  readonly address: string;
  readonly limitKib: number;
  readonly isAside: boolean;
}

interface Row extends Namesake {
  readonly ownEmail: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** People of the member with one of these own e-mails, by their key; one in use wins over one in the bin. */
export async function findNamesakes(
  em: Transaction,
  memberId: string,
  ownEmails: readonly string[],
): Promise<ReadonlyMap<string, Namesake>> {
  const text = `select p.uid, p.own_email as "ownEmail", p.given_name as "givenName", p.family_name as "familyName",
      m.spec->>'address' as address, (m.spec->>'limitKib')::float8 as "limitKib", m.presence = 'aside' as "isAside"
    from person p join resource m on m.person_id = p.id and m.kind = 'mailbox'
    where p.member_id = $1 and lower(p.own_email) = any($2::text[]) and m.presence <> 'absent'
    order by "isAside" desc, p.created_at desc`;
  const lowered = [...new Set(ownEmails.map(address => address.toLowerCase()))];
  const found = await rows<Row>(em, text, [memberId, lowered]);
  return new Map(found.map(row => [personKey(row), row]));
}
