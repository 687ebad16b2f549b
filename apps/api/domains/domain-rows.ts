import type { DomainSpec } from '@amie/services/resources';
import type { Language } from '@amie/values';
import { findRow, rows, type Transaction } from '../http/scope.js';
import { notFound } from '../problems/problem.js';
import { textOf } from '../problems/render.js';
import { type ResourceRow, stateOf } from '../resources/resource-rows.js';

/** A domain with its proof. */
export interface DomainRow extends ResourceRow<DomainSpec> {
  readonly token: string;
  readonly proof_state: 'waiting' | 'proved' | 'approved';
  readonly checked_at: Date | null;
  readonly decided_by: string | null;
  readonly proof_problem: { code: string; detail: string } | null;
  readonly server_address: string;
  readonly server_settings: Record<string, unknown>;
}

const domains = `
  select r.*, p.token, p.state as proof_state, p.checked_at, p.decided_by, p.problem as proof_problem,
    s.address as server_address, s.settings as server_settings
  from resource r join domain_proof p on p.resource_id = r.id join server s on s.id = r.server_id
  where r.kind = 'domain' and r.presence <> 'absent'`;

/** A domain with its proof; throws `not-found`. */
export async function getDomain(em: Transaction, id: string): Promise<DomainRow> {
  const found = await findRow<DomainRow>(em, `${domains} and r.id = $1`, [id]);
  if (!found) throw notFound(id);
  return found;
}

export function listDomains(
  em: Transaction,
  memberId: string,
  after: string | number | undefined,
  limit: number,
): Promise<DomainRow[]> {
  const text = `${domains} and r.member_id = $1 and r.presence = 'present' and ($2::text is null or r.key > $2)
    order by r.key limit $3`;
  return rows<DomainRow>(em, text, [memberId, after ?? null, limit + 1]);
}

export function showDomain(row: DomainRow, language: Language): object {
  const problem = row.proof_problem;
  return {
    id: row.id,
    memberId: row.member_id,
    domain: row.spec.domain,
    proof: {
      state: row.proof_state,
      name: `_amie.${row.spec.domain}`,
      value: `amie-proof=${row.token}`,
      checkedAt: row.checked_at,
      decidedBy: row.decided_by,
      problem: problem && {
        code: problem.code,
        ...textOf(problem.code, language, { name: `_amie.${row.spec.domain}`, wanted: `amie-proof=${row.token}` }),
      },
    },
    state: stateOf(row),
    version: row.generation,
  };
}
