import type { Presence, ServiceName } from '@amie/reconcile';
import { findRow, rows, type Transaction } from '../http/scope.js';
import { notFound, Problem } from '../problems/problem.js';

/** One row of what is desired, as the API reads it. */
export interface ResourceRow<Spec = Record<string, unknown>> {
  readonly id: string;
  readonly member_id: string;
  readonly person_id: string | null;
  readonly server_id: string;
  readonly service: ServiceName;
  readonly kind: string;
  readonly key: string;
  readonly spec: Spec;
  readonly presence: Presence;
  readonly generation: bigint;
  readonly observed_generation: bigint;
  readonly ready_generation: bigint;
  readonly is_waiting: boolean;
  readonly held_reason: string | null;
  readonly problem: { code: string; detail: string } | null;
  readonly created_at: Date;
  readonly deleted_at: Date | null;
  readonly deleted_by: string | null;
  readonly purge_after: Date | null;
}

const columns = `id, member_id, person_id, server_id, service, kind, key, spec, presence, generation, observed_generation,
  ready_generation, is_waiting, held_reason, problem, created_at, deleted_at, deleted_by, purge_after`;

/** The resource of a kind, locked against other edits until the transaction ends; throws `not-found`. */
export async function lockResource<Spec>(em: Transaction, kind: string, id: string): Promise<ResourceRow<Spec>> {
  const text = `select ${columns} from resource where id = $1 and kind = $2 and presence <> 'absent' for no key update`;
  return (await findRow<ResourceRow<Spec>>(em, text, [id, kind])) ?? fail(id);
}

/** As `lockResource`, for reading alone. */
export async function getResource<Spec>(em: Transaction, kind: string, id: string): Promise<ResourceRow<Spec>> {
  const text = `select ${columns} from resource where id = $1 and kind = $2 and presence <> 'absent'`;
  return (await findRow<ResourceRow<Spec>>(em, text, [id, kind])) ?? fail(id);
}

/** One page of a member's resources of a kind, by key, and one row more when there is a next page. */
export function listKind<Spec>(
  em: Transaction,
  memberId: string,
  kind: string,
  after: string | number | undefined,
  limit: number,
): Promise<ResourceRow<Spec>[]> {
  const text = `select ${columns} from resource where member_id = $1 and kind = $2 and presence = 'present'
    and ($3::text is null or key > $3) order by key limit $4`;
  return rows<ResourceRow<Spec>>(em, text, [memberId, kind, after ?? null, limit + 1]);
}

/** As `lockResource`, and refuses one that lies in the bin. */
export async function lockPresent<Spec>(em: Transaction, kind: string, id: string): Promise<ResourceRow<Spec>> {
  const found = await lockResource<Spec>(em, kind, id);
  if (found.presence !== 'present') throw new Problem('set-aside-already');
  return found;
}

/** The account and mailbox of people, locked in one order so that two edits never wait on each other. */
export function lockResourcesOf(em: Transaction, personIds: readonly string[]): Promise<ResourceRow[]> {
  const text = `select ${columns} from resource where person_id = any($1::uuid[]) order by id for no key update`;
  return rows<ResourceRow>(em, text, [personIds]);
}

/** Resources of a kind of one member, present, locked. */
export function lockKind<Spec>(em: Transaction, memberId: string, kind: string): Promise<ResourceRow<Spec>[]> {
  const text = `select ${columns} from resource
    where member_id = $1 and kind = $2 and presence = 'present' order by id for no key update`;
  return rows<ResourceRow<Spec>>(em, text, [memberId, kind]);
}

/** What a reader wants to know of a resource's state, in one word. */
export type ResourceState =
  | 'held'
  | 'waiting'
  | 'failing'
  | 'in-progress'
  | 'applied'
  | 'ready'
  | 'set-aside'
  | 'purged';

export function stateOf(row: Pick<ResourceRow, StateColumns>): ResourceState {
  if (row.held_reason) return 'held';
  if (row.problem) return 'failing';
  if (row.generation !== row.observed_generation) return row.is_waiting ? 'waiting' : 'in-progress';
  if (row.presence === 'aside') return 'set-aside';
  if (row.presence === 'absent') return 'purged';
  return row.ready_generation === row.generation ? 'ready' : 'applied';
}

type StateColumns =
  | 'held_reason'
  | 'problem'
  | 'generation'
  | 'observed_generation'
  | 'ready_generation'
  | 'is_waiting'
  | 'presence';

function fail(id: string): never {
  throw notFound(id);
}
