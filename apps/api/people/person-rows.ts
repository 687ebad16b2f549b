import type { AccountSpec, MailboxSpec } from '@amie/services/resources';
import type { Language } from '@amie/values';
import { findRow, rows, type Transaction } from '../http/scope.js';
import type { Cursor } from '../http/paging.js';
import { notFound } from '../problems/problem.js';
import type { PersonStatus } from './people-schemas.js';

/** A person with account, mailbox, groups and last invitation: what one line of the list needs. */
export interface PersonRow {
  readonly id: string;
  readonly member_id: string;
  readonly uid: string;
  readonly given_name: string;
  readonly family_name: string;
  readonly own_email: string;
  readonly language: Language;
  readonly is_suspended: boolean;
  readonly activated_at: Date | null;
  readonly signed_in_at: Date | null;
  readonly version: bigint;
  readonly account: AccountSpec | null;
  readonly mailbox: MailboxSpec | null;
  readonly presence: 'present' | 'aside' | 'absent' | null;
  readonly deleted_at: Date | null;
  readonly deleted_by: string | null;
  readonly purge_after: Date | null;
  readonly is_ready: boolean;
  readonly problems: { kind: string; code: string }[];
  readonly groups: string[];
  readonly invitation: string | null;
  readonly invitation_sent_at: Date | null;
  readonly invitation_expires_at: Date | null;
  readonly invitation_problem: { readonly code: string } | null;
  readonly status: PersonStatus;
}

const people = `
  select p.id, p.member_id, p.uid, p.given_name, p.family_name, p.own_email, p.language, p.is_suspended,
    p.activated_at, p.signed_in_at, p.version,
    a.spec as account, m.spec as mailbox, a.presence, a.deleted_at, a.deleted_by, a.purge_after,
    coalesce(a.ready_generation = a.generation and m.ready_generation = m.generation, false) as is_ready,
    array_remove(array[
      amie_problem(a) || '{"kind":"account"}',
      amie_problem(m) || '{"kind":"mailbox"}'], null) as problems,
    array(select g.spec->>'name' from resource g where g.member_id = p.member_id and g.kind = 'group'
          and g.presence = 'present' and g.spec->'people' ? p.uid order by 1) as groups,
    i.state as invitation, i.sent_at as invitation_sent_at, i.expires_at as invitation_expires_at,
    i.problem as invitation_problem,
    case
      when a.presence <> 'present' then 'set-aside'
      when p.is_suspended then 'suspended'
      when p.signed_in_at is not null then 'activated'
      when p.activated_at is not null then 'never-signed-in'
      when i.state = 'sent' then 'invited'
      else 'to-invite'
    end as status
  from person p
  left join resource a on a.person_id = p.id and a.kind = 'account'
  left join resource m on m.person_id = p.id and m.kind = 'mailbox'
  left join lateral (
    select state, sent_at, expires_at, problem from invitation where person_id = p.id order by created_at desc limit 1
  ) i on true`;

/** A person, or throws `not-found`; also one in the bin, never one deleted for good. */
export async function getPerson(em: Transaction, id: string): Promise<PersonRow> {
  const found = await findRow<PersonRow>(em, `${people} where p.id = $1 and a.presence <> 'absent'`, [id]);
  if (!found) throw notFound(id);
  return found;
}

/** As `getPerson`, its row locked against another edit. */
export async function lockPerson(em: Transaction, id: string): Promise<PersonRow> {
  await rows(em, 'select id from person where id = $1 for no key update', [id]);
  return getPerson(em, id);
}

export interface PeopleQuery {
  readonly memberId: string;
  readonly q?: string;
  readonly status?: PersonStatus;
  readonly after?: Cursor;
  readonly limit: number;
}

/** One page of a member's people, by family name, and one row more when there is a next page. */
export function listPeople(em: Transaction, query: PeopleQuery): Promise<PersonRow[]> {
  const [family = null, given = null, id = null] = query.after ?? [];
  const text = `select * from (${people} where p.member_id = $1 and a.presence <> 'absent') found
    where ($2::text is null or status = $2) and ($2 is not null or presence = 'present')
      and ($3::text is null or position(lower($3) in lower(given_name || ' ' || family_name || ' ' || own_email || ' ' ||
        coalesce(mailbox->>'address', ''))) > 0)
      and ($4::text is null or (family_name, given_name, id) > ($4, $5, $6::uuid))
    order by family_name, given_name, id limit $7`;
  return rows<PersonRow>(em, text, [
    query.memberId,
    query.status ?? null,
    query.q ?? null,
    family,
    given,
    id,
    query.limit + 1,
  ]);
}

/** Raises the version of a person and writes the given columns. */
export async function updatePerson(
  em: Transaction,
  id: string,
  change: { givenName?: string; familyName?: string; ownEmail?: string; language?: Language; isSuspended?: boolean },
): Promise<void> {
  const text = `update person set version = version + 1, given_name = coalesce($2, given_name),
      family_name = coalesce($3, family_name), own_email = coalesce($4, own_email), language = coalesce($5, language),
      is_suspended = coalesce($6, is_suspended)
    where id = $1`;
  const { givenName, familyName, ownEmail, language, isSuspended } = change;
  await rows(em, text, [id, givenName, familyName, ownEmail, language, isSuspended]);
}
