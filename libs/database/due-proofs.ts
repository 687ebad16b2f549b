import type { Lane, Problem } from '@amie/reconcile';
import type { DataSource } from 'typeorm';
import { withScope } from './scope.js';
import { rows } from './statement.js';

/** A domain whose member still has to show that it is theirs. */
export interface ProofToCheck {
  readonly resourceId: string;
  readonly domain: string;
  /** Value of the TXT record that proves it. */
  readonly token: string;
}

/** What the DNS said: the record is there, it is not, or nobody knows (which never counts as a no). */
export type ProofAnswer = { readonly isProved: true } | { readonly isProved: false; readonly problem: Problem };

/** Domains whose proof is due to be looked at, the longest waiting first. */
export function dueProofs(db: DataSource, limit: number): Promise<readonly ProofToCheck[]> {
  return withScope(db, 'all', em => rows<ProofToCheck>(em, dueText, [limit]));
}

/** Notes an answer; a proved domain is let go to its lane, which is returned for the bell. */
export async function recordProof(db: DataSource, proof: ProofToCheck, answer: ProofAnswer): Promise<readonly Lane[]> {
  return withScope(db, 'all', async em => {
    if (!answer.isProved) {
      await rows(em, missingText, [proof.resourceId, answer.problem]);
      return [];
    }
    await rows(em, provedText, [proof.resourceId]);
    return rows<Lane>(em, releaseText, [proof.resourceId]);
  });
}

const dueText = `
  select p.resource_id as "resourceId", p.domain, p.token from domain_proof p
  join resource r on r.id = p.resource_id
  where p.state = 'waiting' and p.next_check_at <= now() and r.presence = 'present'
  order by p.next_check_at limit $1
`;

// Often while somebody is at it, then less and less: a tenth of its age, between half a minute and an hour.
const missingText = `
  update domain_proof p set checked_at = now(), problem = $2::jsonb,
    next_check_at = now() + least(interval '1 hour', greatest(interval '30 seconds', (now() - r.created_at) / 10))
  from resource r where r.id = p.resource_id and p.resource_id = $1 and p.state = 'waiting'
`;

const provedText = `
  update domain_proof set state = 'proved', checked_at = now(), decided_at = now(), decided_by = 'dns', problem = null
  where resource_id = $1 and state = 'waiting'
`;

const releaseText = `
  update resource set held_reason = null, next_attempt_at = now(), version = version + 1
  where id = $1 and held_reason is not null
  returning service, server_id as "serverId"
`;
