import type { Language } from '@amie/values';
import { textOf } from '../problems/render.js';
import type { PersonView } from './people-schemas.js';
import type { PersonRow } from './person-rows.js';

const at = (date: Date | null): string | null => date?.toISOString() ?? null;

/** A person as people read it; nothing of the password, which no row of ours can show. */
export function showPerson(row: PersonRow, language: Language): PersonView {
  return {
    id: row.id,
    memberId: row.member_id,
    uid: row.uid,
    givenName: row.given_name,
    familyName: row.family_name,
    ownEmail: row.own_email,
    language: row.language,
    ...showMailbox(row),
    groups: row.groups,
    status: row.status,
    isReady: row.is_ready,
    invitation: row.invitation === null ? null : showInvitation(row, language),
    activatedAt: at(row.activated_at),
    signedInAt: at(row.signed_in_at),
    setAside:
      row.presence === 'present' ? null : { at: at(row.deleted_at), by: row.deleted_by, until: at(row.purge_after) },
    problems: row.problems.map(({ kind, code }) => {
      const { title, action } = textOf(code, language);
      return { kind, code, title, action };
    }),
    version: Number(row.version),
  };
}

function showMailbox({ mailbox }: PersonRow): Pick<PersonView, MailboxFields> {
  return {
    address: mailbox?.address ?? null,
    extraAddresses: mailbox?.extraAddresses ?? [],
    forwards: mailbox?.forwards ?? [],
    keepsCopy: mailbox?.keepsCopy ?? true,
    limitKib: mailbox?.limitKib ?? null,
  };
}

type MailboxFields = 'address' | 'extraAddresses' | 'forwards' | 'keepsCopy' | 'limitKib';

function showInvitation(row: PersonRow, language: Language): PersonView['invitation'] {
  const problem = row.invitation_problem;
  return {
    state: row.invitation ?? '',
    sentAt: at(row.invitation_sent_at),
    // A link has no end before it has left: what is kept until then is that of an attempt nobody received.
    expiresAt: row.invitation_sent_at === null ? null : at(row.invitation_expires_at),
    problem: problem === null ? null : { code: problem.code, ...textOf(problem.code, language) },
  };
}
