import { randomBytes, randomUUID } from 'node:crypto';
import { releaseHeld } from '@amie/database';
import { type DomainSpec, domainKey, domainShape } from '@amie/services/resources';
import { Answer } from '../http/answer.js';
import type { Asked } from '../http/asked.js';
import type { MemberRow } from '../http/find-member.js';
import { requireVersion } from '../http/preconditions.js';
import { findRow, rows, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { emptyPlan, showPlan } from '../plans/plan-view.js';
import { Problem } from '../problems/problem.js';
import { type ChangeSet, noChange, place } from '../resources/change-set.js';
import { lockPresent } from '../resources/resource-rows.js';
import { mailHost } from '../servers/mail-host.js';
import { serverFor } from '../servers/server-for.js';
import { startTask, targetOf, taskAnswer } from '../tasks/start-task.js';
import { dnsLines } from './dns-lines.js';
import { type DomainRow, getDomain, showDomain } from './domain-rows.js';

/** Adds a domain: claimed at once, held until its proof is seen in the DNS or a technician vouches for it. */
export async function addDomain(em: Transaction, asked: Asked, member: MemberRow, domain: string): Promise<Written> {
  const spec: DomainSpec = { slug: member.slug, domain };
  const id = randomUUID();
  const text = `select id from resource where member_id = $1 and kind = 'unit' and presence = 'present'`;
  const unit = await findRow<{ id: string }>(em, text, [member.id]);
  if (!unit) throw new Problem('member-set-aside');
  const changes: ChangeSet = {
    edits: [
      {
        op: 'create',
        id,
        memberId: member.id,
        serverId: await serverFor(em, member.id, 'mail'),
        service: 'mail',
        kind: domainShape.kind,
        key: domainKey(spec),
        spec,
        standsOn: [unit.id],
        heldReason: 'domain-unproved',
      },
    ],
    claims: [{ kind: 'domain', name: domain, resourceId: id }],
    releases: [],
  };
  const request = { kind: 'domain-add', params: { name: domain, resourceId: id }, memberId: member.id } as const;
  const started = await startTask(em, asked, request, changes);
  const made = targetOf(started, id);
  if (made !== id) await rows(em, `update resource set held_reason = 'domain-unproved' where id = $1`, [made]);
  // A domain that comes back proves itself again, with a new token.
  const proof = `insert into domain_proof (resource_id, member_id, domain, token) values ($1, $2, $3, $4)
    on conflict (resource_id) do update set token = excluded.token, state = 'waiting', next_check_at = now(),
      checked_at = null, problem = null, decided_at = null, decided_by = null`;
  await rows(em, proof, [made, member.id, domain, randomBytes(18).toString('base64url')]);
  const row = await getDomain(em, made);
  const written = taskAnswer(asked, started, { domain: showDomain(row, asked.language), dnsLines: linesOf(row) });
  return { ...written, errands: ['proofs'] };
}

/** A technician vouches for a domain whose DNS cannot be changed yet. */
export async function approveDomain(em: Transaction, asked: Asked, id: string): Promise<Written> {
  const held = await lockPresent<DomainSpec>(em, domainShape.kind, id);
  const text = `update domain_proof set state = 'approved', decided_at = now(), decided_by = $2, problem = null
    where resource_id = $1 and state = 'waiting' returning domain`;
  if (!(await findRow(em, text, [id, asked.actor]))) throw new Problem('domain-proved-already');
  const changes: ChangeSet = { ...noChange, edits: [{ op: 'respec', id, spec: held.spec }] };
  const params = { name: held.spec.domain, resourceId: id };
  const started = await startTask(em, asked, { kind: 'domain-approve', params, memberId: held.member_id }, changes);
  const lanes = await releaseHeld(em, [id]);
  const row = await getDomain(em, id);
  const shown = { domain: showDomain(row, asked.language), dnsLines: linesOf(row) };
  const written = taskAnswer(asked, { ...started, lanes: [...started.lanes, ...lanes] }, shown);
  return written;
}

/** Asks the worker to look at the DNS now. */
export async function checkDomain(em: Transaction, asked: Asked, id: string): Promise<Written> {
  const row = await getDomain(em, id);
  if (row.proof_state !== 'waiting') throw new Problem('domain-proved-already');
  await rows(em, 'update domain_proof set next_check_at = now() where resource_id = $1', [row.id]);
  const body = { domain: showDomain(row, asked.language), dnsLines: linesOf(row) };
  const plan = showPlan(emptyPlan, asked.language);
  return {
    answer: asked.isDryRun ? new Answer(200, { isDryRun: true, plan }) : new Answer(202, body),
    errands: ['proofs'],
  };
}

/** Moves a domain that nothing uses any more to the bin. */
export async function removeDomain(em: Transaction, asked: Asked, id: string, until: Date): Promise<Written> {
  const row = await lockPresent<DomainSpec>(em, domainShape.kind, id);
  requireVersion(asked, row.generation);
  const used = await findRow<{ count: number }>(
    em,
    `select count(*)::int as count from stands_on s join resource r on r.id = s.resource_id
     where s.on_id = $1 and r.presence = 'present'`,
    [id],
  );
  if (used && used.count > 0) throw new Problem('domain-in-use', { count: used.count });
  const params = { name: row.spec.domain, resourceId: id };
  const request = { kind: 'domain-remove', params, memberId: row.member_id } as const;
  const started = await startTask(em, asked, request, place(row, 'aside', until));
  return taskAnswer(asked, started, { domain: showDomain(await getDomain(em, id), asked.language) });
}

export function linesOf(row: DomainRow): ReturnType<typeof dnsLines> {
  return dnsLines(row.spec.domain, row.token, mailHost(row.server_address, row.server_settings));
}
