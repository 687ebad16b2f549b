import type { Lane, Problem } from '@amie/reconcile';
import type { DataSource } from 'typeorm';
import { withScope } from './scope.js';
import { rows } from './statement.js';

/**
 * Takes the right to run a lane for some seconds; undefined when someone holds it or the lane is stopped. The epoch
 * rises in the same statement, and only expiry asks the database's clock (design: fencing). `mayBeStopped` is for
 * whoever only looks.
 */
export async function takeLease(
  db: DataSource,
  lane: Lane,
  owner: string,
  seconds: number,
  options: { mayBeStopped?: boolean } = {},
): Promise<{ epoch: bigint } | undefined> {
  const values = [lane.service, lane.serverId, owner, seconds, options.mayBeStopped ?? false];
  return (await inOne<{ epoch: bigint }>(db, take, values))[0];
}

const take = `
  update lane set epoch = epoch + 1, lease_owner = $3, lease_until = clock_timestamp() + make_interval(secs => $4),
    last_run_at = clock_timestamp()
  where service = $1 and server_id = $2 and (lease_until is null or lease_until <= clock_timestamp())
    and (stopped_reason is null or $5)
  returning epoch
`;

/** Holds the lane for some seconds more; false once someone else took it. */
export async function renewLease(db: DataSource, lane: Lane, epoch: bigint, seconds: number): Promise<boolean> {
  const renewed = await inOne(db, renew, [lane.service, lane.serverId, epoch, seconds]);
  return renewed.length > 0;
}

const renew = `
  update lane set lease_until = clock_timestamp() + make_interval(secs => $4)
  where service = $1 and server_id = $2 and epoch = $3 and lease_owner is not null
  returning epoch
`;

/** How a run ended, for the lane: nothing to say, or a problem and when to try again. */
export interface LaneEnd {
  readonly problem?: Problem;
  readonly retryInSeconds?: number;
}

/** Gives the lane back; does nothing when someone else has taken it since. A problem counts as one more failure in a row. */
export async function releaseLease(db: DataSource, lane: Lane, epoch: bigint, end: LaneEnd = {}): Promise<void> {
  const problem = end.problem ? JSON.stringify(end.problem) : null;
  await inOne(db, release, [lane.service, lane.serverId, epoch, problem, end.retryInSeconds ?? 0]);
}

const release = `
  update lane set lease_owner = null, lease_until = null, last_problem = $4::jsonb,
    failures = case when $4::jsonb is null then 0 else failures + 1 end,
    next_run_at = clock_timestamp() + make_interval(secs => $5)
  where service = $1 and server_id = $2 and epoch = $3
`;

/** Lifts the epoch over one that a server remembers; returns the new epoch, which the holder of the lease goes on with. */
export async function raiseEpoch(db: DataSource, lane: Lane, above: bigint): Promise<bigint> {
  const [raised] = await inOne<{ epoch: bigint }>(db, raise, [lane.service, lane.serverId, above]);
  if (!raised) throw new Error(`there is no lane ${lane.service} on server ${lane.serverId}`);
  return raised.epoch;
}

const raise = `
  update lane set epoch = greatest(epoch, $3::bigint) + 1 where service = $1 and server_id = $2 returning epoch
`;

/** Why nothing is written in a lane until a person resumes it. */
export type StopReason = 'breaker' | 'restored';

/** Stops all writes of a lane; the first reason stays until a person resumes it. */
export async function stopLane(db: DataSource, lane: Lane, reason: StopReason, detail: unknown): Promise<void> {
  await withScope(db, 'all', async em => {
    const values = [lane.service, lane.serverId, reason, JSON.stringify(detail)];
    const stopped = await rows(em, stop, values);
    if (stopped.length > 0) await rows(em, logStop, values);
  });
}

const stop = `
  update lane set stopped_reason = $3, stopped_detail = $4::jsonb, stopped_at = clock_timestamp()
  where service = $1 and server_id = $2 and stopped_reason is null
  returning service
`;
const logStop = `
  insert into change_log (actor, service, server_id, action, outcome, detail)
  values ('worker', $1, $2, 'stop-lane', $3, $4::jsonb)
`;

function inOne<Row>(db: DataSource, text: string, values: readonly unknown[]): Promise<Row[]> {
  return withScope(db, 'all', em => rows<Row>(em, text, values));
}
