import type { Problem } from '@amie/reconcile';
import type { DataSource } from 'typeorm';
import { withScope } from './scope.js';
import { rows } from './statement.js';

/** One invitation about to leave, with all that its mail says. The token is in the mail alone. */
export interface InvitationToSend {
  readonly id: string;
  readonly givenName: string;
  readonly familyName: string;
  /** Address elsewhere, where the mail goes. */
  readonly ownEmail: string;
  readonly language: 'fr' | 'en';
  readonly memberName: string;
  /** What the person signs in with: the mailbox's address. */
  readonly address: string;
  readonly expiresAt: Date;
  /** How often it was tried before. */
  readonly attempts: number;
}

/** Links of attempts before that still open the door: any of them may be the one that arrived. */
const earlierKept = 20;

/** How long others leave an invitation alone once a worker took it: longer than any relay takes to answer. */
const claimSeconds = 120;

/**
 * Takes invitations whose people have a mailbox that was used with success, stores the hash of each one's new link and
 * the day it ends, and leaves the mail to the caller. A worker that dies in between may have sent it or not: they are due
 * again, with another link, and the one that may have left opens the same door.
 */
export function claimInvitations(
  db: DataSource,
  limit: number,
  daysValid: number,
  newHash: (id: string) => Buffer,
): Promise<readonly InvitationToSend[]> {
  return withScope(db, 'all', async em => {
    const due = await rows<{ id: string }>(em, dueText, [limit]);
    const ids = due.map(({ id }) => id);
    return rows<InvitationToSend>(em, claimText, [ids, ids.map(newHash), claimSeconds, daysValid]);
  });
}

/** The mail left: the link counts from now on. */
export async function recordInvitationSent(db: DataSource, id: string): Promise<void> {
  await withScope(db, 'all', em => rows(em, sentText, [id]));
}

/** The mail did not leave: due again later, with the reason for people to see. */
export async function recordInvitationUnsent(
  db: DataSource,
  id: string,
  problem: Problem,
  retryInSeconds: number,
): Promise<void> {
  await withScope(db, 'all', em => rows(em, unsentText, [id, problem, retryInSeconds]));
}

// Asked first, and of an index alone, whether anything of the person is not yet ready: while an import of thousands is
// on its way, nearly all are due and nearly none may leave.
const dueText = `
  with ripe as materialized (
    select i.id, i.person_id from invitation i
    where i.state = 'due' and i.next_attempt_at <= now()
      and not exists (select from resource r
        where r.person_id = i.person_id and r.presence = 'present' and r.ready_generation = 0 offset 0)
  )
  select i.id from ripe join person p on p.id = ripe.person_id join invitation i on i.id = ripe.id
  where p.deleted_at is null and not p.is_suspended and i.state = 'due' and i.next_attempt_at <= now()
    and exists (select from resource r where r.person_id = p.id and r.kind = 'mailbox' and r.presence = 'present')
  order by i.next_attempt_at limit $1 for update of i skip locked
`;

const claimText = `
  update invitation i set token_hash = given.hash,
    earlier_hashes = (array_remove(array_prepend(i.token_hash, i.earlier_hashes), null))[1:${earlierKept}],
    expires_at = now() + make_interval(days => $4::int),
    attempts = i.attempts + 1, next_attempt_at = now() + make_interval(secs => $3::int)
  from unnest($1::uuid[], $2::bytea[]) given (id, hash), person p, member m, resource mailbox
  where i.id = given.id and p.id = i.person_id and m.id = i.member_id
    and mailbox.person_id = p.id and mailbox.kind = 'mailbox' and mailbox.presence = 'present'
  returning i.id, p.given_name as "givenName", p.family_name as "familyName", p.own_email as "ownEmail", p.language,
    m.name as "memberName", mailbox.spec->>'address' as address, i.expires_at as "expiresAt", i.attempts - 1 as attempts
`;

const sentText = `update invitation set state = 'sent', sent_at = now(), problem = null where id = $1 and state = 'due'`;

const unsentText = `
  update invitation set problem = $2::jsonb, next_attempt_at = now() + make_interval(secs => $3::float8)
  where id = $1 and state = 'due'
`;
