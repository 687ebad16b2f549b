import { engineVersion, parsePolicy, type Policy, policyBody, policyDigest } from '@amie/allocation';
import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { findDecision } from './decisions.js';
import { firstDay, type Month } from './months.js';
import { PeriodRefused } from './refused.js';

/** One version of the rule: its document as voted, and from when it counts. */
export interface PolicyVersion {
  readonly version: number;
  /** JSON document of the policy. */
  readonly body: unknown;
  /** SHA-256 of the document in its one canonical text (`policyDigest`). */
  readonly bodySha256: string;
  readonly engineVersion: string;
  /** Active from `effectiveMonth` on, until another one is; retired when replaced before its month came. */
  readonly state: 'draft' | 'active' | 'retired';
  readonly effectiveMonth: Month | null;
  readonly decisionId: string | null;
  /** The decision was written down when the first month it counts for had begun: whoever reads the rule may ask why. */
  readonly isRecordedLate: boolean;
  readonly note: string;
  readonly draftedBy: string;
  readonly draftedAt: Date;
  readonly adoptedBy: string | null;
  readonly adoptedAt: Date | null;
}

const columns = `version, body, body_sha256 as "bodySha256", engine_version as "engineVersion", state,
  to_char(effective_month, 'YYYY-MM') as "effectiveMonth", decision_id as "decisionId",
  exists (select from board_decision d where d.id = policy.decision_id
    and (d.recorded_at at time zone amie_zone())::date >= policy.effective_month) as "isRecordedLate", note,
  drafted_by as "draftedBy", drafted_at as "draftedAt", adopted_by as "adoptedBy", adopted_at as "adoptedAt"`;

/** Keeps a draft under the next version; it counts for nothing until adopted. */
export async function draftPolicy(
  em: EntityManager,
  draft: { readonly policy: Policy; readonly note: string; readonly draftedBy: string },
): Promise<PolicyVersion> {
  await takeTurn(em);
  const insert = `insert into policy (version, body, body_sha256, engine_version, note, drafted_by)
    select coalesce(max(version), 0) + 1, $1::jsonb, $2, $3, $4, $5 from policy returning ${columns}`;
  const body = JSON.stringify(policyBody(draft.policy));
  const values = [body, policyDigest(draft.policy), engineVersion, draft.note, draft.draftedBy];
  const [made] = await rows<PolicyVersion>(em, insert, values);
  if (!made) throw new Error('a policy was not kept');
  return made;
}

/** Newest first. */
export function listPolicies(em: EntityManager): Promise<PolicyVersion[]> {
  return rows(em, `select ${columns} from policy order by version desc`);
}

/** Throws `policy-unknown`. */
export async function findPolicy(em: EntityManager, version: number): Promise<PolicyVersion> {
  const [found] = await rows<PolicyVersion>(em, `select ${columns} from policy where version = $1::int`, [version]);
  if (!found) throw new PeriodRefused('policy-unknown', { value: String(version) });
  return found;
}

/**
 * Puts a draft in force from the first of a month after the vote. The version adopted for the same month before it is
 * retired. Refused for a month whose figures were already proposed: nobody votes a rule after seeing what it gives.
 */
export async function adoptPolicy(
  em: EntityManager,
  adopted: { readonly version: number; readonly from: Month; readonly decision: string; readonly by: string },
): Promise<PolicyVersion> {
  await takeTurn(em);
  const [draft, decision] = [await findPolicy(em, adopted.version), await findDecision(em, adopted.decision)];
  if (draft.state !== 'draft') throw new PeriodRefused('policy-not-draft', { value: String(draft.version) });
  const from = firstDay(adopted.from);
  if (from <= decision.takenOn) {
    throw new PeriodRefused('policy-not-after-vote', { month: adopted.from, day: decision.takenOn });
  }
  const [frozen] = await rows<{ month: string }>(em, firstFrozen, [from]);
  if (frozen) throw new PeriodRefused('policy-month-proposed', { month: frozen.month });
  await rows(em, retire, [from]);
  await rows(em, activate, [draft.version, from, decision.id, adopted.by]);
  return findPolicy(em, draft.version);
}

const firstFrozen = `select to_char(month, 'YYYY-MM') as month from period
  where month >= $1::date and state <> 'open' order by period.month limit 1`;
const retire = `update policy set state = 'retired' where effective_month = $1::date and state = 'active'`;
const activate = `update policy set state = 'active', effective_month = $2::date, decision_id = $3::uuid,
  adopted_by = $4, adopted_at = clock_timestamp() where version = $1::int`;

/** A policy as the engine takes it. */
export interface PolicyInForce {
  readonly version: number;
  readonly policy: Policy;
}

/** The rule of a month: of those adopted, the one whose month came last. Throws `policy-missing` before the first. */
export async function policyOf(em: EntityManager, month: Month): Promise<PolicyInForce> {
  const text = `select version, body from policy
    where state = 'active' and effective_month <= $1::date order by effective_month desc limit 1`;
  const [found] = await rows<{ version: number; body: unknown }>(em, text, [firstDay(month)]);
  if (!found) throw new PeriodRefused('policy-missing', { month });
  return { version: found.version, policy: parsePolicy(found.body) };
}

// Two drafts, or two votes, at once take turns.
const takeTurn = (em: EntityManager): Promise<unknown> =>
  rows(em, `select pg_advisory_xact_lock(hashtext('amie.policies'))`);
