import { tripBreaker } from './breaker.js';
import type { Change, Desired, Key, Kind, Observed, ServiceSession } from './contract.js';
import { inFlight } from './in-flight.js';
import { concludeChange, concludeSettled, notSeen, settledChange } from './judgement.js';
import type { BreakerTrip, Outcome, Problem } from './outcome.js';
import { inOrder, isRemoval, planChange, planChanges, type ShapeOf } from './plan.js';
import { endsRun, problemOf } from './problem.js';

/** The due changes of one lane and the means to make them. */
export interface Batch {
  readonly session: ServiceSession;
  readonly order: readonly Kind[];
  readonly shapeOf: ShapeOf;
  readonly desired: readonly Desired[];
  /** Fires when the lease is lost or the process stops: nothing new is started, the run rejects with its reason. */
  readonly signal: AbortSignal;
  /** Takes what is certain as soon as it is, the first of it early; throws `StaleEpochError` to stop the run. */
  readonly onOutcomes: (outcomes: readonly Outcome[]) => Promise<void>;
}

/** What became of a batch. After a trip nothing more is written; what has no outcome is unknown and stays due. */
export interface BatchEnd {
  readonly confirmed: number;
  readonly failed: number;
  readonly trip?: BreakerTrip;
}

/** Set aside, then purge; restore, then edit: two looks. One more is left for a race. */
const rounds = 3;
/** The first chunk is small, so that a lone person among hundreds is not told last. */
const firstChunk = 25;

/**
 * Makes the desired things so and hands over what a second look shows: observe → breaker → plan → apply → commit →
 * observe. A failing change leaves the others done; what is not in the batch is never touched. Rejects, the rest being
 * unknown, when a read is incomplete, the server is out of reach, the lease is stale or the signal fires.
 */
export async function reconcileBatch(batch: Batch): Promise<BatchEnd> {
  const run = new BatchRun(batch);
  try {
    await run.toTheEnd();
  } catch (error) {
    if (error instanceof BreakerOpen) return { ...run.tally, trip: error.trip };
    throw error;
  }
  return run.tally;
}

class BreakerOpen extends Error {
  constructor(readonly trip: BreakerTrip) {
    super(`${trip.lost.length} of ${trip.looked} are gone`);
  }
}

class BatchRun {
  readonly tally = { confirmed: 0, failed: 0 };

  constructor(private readonly batch: Batch) {}

  async toTheEnd(): Promise<void> {
    const { order, shapeOf, desired } = this.batch;
    const observed = await this.look(desired);
    let left = planChanges(order, shapeOf, desired, observed);
    await this.settle(without(desired, left), observed);
    for (let round = 1; round <= rounds && left.length > 0; round += 1) {
      left = inOrder(order, await this.makeRound(left));
    }
    await this.handOver(left.map(change => notSeen(change)));
  }

  /** Every look passes the breaker: a server that lost its things is no ground to build on, in the first look or later. */
  private async look(desired: readonly Desired[]): Promise<Observed> {
    this.batch.signal.throwIfAborted();
    const observed = await this.batch.session.observe(new Set(desired.map(one => one.key)));
    const trip = tripBreaker(desired, observed);
    if (trip) throw new BreakerOpen(trip);
    return observed;
  }

  /**
   * Right already, yet due: perhaps the work of a run that died between apply and commit. The commit is owed, or a reload
   * or an ended sign-in would be forgotten for ever.
   */
  private async settle(desired: readonly Desired[], observed: Observed): Promise<void> {
    const owed = desired.flatMap(one => settledChange(one, observed.get(one.key)) ?? []);
    const problemFor = await this.commit(owed);
    await this.handOver(desired.map(one => concludeSettled(one, observed.get(one.key), problemFor(one.key))));
  }

  private async makeRound(changes: readonly Change[]): Promise<Change[]> {
    const left: Change[] = [];
    const { isCommitCostly = false } = this.batch.session;
    for (const chunk of chunksOf(changes, isCommitCostly ? Infinity : firstChunk))
      left.push(...(await this.makeChunk(chunk)));
    return left;
  }

  /** Makes a few changes of one kind, tells what is certain, and returns what is a step further but not there yet. */
  private async makeChunk(chunk: readonly Change[]): Promise<Change[]> {
    const problems = new Map<Change, Problem>();
    await inFlight(this.batch.session.width, chunk, change => this.apply(change, problems));
    const commitProblemFor = await this.commit(chunk);
    const seen = await this.look(chunk.map(change => change.desired));

    const outcomes: Outcome[] = [];
    const left: Change[] = [];
    for (const change of chunk) {
      const found = seen.get(change.desired.key);
      const next = planChange(change.desired, found, this.batch.shapeOf(change.desired.kind));
      const commitProblem = commitProblemFor(change.desired.key);
      const outcome = concludeChange({ change, found, next, problem: problems.get(change), commitProblem });
      if (outcome) outcomes.push(outcome);
      else if (next) left.push(next);
    }
    await this.handOver(outcomes);
    return left;
  }

  private async apply(change: Change, problems: Map<Change, Problem>): Promise<void> {
    this.batch.signal.throwIfAborted();
    try {
      await this.batch.session.apply(change);
    } catch (error) {
      problems.set(change, this.survive(error));
    }
  }

  /**
   * What became of the commit, by key. One that failed as a whole served many changes, so its failure is never the last
   * word on any of them; what it refused for a reason of its own is judged like a change.
   */
  private async commit(changes: readonly Change[]): Promise<(key: Key) => Problem | undefined> {
    if (changes.length === 0) return () => undefined;
    this.batch.signal.throwIfAborted();
    try {
      const refusals = await this.batch.session.commit(changes);
      return key => refusals?.get(key) && this.survive(refusals.get(key));
    } catch (error) {
      const problem = { ...this.survive(error), isTerminal: false };
      return () => problem;
    }
  }

  /** The problem of one change; throws on what is a problem of the whole run. */
  private survive(error: unknown): Problem {
    if (endsRun(error)) throw error;
    return problemOf(error);
  }

  private async handOver(outcomes: readonly Outcome[]): Promise<void> {
    if (outcomes.length === 0) return;
    await this.batch.onOutcomes(outcomes);
    for (const outcome of outcomes) this.tally[outcome.result] += 1;
  }
}

function without(desired: readonly Desired[], changes: readonly Change[]): readonly Desired[] {
  const changing = new Set(changes.map(change => change.desired));
  return desired.filter(one => !changing.has(one));
}

/** Changes of one kind and direction together, parents before children; a small chunk first. */
function* chunksOf(changes: readonly Change[], first: number): Generator<readonly Change[]> {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const name = `${change.desired.kind} ${isRemoval(change)}`;
    const group = groups.get(name);
    if (group) group.push(change);
    else groups.set(name, [change]);
  }
  for (const group of groups.values()) {
    yield group.slice(0, first);
    if (group.length > first) yield group.slice(first);
  }
}
