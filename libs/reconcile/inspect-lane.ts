import { isExpected, judgeLosses } from './breaker.js';
import type { Change, Desired, Found, Key, Kind, Observed, ServiceSession } from './contract.js';
import type { DriftFound, Inspection, Told, Use } from './outcome.js';
import { isAhead, planChange, type ShapeOf } from './plan.js';

/** Everything that is desired in one lane, and the session to look with. */
export interface LaneView {
  readonly session: ServiceSession;
  readonly order: readonly Kind[];
  readonly shapeOf: ShapeOf;
  /** Every row of the lane in chunks, purged ones too (their keys are no orphans); read only after the server was. */
  readonly desired: AsyncIterable<readonly Desired[]>;
  readonly signal: AbortSignal;
}

/** How many suspects one read looks at again. */
const page = 200;

/**
 * Looks at everything of a lane and tells what nobody asked for; never writes. The server is read before the database: a
 * row is older than its effect, so nothing new passes for an orphan. What seems to differ is read once more, since a run
 * may have changed it in between.
 */
export async function inspectLane(view: LaneView): Promise<Inspection> {
  const facts = await view.session.facts?.();
  const everything = await view.session.observe('all');
  const orphans = new Map(everything);
  const ahead: Found[] = [];
  const suspects: Desired[] = [];
  const used: Use[] = [];
  const told: Told[] = [];
  let looked = 0;
  let expected = 0;
  for await (const chunk of view.desired) {
    view.signal.throwIfAborted();
    for (const desired of chunk) {
      const found = everything.get(desired.key);
      looked += 1;
      if (isExpected(desired)) expected += 1;
      if (found && isAhead(found, desired)) ahead.push(found);
      if (found?.lastUsedAt) used.push({ resourceId: desired.id, at: found.lastUsedAt });
      if (found?.facts) told.push({ resourceId: desired.id, generation: found.generation ?? 0n, facts: found.facts });
      if (differs(view, desired, found)) suspects.push(desired);
      orphans.delete(desired.key);
    }
  }
  const again = await lookAgain(view, suspects);
  const lost = suspects.filter(one => isLost(one, again.get(one.key))).map(one => one.key);
  const drifts = suspects.flatMap(one => driftOf(view, one, again.get(one.key)) ?? []);
  const orphaned = [...orphans.values()];
  return { looked, drifts, orphans: orphaned, ahead, used, told, facts, trip: judgeLosses(lost, expected) };
}

function differs(view: LaneView, desired: Desired, found: Found | undefined): boolean {
  return (
    isLost(desired, found) ||
    isAhead(found, desired) ||
    planChange(desired, found, view.shapeOf(desired.kind)) !== undefined
  );
}

function isLost(desired: Desired, found: Found | undefined): boolean {
  return !found && isExpected(desired);
}

async function lookAgain({ session, signal }: LaneView, suspects: readonly Desired[]): Promise<Observed> {
  const seen = new Map<Key, Found>();
  for (let start = 0; start < suspects.length; start += page) {
    signal.throwIfAborted();
    const keys = suspects.slice(start, start + page).map(one => one.key);
    for (const [key, found] of await session.observe(new Set(keys))) seen.set(key, found);
  }
  return seen;
}

/** What was never confirmed is work to do; what is being edited meanwhile, only the recorder's transaction can tell. */
function driftOf(view: LaneView, desired: Desired, found: Found | undefined): DriftFound | undefined {
  if (found && isAhead(found, desired)) return { desired, found, change: aheadOf(view, desired, found) };
  if (!desired.wasConfirmed) return undefined;
  const change = planChange(desired, found, view.shapeOf(desired.kind)) ?? lossOf(desired, found);
  return change && { desired, found, change };
}

/** What is ahead is never written over, confirmed before or not: a person decides which of the two is right. */
function aheadOf({ shapeOf }: LaneView, desired: Desired, found: Found): Change {
  const fields = shapeOf(desired.kind).differences(desired.spec, found.spec);
  return { action: 'update', desired, found, fields };
}

/** What was set aside and is gone leaves nothing to do, yet someone has to know of it and to let it go. */
function lossOf(desired: Desired, found: Found | undefined): Change | undefined {
  return isLost(desired, found) ? { action: 'set-aside', desired, fields: [] } : undefined;
}
