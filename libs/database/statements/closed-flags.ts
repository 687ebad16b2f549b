import { engineFlags, type Flag, parsePolicy, type Pool, pools, type SharedPool } from '@amie/allocation';
import type { EntityManager } from 'typeorm';
import { capName, readingFlags } from '../periods/index.js';
import { rows } from '../statement.js';

/**
 * The flags of the closed months of a year: what readings flagged as kept with the freeze, then those of the engine, by
 * its own rules from what was kept. Nothing is folded nor shared again.
 */
export async function closedFlags(em: EntityManager, year: number): Promise<Map<string, Flag[]>> {
  const asked = [String(year)];
  const months = await rows<{ month: string; body: unknown }>(em, monthsText, asked);
  const components = Map.groupBy(await rows<KeptComponent>(em, componentsText, asked), ({ month }) => month);
  const capped = Map.groupBy(await rows<Capped>(em, cappedText, [...asked, capName]), ({ month }) => month);
  const presence = Map.groupBy(await rows<Amount>(em, presenceText, asked), ({ month }) => month);
  const usage = Map.groupBy(await rows<Amount>(em, usageText, asked), ({ month }) => month);
  const flags = new Map<string, Flag[]>();
  for (const { month, body } of months) {
    const shared = sharedPools(components.get(month) ?? [], capped.get(month) ?? []);
    const inputs = {
      policy: parsePolicy(body),
      presence: amountsOf(presence.get(month) ?? []),
      usage: usageOf(usage.get(month) ?? []),
    };
    flags.set(month, [...(await readingFlags(em, month)), ...engineFlags(inputs, shared)]);
  }
  return flags;
}

interface KeptComponent {
  readonly month: string;
  readonly pool: Pool;
  readonly name: string;
  readonly amount: string;
  readonly fallback: boolean;
}

interface Capped {
  readonly month: string;
  readonly pool: Pool;
  readonly member: string;
  readonly amount: string;
}

interface Amount {
  readonly month: string;
  readonly name: string;
  readonly member: string;
  readonly amount: string;
}

function sharedPools(components: readonly KeptComponent[], capped: readonly Capped[]): Map<Pool, SharedPool> {
  const kept = pools.filter(pool => components.some(one => one.pool === pool));
  return new Map(
    kept.map(pool => {
      const ofPool = components.filter(one => one.pool === pool);
      const moved = capped.filter(one => one.pool === pool);
      const shared = {
        components: ofPool.map(({ name, amount, fallback }) => ({ name, amount: BigInt(amount), fallback })),
        capMoved: new Map(moved.map(({ member, amount }) => [member, BigInt(amount)])),
      };
      return [pool, shared];
    }),
  );
}

const amountsOf = (found: readonly Amount[]): Map<string, bigint> =>
  new Map(found.map(({ member, amount }) => [member, BigInt(amount)]));

const usageOf = (found: readonly Amount[]): Map<string, Map<string, bigint>> =>
  new Map(
    Array.from(
      Map.groupBy(found, ({ name }) => name),
      ([meter, all]) => [meter, amountsOf(all)] as const,
    ),
  );

const monthsText = `
  select to_char(p.month, 'YYYY-MM') as month, policy.body
  from period p join policy on policy.version = p.policy_version
  where to_char(p.month, 'YYYY') = $1 and p.state = 'closed' order by 1`;
const componentsText = `
  select to_char(month, 'YYYY-MM') as month, pool, component as name, amount_umin::text as amount,
    is_fallback as fallback
  from alloc_component where to_char(month, 'YYYY') = $1 order by month, pool, place`;
const cappedText = `
  select to_char(l.month, 'YYYY-MM') as month, l.pool, m.slug as member, l.amount_umin::text as amount
  from alloc_line l join member m on m.id = l.member_id
  where to_char(l.month, 'YYYY') = $1 and l.component = $2 and l.amount_umin < 0 order by l.month, l.pool, m.slug`;
const presenceText = `
  select to_char(i.month, 'YYYY-MM') as month, i.name, m.slug as member, i.amount::text as amount
  from period_input i join member m on m.id = i.member_id
  where to_char(i.month, 'YYYY') = $1 and i.kind = 'presence' order by i.month, m.slug`;
// Of those who had parts one user of a meter tells as much as all: at ten thousand members that is most of the rows.
const usageText = `
  with used as (
    select i.month, i.name, m.slug as member, i.amount, coalesce(p.amount, 0) > 0 as is_present
    from period_input i join member m on m.id = i.member_id
    left join period_input p on p.month = i.month and p.kind = 'presence' and p.member_id = i.member_id
    where to_char(i.month, 'YYYY') = $1 and i.kind = 'usage' and i.amount > 0)
  select to_char(month, 'YYYY-MM') as month, name, member, amount::text as amount from used where not is_present
  union all
  (select distinct on (month, name) to_char(month, 'YYYY-MM'), name, member, amount::text
    from used where is_present order by month, name, member)
  order by 1, 2, 3`;
