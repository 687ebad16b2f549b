import { allocateMonth, type MonthInputs, type Pool, pools, uminPerMinute, uminTable } from '@amie/allocation';
import type { MonthFacts, YearFacts } from '@amie/database';

const names = new Map([
  ['atelier', 'Atelier partagé de réparation des machines agricoles & outils du canton de Łódź-sur-Œuvre'],
  ['epicerie', 'Épicerie sociale'],
  ['maison', 'Maison des jeunes'],
  ['radio', 'Radio locale'],
  ['theatre', 'Théâtre du Bocage'],
]);
const members = [...names.keys()];

/** A year of five members with figures in every pool: closed months first, then provisional ones; deterministic. */
export function yearFacts({ months = 12, closed = 10 }: { months?: number; closed?: number } = {}): YearFacts {
  const all = Array.from({ length: months }, (_, at) => monthFacts(at + 1, at < closed ? 'closed' : 'provisional'));
  return {
    year: 2025,
    names,
    months: all,
    unweighed: new Map(),
    costs: new Map(all.slice(0, closed).map(({ month }, at) => [month, 200_000n + BigInt(at * 137)])),
    provisions: all.flatMap(({ month }, at) =>
      members.map((member, place) => ({ month, member, cents: BigInt(30_000 + at * 11 + place * 1000) })),
    ),
    plan: new Map(members.map((member, at) => [member, plannedFor(BigInt(at + 1))])),
    minutesPerDay: 420n,
    earlier: [],
    estimated: new Map([['2025-10', new Map([['epicerie', 2]])]]),
    asOf: new Date('2026-01-12T09:30:00Z'),
  };
}

const plannedFor = (parts: bigint) => ({
  own: parts * 3780n * uminPerMinute,
  collective: parts * 840n * uminPerMinute,
});

function monthFacts(number: number, state: MonthFacts['state']): MonthFacts {
  const inputs = monthInputs(number);
  const shares = allocateMonth(inputs);
  return {
    month: inputs.month,
    state,
    policyVersion: inputs.policyVersion,
    outputDigest: shares.outputDigest,
    presence: inputs.presence,
    individual: new Map(Array.from(inputs.individual, ([member, minutes]) => [member, minutes * uminPerMinute])),
    pools: uminTable(shares),
    corrections: new Map(number === 3 ? [['mail', new Map([['maison', 1_500_000n]])]] : []),
    flags: shares.flags,
  };
}

function monthInputs(number: number): MonthInputs {
  const byMember = (of: (at: bigint) => bigint) => new Map(members.map((member, at) => [member, of(BigInt(at + 1))]));
  const n = BigInt(number);
  const metered = { solidarity: 3000, drivers: [['mail.storage', 7000]], cap: [3n, 1n], base: 'all' } as const;
  const byParts = { solidarity: 10_000, drivers: [], cap: [3n, 1n], base: 'all' } as const;
  const rules = Object.fromEntries(pools.map(pool => [pool, pool === 'mail' || pool === 'web' ? metered : byParts]));
  return {
    month: `2025-${String(number).padStart(2, '0')}`,
    policyVersion: 1,
    policy: { minutesPerDay: 420, effect: 'inform', pools: rules as unknown as MonthInputs['policy']['pools'] },
    presence: byMember(at => at * 2_592_000n),
    minutes: new Map<Pool, bigint>(pools.map((pool, at) => [pool, 95n + n * BigInt(at * 7 + 3)])),
    individual: byMember(at => at * 301n + n),
    usage: new Map([['mail.storage', byMember(at => (at * 7_919n + n) ** 3n)]]),
    flags: [],
  };
}
