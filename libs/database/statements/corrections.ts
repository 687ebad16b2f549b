import { type Pool, pools } from '@amie/allocation';
import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import type { MonthFacts, UminByMember } from './month-facts.js';

/** One correction of a closed month: micro-minutes of a pool, or of own minutes (`individual`). */
interface Correction {
  readonly month: string;
  readonly pool: Pool | 'individual';
  readonly member: string;
  readonly umin: bigint;
}

/** Corrections by the month they are of. */
export type Corrections = ReadonlyMap<string, readonly Correction[]>;

/** Corrections of the months of a year, as far as they were issued by the end of the year `until`. */
export async function correctionsUntil(em: EntityManager, year: number, until: number): Promise<Corrections> {
  const text = `
    select to_char(a.origin_month, 'YYYY-MM') as month, a.pool, m.slug as member, sum(a.amount_umin)::text as umin
    from adjustment a join member m on m.id = a.member_id
    where to_char(a.origin_month, 'YYYY') = $1 and to_char(a.issued_month, 'YYYY') <= $2
    group by 1, 2, 3 order by 1, 2, 3`;
  const found = await rows<Omit<Correction, 'umin'> & { umin: string }>(em, text, [String(year), String(until)]);
  return Map.groupBy(
    found.map(({ umin, ...rest }) => ({ ...rest, umin: BigInt(umin) })),
    ({ month }) => month,
  );
}

/** A closed month with its corrections: what a full computation would give now (invariant 18). */
export function withCorrections(facts: MonthFacts, corrections: readonly Correction[] = []): MonthFacts {
  if (corrections.length === 0) return facts;
  const of = (pool: Pool | 'individual') => corrections.filter(one => one.pool === pool);
  const corrected = pools.map(pool => [pool, added(facts.pools.get(pool) ?? new Map(), of(pool))] as const);
  return {
    ...facts,
    individual: added(facts.individual, of('individual')),
    pools: new Map(corrected),
    corrections: new Map(
      Array.from(
        Map.groupBy(corrections, one => one.pool),
        ([pool, all]) => [pool, added(new Map(), all)] as const,
      ),
    ),
  };
}

function added(before: UminByMember, corrections: readonly Correction[]): UminByMember {
  const after = new Map(before);
  for (const { member, umin } of corrections) after.set(member, (after.get(member) ?? 0n) + umin);
  return after;
}
