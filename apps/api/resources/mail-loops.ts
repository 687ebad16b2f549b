import { rows, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import type { ChangeSet } from './change-set.js';

/** What takes mail and passes it on: a mailbox with forwards, or a shared address. */
interface Passing {
  readonly address: string;
  readonly extraAddresses?: readonly string[];
  readonly forwards?: readonly string[];
  readonly targets?: readonly string[];
}

/**
 * Refuses changes after which mail to a mailbox or shared address of the member would come back to it: the mail server
 * would give up on every message. Loops by way of another member or another provider are out of sight.
 */
export async function refuseMailLoops(em: Transaction, memberId: string, changes: ChangeSet): Promise<void> {
  const edited = passingEdits(changes);
  const back = changes.edits.flatMap(edit => (edit.op === 'presence' && edit.presence === 'present' ? [edit.id] : []));
  if (edited.size === 0 && back.length === 0) return;
  const all = new Map([...(await findPassing(em, memberId, back)), ...edited]);
  const byAddress = new Map([...all.values()].flatMap(one => addressesOf(one).map(address => [address, one] as const)));
  for (const id of [...edited.keys(), ...back]) {
    const start = all.get(id);
    const loop = start && findLoop(start, byAddress);
    if (loop) throw new Problem('mail-loop', { value: loop.join(' → ') });
  }
}

function passingEdits({ edits }: ChangeSet): Map<string, Passing> {
  const found = new Map<string, Passing>();
  for (const edit of edits) {
    if (edit.op === 'presence' || edit.id === undefined) continue;
    const spec = edit.spec as Partial<Passing>;
    if (spec.address !== undefined && reachedBy(spec).length > 0) found.set(edit.id, spec as Passing);
  }
  return found;
}

async function findPassing(em: Transaction, memberId: string, back: readonly string[]): Promise<[string, Passing][]> {
  const text = `select id, spec from resource where member_id = $1 and (presence = 'present' or id = any($2::uuid[]))
    and (kind = 'shared-address' or (kind = 'mailbox' and spec->'forwards' <> '[]'::jsonb))`;
  const found = await rows<{ id: string; spec: Passing }>(em, text, [memberId, back]);
  return found.map(({ id, spec }) => [id, spec]);
}

/** The way from one back to itself, by primary addresses; undefined when mail always ends somewhere. */
function findLoop(start: Passing, byAddress: ReadonlyMap<string, Passing>): string[] | undefined {
  const seen = new Set<Passing>();
  const waiting: { at: Passing; way: readonly string[] }[] = [{ at: start, way: [start.address] }];
  for (let step = waiting.pop(); step; step = waiting.pop()) {
    for (const address of reachedBy(step.at)) {
      const next = byAddress.get(withoutDetail(address));
      if (!next || seen.has(next)) continue;
      if (next === start) return [...step.way, start.address];
      seen.add(next);
      waiting.push({ at: next, way: [...step.way, next.address] });
    }
  }
  return undefined;
}

const addressesOf = ({ address, extraAddresses = [] }: Passing): string[] => [address, ...extraAddresses];
const reachedBy = ({ forwards = [], targets = [] }: Partial<Passing>): string[] => [...forwards, ...targets];

/** The address a server delivers `name+detail@domain` to. */
function withoutDetail(address: string): string {
  return address.toLowerCase().replace(/\+[^@]*@/, '@');
}
