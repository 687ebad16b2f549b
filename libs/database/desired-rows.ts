import type { Desired, Lane, Presence } from '@amie/reconcile';
import type { DataSource } from 'typeorm';
import { type PasswordKey, unsealOf } from './password-seal.js';
import { withScope } from './scope.js';
import { rows } from './statement.js';

/** A resource as the statements of this library select it. */
export interface DesiredRow {
  readonly id: string;
  readonly key: string;
  readonly kind: string;
  readonly member: string;
  readonly generation: bigint;
  readonly presence: Presence;
  readonly spec: unknown;
  readonly wasConfirmed: boolean;
  readonly personId?: string | null;
  readonly sealed?: Buffer | null;
  /** A secret of the resource itself, on its way. */
  readonly ownSealed?: Buffer | null;
}

// "Confirmed before" means that a server was seen to hold it: a purge that was confirmed leaves nothing to lose. Neither
// does a loss that a person saw and asked to correct: counted again, it would stop the lane at each resume.
export const desiredColumns = `
  r.id, r.key, r.kind, r.member_id as member, r.generation, r.presence, r.spec,
  r.observed is not null and not exists (
    select from drift d
    where d.service = r.service and d.server_id = r.server_id and d.key = r.key and d.resolved_at is null
      and d.decision = 'correct') as "wasConfirmed"
`;

/** What a driver is given; a pending password is unsealed with the key, and travels as a `Secret`. */
export function desiredOf(row: DesiredRow, passwordKey?: PasswordKey): Desired {
  const { id, key, kind, member, generation, presence, spec, wasConfirmed } = row;
  const desired: Desired = { id, key, kind, member, generation, presence, spec, wasConfirmed };
  const secret = secretOf(row, passwordKey);
  return secret ? { ...desired, secret } : desired;
}

function secretOf({ id, sealed, personId, ownSealed }: DesiredRow, key?: PasswordKey): Desired['secret'] {
  if (!ownSealed && (!sealed || !personId)) return undefined;
  if (!key) throw new Error('a secret is pending and the platform key that unseals it was not given');
  if (ownSealed) return unsealOf('resource', id, ownSealed, key);
  return sealed && personId ? unsealOf('person', personId, sealed, key) : undefined;
}

/** The resources of a lane that have these keys, without any password. */
export function desiredByKeys(db: DataSource, lane: Lane, keys: readonly string[]): Promise<Desired[]> {
  return withScope(db, 'all', async em => {
    const found = await rows<DesiredRow>(em, byKeys, [lane.service, lane.serverId, keys]);
    return found.map(row => desiredOf(row));
  });
}

const byKeys = `
  select ${desiredColumns} from resource r where r.service = $1 and r.server_id = $2 and r.key = any ($3::text[])
`;

/** Everything of a lane in chunks, by key, purged ones too; each chunk is its own short transaction. */
export async function* eachDesired(db: DataSource, lane: Lane, chunk = 1000): AsyncGenerator<readonly Desired[]> {
  for (let after = ''; ; ) {
    const values = [lane.service, lane.serverId, after, chunk];
    const found = await withScope(db, 'all', em => rows<DesiredRow>(em, afterKey, values));
    const last = found.at(-1);
    if (!last) return;
    yield found.map(row => desiredOf(row));
    after = last.key;
  }
}

const afterKey = `
  select ${desiredColumns} from resource r where r.service = $1 and r.server_id = $2 and r.key > $3
  order by r.key limit $4
`;
