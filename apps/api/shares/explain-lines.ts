import { addsUp, type ExplainNode, type Policy, type Pool, solidarityName } from '@amie/allocation';
import { type AllocLine, capName, houseOf, type KeptComponent } from '@amie/database';

/** One member's share of a pool in a closed month, as its lines were kept. */
export interface KeptShare {
  readonly month: string;
  readonly pool: Pool;
  readonly member: string;
  readonly policyVersion: number;
  readonly policy: Policy;
  readonly components: readonly KeptComponent[];
  readonly lines: readonly AllocLine[];
}

/**
 * The explanation that the engine gives of a pool, made from the kept lines of one member alone: the same nodes to the
 * last fact, without sharing the pool out again. Throws ExplanationError when lines do not add up.
 */
export function explainKept(kept: KeptShare): ExplainNode {
  const { month, pool, member, policyVersion } = kept;
  const id = `${month}/${pool}/${member}`;
  const components = kept.components.map(component => explainComponent(kept, component, id));
  const cap = kept.lines.find(({ component }) => component === capName);
  const minutes = kept.components.reduce((sum, { amount }) => sum + amount, 0n) / 1_000_000n;
  return addsUp({
    id,
    label: 'pool',
    amount: kept.lines.reduce((sum, { amount }) => sum + amount, 0n),
    unit: 'umin',
    children: [...components, ...(cap ? [capNode(id, cap)] : [])],
    facts: { month, pool, minutes: String(minutes), salt: `${month}|v${policyVersion}|${pool}` },
  });
}

const capNode = (parent: string, { amount, key }: AllocLine): ExplainNode => ({
  id: `${parent}/cap`,
  label: 'cap',
  amount,
  unit: 'umin',
  children: [],
  facts: { cap: String(key) },
});

function explainComponent(kept: KeptShare, component: KeptComponent, parent: string): ExplainNode {
  const id = `${parent}/${component.component}`;
  const own = lineOf(kept, component.component, component.keyTotal);
  const isSolidarity = component.component === solidarityName;
  const facts = {
    of: String(component.amount),
    points: String(pointsOf(kept, component.component)),
    ...(!isSolidarity && { meter: component.component }),
    ...(component.isFallback && { fallback: 'no-use' }),
  };
  const common = { id, label: isSolidarity ? 'solidarity' : 'driver', unit: 'umin', facts } as const;
  if (!isHouseBearing(kept, component)) return { ...common, ...split(own, component.amount), children: [] };
  const borne = lineOf(kept, houseOf(component.component), kept.components[0]?.keyTotal ?? 0n);
  const about = (of: bigint) => ({ of: String(of), meter: component.component });
  return addsUp({
    ...common,
    amount: own.amount + borne.amount,
    children: [
      {
        id: `${id}/own-use`,
        label: 'own-use',
        unit: 'umin',
        ...split(own, component.amount),
        children: [],
        facts: about(component.amount),
      },
      {
        id: `${id}/house`,
        label: 'house',
        unit: 'umin',
        ...split(borne, component.house),
        children: [],
        facts: about(component.house),
      },
    ],
  });
}

// The house may have used so little that its part is nothing; then there is nothing to bear, and no line.
const isHouseBearing = ({ lines }: KeptShare, { component, house }: KeptComponent): boolean =>
  house > 0n || lines.some(line => line.component === houseOf(component));

interface Own {
  readonly amount: bigint;
  readonly key: bigint;
  readonly total: bigint;
}

// A line of zeros was not kept.
function lineOf({ lines }: KeptShare, name: string, total: bigint): Own {
  const found = lines.find(({ component }) => component === name);
  return found ?? { amount: 0n, key: 0n, total };
}

function split({ amount, key, total }: Own, of: bigint) {
  const quotient = total === 0n ? 0n : (of * key) / total;
  return { amount, key, total, byRemainder: amount > quotient };
}

function pointsOf({ policy, pool }: KeptShare, name: string): number {
  const { solidarity, drivers } = policy.pools[pool];
  return name === solidarityName ? solidarity : (drivers.find(([meter]) => meter === name)?.[1] ?? 0);
}
