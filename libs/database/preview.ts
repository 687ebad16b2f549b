import { type Change, type Desired, type Found, type Observed, planChanges, type Shape } from '@amie/reconcile';
import type { EntityManager } from 'typeorm';
import { type DesiredRow, desiredColumns, desiredOf } from './desired-rows.js';
import type { CreateEdit, ResourceEdit } from './edits.js';
import { rows } from './statement.js';

/** What edits would change on the servers, judged by what was last observed there. */
export interface Preview {
  readonly changes: readonly Change[];
  /** The oldest observation it rests on; undefined when nothing was observed yet. */
  readonly asOf?: Date;
}

/**
 * The plan of edits without making them: what is desired afterwards against what was last observed. Writes nothing.
 * `shapes` are in the order in which kinds are created.
 */
export async function previewEdits(
  em: EntityManager,
  shapes: readonly Shape[],
  edits: readonly ResourceEdit[],
): Promise<Preview> {
  const ids = edits.flatMap(edit => (edit.op === 'create' ? [] : [edit.id]));
  const known = await rows<KnownRow>(em, byIds, [[...new Set(ids)]]);
  const desired = [
    ...edits.flatMap(edit => (edit.op === 'create' ? [createdBy(edit)] : [])),
    ...editedBy(edits, known),
  ];
  return planOf(shapes, desired, known);
}

/** What is not yet so for one member (or, without one, for everyone in scope), by what was last observed. Writes nothing. */
export async function planPending(em: EntityManager, shapes: readonly Shape[], memberId?: string): Promise<Preview> {
  const known = await rows<KnownRow>(em, pending, [memberId ?? null]);
  return planOf(
    shapes,
    known.map(row => desiredOf(row)),
    known,
  );
}

interface KnownRow extends DesiredRow {
  readonly observed: { presence: 'present' | 'aside'; generation?: string; spec: unknown } | null;
  readonly observedAt: Date | null;
}

const byIds = `
  select ${desiredColumns}, r.observed, r.observed_at as "observedAt" from resource r where r.id = any ($1::uuid[])
`;
const pending = `
  select ${desiredColumns}, r.observed, r.observed_at as "observedAt" from resource r
  where r.generation <> r.observed_generation and ($1::uuid is null or r.member_id = $1)
  order by r.edited_seq
`;

function planOf(shapes: readonly Shape[], desired: readonly Desired[], known: readonly KnownRow[]): Preview {
  const byKind = new Map(shapes.map(shape => [shape.kind, shape]));
  const shapeOf = (kind: string): Shape => {
    const shape = byKind.get(kind);
    if (!shape) throw new Error(`no service has the kind ${kind}`);
    return shape;
  };
  const changes = planChanges([...byKind.keys()], shapeOf, desired, observedIn(known));
  const times = known.flatMap(({ observedAt }) => (observedAt ? [observedAt.getTime()] : []));
  return { changes, asOf: times.length > 0 ? new Date(times.reduce((one, other) => Math.min(one, other))) : undefined };
}

function observedIn(known: readonly KnownRow[]): Observed {
  return new Map(known.flatMap(row => (row.observed ? [[row.key, foundOf(row, row.observed)] as const] : [])));
}

function foundOf({ key, kind }: KnownRow, { presence, generation, spec }: NonNullable<KnownRow['observed']>): Found {
  return { key, kind, presence, spec, ...(generation !== undefined && { generation: BigInt(generation) }) };
}

function createdBy({ id, key, kind, memberId, spec }: CreateEdit): Desired {
  return { id: id ?? key, key, kind, member: memberId, generation: 1n, presence: 'present', spec, wasConfirmed: false };
}

function editedBy(edits: readonly ResourceEdit[], known: readonly KnownRow[]): Desired[] {
  const after = new Map(known.map(row => [row.id, { ...desiredOf(row), generation: row.generation + 1n }]));
  for (const edit of edits) {
    const desired = edit.op === 'create' ? undefined : after.get(edit.id);
    if (!desired) continue;
    if (edit.op === 'respec') after.set(desired.id, { ...desired, spec: edit.spec });
    if (edit.op === 'presence') after.set(desired.id, { ...desired, presence: edit.presence });
  }
  return [...after.values()];
}
