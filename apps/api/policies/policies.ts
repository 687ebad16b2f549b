import { CaseError, parsePolicy, type Policy, policyMeters, pools } from '@amie/allocation';
import { defaultPolicy, type PolicyVersion, type ReplayedMonth } from '@amie/database';
import { meters } from '@amie/services/resources';
import type { Language } from '@amie/values';
import { Problem } from '../problems/problem.js';

/** The document of a draft, read strictly: what it weighs must be something that is measured. */
export function readPolicy(document: unknown, language: Language): Policy {
  const policy = parsed(document ?? defaultPolicy, language);
  const known = meters.map(({ name }) => name);
  const unknown = policyMeters(policy).find(meter => !known.includes(meter));
  if (unknown) throw new Problem('policy-meter-unknown', { value: unknown, known });
  return policy;
}

function parsed(document: unknown, language: Language): Policy {
  try {
    return parsePolicy(document);
  } catch (error) {
    if (!(error instanceof CaseError)) throw error;
    throw new Problem('policy-unreadable', { reason: error.sentence(language), field: error.field });
  }
}

export function showPolicy({ body, bodySha256, decisionId, ...one }: PolicyVersion): object {
  return { ...one, policy: body, sha256: bodySha256, decision: decisionId };
}

/** What a draft would have changed for every member: each closed month, each pool, and all together. */
export function showReplay(version: number, replayed: readonly ReplayedMonth[]): object {
  const months = replayed.map(one => ({ ...one, lines: linesOf(one) }));
  const names = [...new Set(months.flatMap(({ lines }) => lines.map(({ member }) => member)))].sort();
  const members = names.map(member => {
    const lines = months.flatMap(month => month.lines.filter(one => one.member === member));
    const isPriced = lines.every(({ cents }) => cents !== null);
    return {
      member,
      difference: `${sumOf(lines.map(moved))}`,
      cents: isPriced ? `${sumOf(lines.map(({ cents }) => (cents ? cents.after - cents.before : 0n)))}` : null,
    };
  });
  return {
    version,
    months: months.map(({ month, closedWith, lines }) => ({ month, closedWith, members: lines.map(shown) })),
    members,
  };
}

interface Line {
  readonly member: string;
  readonly pools: readonly { readonly pool: string; readonly before: bigint; readonly after: bigint }[];
  readonly cents: { readonly before: bigint; readonly after: bigint } | null;
}

function linesOf({ before, after, cents }: ReplayedMonth): Line[] {
  const names = [...new Set([...before.values(), ...after.values()].flatMap(one => [...one.keys()]))].sort();
  const at = (table: ReadonlyMap<string, bigint> | undefined, member: string) => table?.get(member) ?? 0n;
  return names.map(member => ({
    member,
    pools: pools.map(pool => ({ pool, before: at(before.get(pool), member), after: at(after.get(pool), member) })),
    cents: cents && { before: at(cents.before, member), after: at(cents.after, member) },
  }));
}

const moved = (line: Line): bigint => sumOf(line.pools.map(({ before, after }) => after - before));

const shown = (line: Line): object => ({
  member: line.member,
  before: `${sumOf(line.pools.map(({ before }) => before))}`,
  after: `${sumOf(line.pools.map(({ after }) => after))}`,
  difference: `${moved(line)}`,
  pools: Object.fromEntries(line.pools.map(({ pool, before, after }) => [pool, `${after - before}`])),
  cents: line.cents && {
    before: `${line.cents.before}`,
    after: `${line.cents.after}`,
    difference: `${line.cents.after - line.cents.before}`,
  },
});

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, one) => sum + one, 0n);
