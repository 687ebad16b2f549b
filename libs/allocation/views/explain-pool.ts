import type { Component } from '../components.js';
import type { PoolShares } from '../allocate-pool.js';
import { house, solidarityName } from '../pool.js';
import type { PoolCase } from '../pool-case.js';
import { sumOf } from '../whole-number.js';
import { addsUp, type ExplainNode } from './explain-node.js';

/** Where an explanation hangs: `month/pool` makes the ids of its lines. */
export interface ExplainedPool {
  readonly month: string;
  readonly pool: string;
  readonly rule: PoolCase;
  readonly shares: PoolShares;
}

/**
 * How one member's share of a pool came about: its components, in each what the house used and is borne by parts as a
 * line of its own, and what the cap moved. A line of use names its meter, under which readings may hang. Amounts in
 * micro-minutes; throws ExplanationError rather than show lines that do not add up.
 */
export function explainPool(explained: ExplainedPool, member: string): ExplainNode {
  const { month, pool, shares } = explained;
  const id = `${month}/${pool}/${member}`;
  const components = shares.components.map(component => explainComponent(explained, component, member, id));
  return addsUp({
    id,
    label: 'pool',
    amount: shares.umin.get(member) ?? 0n,
    unit: 'umin',
    children: [...components, ...capLine(shares, member, id)],
    facts: { month, pool, minutes: String(explained.rule.minutes), salt: explained.rule.salt },
  });
}

function explainComponent({ rule }: ExplainedPool, component: Component, member: string, parent: string): ExplainNode {
  const id = `${parent}/${component.name}`;
  const isSolidarity = component.name === solidarityName;
  const common = { id, label: isSolidarity ? 'solidarity' : 'driver', unit: 'umin' } as const;
  const amount = component.shares.get(member) ?? 0n;
  const facts = { of: String(component.amount), points: String(pointsOf(rule, component.name)) };
  if (isSolidarity || component.fallback) {
    const byParts = { ...partsOf(rule, member), byRemainder: component.remainderUnits.has(member) };
    const told: Record<string, string> = component.fallback
      ? { ...facts, meter: component.name, fallback: 'no-use' }
      : facts;
    return { ...common, amount, ...byParts, children: [], facts: told };
  }
  const byUse = {
    ...useOf(rule, component.name, member),
    byRemainder: component.remainderUnits.has(member),
  };
  const told = { ...facts, meter: component.name };
  if (component.houseShares.size === 0) return { ...common, amount, ...byUse, children: [], facts: told };
  return addsUp({ ...common, amount, children: halves(rule, component, member, id, byUse), facts: told });
}

// What was used by nobody but the house was split like a member's use, then borne by all: two keys, two lines.
function halves(
  rule: PoolCase,
  component: Component,
  member: string,
  parent: string,
  byUse: Pick<ExplainNode, 'key' | 'total' | 'byRemainder'>,
): ExplainNode[] {
  const borne = component.houseShares.get(member) ?? 0n;
  const own = (component.shares.get(member) ?? 0n) - borne;
  const parts = partsOf(rule, member);
  const facts = { of: String(component.house), meter: component.name };
  return [
    {
      id: `${parent}/own-use`,
      label: 'own-use',
      amount: own,
      unit: 'umin',
      ...byUse,
      children: [],
      facts: { of: String(component.amount), meter: component.name },
    },
    {
      id: `${parent}/house`,
      label: 'house',
      amount: borne,
      unit: 'umin',
      ...parts,
      byRemainder: borne > (component.house * parts.key) / parts.total,
      children: [],
      facts,
    },
  ];
}

function capLine(shares: PoolShares, member: string, parent: string): ExplainNode[] {
  const amount = shares.capMoved.get(member) ?? 0n;
  if (amount === 0n) return [];
  const facts = { cap: String(shares.caps.get(member) ?? 0n) };
  return [{ id: `${parent}/cap`, label: 'cap', amount, unit: 'umin', children: [], facts }];
}

const partsOf = (rule: PoolCase, member: string) => ({
  key: rule.parts.get(member) ?? 0n,
  total: sumOf(rule.parts.values()),
});

// As the engine weighs: members that count, and the house; nothing else that usage may hold.
function useOf(rule: PoolCase, meter: string, member: string) {
  const usage = rule.usage.get(meter);
  const members = sumOf(Array.from(rule.parts.keys(), one => usage?.get(one) ?? 0n));
  return { key: usage?.get(member) ?? 0n, total: members + (usage?.get(house) ?? 0n) };
}

function pointsOf(rule: PoolCase, name: string): number {
  if (name === solidarityName) return rule.solidarity;
  return rule.drivers.find(([driver]) => driver === name)?.[1] ?? 0;
}
