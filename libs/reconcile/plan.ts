import type { Action, Change, Desired, Found, Kind, Observed } from './contract.js';
import type { Shape } from './shape.js';

/** Finds the shape of a kind; throws on a kind that no service has. */
export type ShapeOf = (kind: Kind) => Shape;

/**
 * What would make the observed things as desired, in the order to apply: what is built by kind in `order`, then what is
 * removed in reverse. Pure; things nobody desires are not in it, and neither is anything the server holds at a newer
 * generation.
 */
export function planChanges(
  order: readonly Kind[],
  shapeOf: ShapeOf,
  desired: readonly Desired[],
  observed: Observed,
): readonly Change[] {
  const changes = desired.flatMap(one => planChange(one, observed.get(one.key), shapeOf(one.kind)) ?? []);
  return inOrder(order, changes);
}

/** Built by kind in `order`, then removed in reverse; inside a kind the members keep taking turns (the sort is stable). */
export function inOrder(order: readonly Kind[], changes: readonly Change[]): readonly Change[] {
  const ranked = changes.map(change => ({ change, rank: rankOf(order, change) }));
  return ranked.toSorted((one, other) => one.rank - other.rank).map(({ change }) => change);
}

/** The next step for one thing; undefined when it is as desired, or held at a newer generation (`isAhead`). */
export function planChange(desired: Desired, found: Found | undefined, shape: Shape): Change | undefined {
  const fields = found && desired.presence === 'present' ? shape.differences(desired.spec, found.spec) : [];
  const action = actionFor(desired, found, fields);
  return action && { action, desired, found, fields };
}

/** Whether the server holds a newer generation than the one desired: whoever desires the older must not touch it. */
export function isAhead(found: Found | undefined, desired: Desired): boolean {
  return found?.generation !== undefined && found.generation > desired.generation;
}

/** Whether a step takes something away from its user; removals come last, in reverse order of kinds. */
export function isRemoval(change: Change): boolean {
  return change.action === 'set-aside' || change.action === 'purge';
}

function actionFor(desired: Desired, found: Found | undefined, fields: readonly string[]): Action | undefined {
  // Nothing there and nothing wanted in use: data that never existed need no setting aside.
  if (!found) return desired.presence === 'present' ? 'create' : undefined;
  if (isAhead(found, desired)) return undefined;
  const isAside = found.presence === 'aside';
  switch (desired.presence) {
    case 'present':
      if (isAside) return 'restore';
      return fields.length > 0 || !isStamped(found, desired) ? 'update' : undefined;
    case 'aside':
      // An older stamp is raised too, else a late run of the generation in between could still bring it back.
      return isAside && isStamped(found, desired) ? undefined : 'set-aside';
    case 'absent':
      // Never purged straight from use: the next look finds it aside and purges it.
      return isAside ? 'purge' : 'set-aside';
  }
}

/** A server that keeps no generations has nothing to stamp. */
function isStamped(found: Found, desired: Desired): boolean {
  return found.generation === undefined || found.generation === desired.generation;
}

function rankOf(order: readonly Kind[], change: Change): number {
  const rank = order.indexOf(change.desired.kind);
  if (rank < 0) throw new Error(`the kind ${change.desired.kind} has no place in the order ${order.join(', ')}`);
  return isRemoval(change) ? 2 * order.length - rank : rank;
}
