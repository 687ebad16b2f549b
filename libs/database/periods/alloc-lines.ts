import {
  type MonthInputs,
  type MonthShares,
  monthCase,
  type Pool,
  type PoolCase,
  type PoolShares,
  solidarityName,
} from '@amie/allocation';
import type { EntityManager } from 'typeorm';
import { house } from '../metering/index.js';
import { rows } from '../statement.js';
import { firstDay, type Month } from './months.js';

/** Component under which what the cap moved is kept. */
export const capName = '~cap';
/** Component under which what the house took of a meter is borne by all. */
export const houseOf = (meter: string): string => `${meter}|house`;

/** One line of double entry, in micro-minutes; without a member it is the house's. */
export interface AllocLine {
  readonly pool: Pool;
  readonly component: string;
  readonly member: string | null;
  readonly amount: bigint;
  /** Of `~cap`: the most the member may bear. */
  readonly key: bigint;
  readonly total: bigint;
  readonly note: string | null;
}

/** A month's shares as lines: those of a pool sum to its minutes, those of a member to its share. Zero lines are left out. */
export function linesOf(inputs: MonthInputs, shares: MonthShares): AllocLine[] {
  return Array.from(shares.pools, ([pool, one]) => {
    const rule = monthCase(inputs, pool);
    return rule ? poolLines(pool, rule, one) : [];
  }).flat();
}

function poolLines(pool: Pool, rule: PoolCase, shares: PoolShares): AllocLine[] {
  const parts = { of: rule.parts, total: sum(rule.parts.values()) };
  const lines: AllocLine[] = [];
  const add = (component: string, member: string | null, amount: bigint, by: Key, note: string | null = null): void => {
    const key = by.of.get(member ?? house) ?? 0n;
    if (amount !== 0n || key !== 0n) lines.push({ pool, component, member, amount, key, total: by.total, note });
  };
  for (const component of shares.components) {
    const isByParts = component.name === solidarityName || component.fallback;
    const by = isByParts ? parts : useOf(rule, component.name);
    const note = component.fallback ? 'no-use' : null;
    for (const [member, share] of component.shares) {
      add(component.name, member, share - (component.houseShares.get(member) ?? 0n), by, note);
    }
    if (component.houseShares.size === 0) continue;
    add(component.name, null, component.house, by);
    add(houseOf(component.name), null, -component.house, { of: new Map(), total: parts.total });
    for (const [member, borne] of component.houseShares) add(houseOf(component.name), member, borne, parts);
  }
  for (const [member, moved] of shares.capMoved) {
    if (moved !== 0n) add(capName, member, moved, { of: shares.caps, total: 0n });
  }
  return lines;
}

interface Key {
  readonly of: ReadonlyMap<string, bigint>;
  readonly total: bigint;
}

function useOf(rule: PoolCase, meter: string): Key {
  const usage = rule.usage.get(meter) ?? new Map<string, bigint>();
  const members = sum(Array.from(rule.parts.keys(), member => usage.get(member) ?? 0n));
  return { of: usage, total: members + (usage.get(house) ?? 0n) };
}

const sum = (values: Iterable<bigint>): bigint => [...values].reduce((all, value) => all + value, 0n);

/** Writes the figures of a month as it closes, once: components, then lines. */
export async function keepLines(em: EntityManager, inputs: MonthInputs, shares: MonthShares): Promise<void> {
  const month = firstDay(inputs.month);
  const components = Array.from(shares.pools, ([pool, one]) =>
    one.components.map((component, place) => {
      const rule = monthCase(inputs, pool);
      const isByParts = component.name === solidarityName || component.fallback;
      const total = !rule ? 0n : isByParts ? sum(rule.parts.values()) : useOf(rule, component.name).total;
      return { pool, place, total, ...component };
    }),
  ).flat();
  await rows(em, insertComponents, [
    month,
    components.map(({ pool }) => pool),
    components.map(({ name }) => name),
    components.map(({ place }) => place),
    components.map(({ amount }) => `${amount}`),
    components.map(one => `${one.house}`),
    components.map(({ fallback }) => fallback),
    components.map(({ total }) => `${total}`),
  ]);
  const lines = linesOf(inputs, shares);
  await rows(em, insertLines, [
    month,
    lines.map(({ pool }) => pool),
    lines.map(({ component }) => component),
    lines.map(({ member }) => member),
    lines.map(({ amount }) => `${amount}`),
    lines.map(({ key }) => `${key}`),
    lines.map(({ total }) => `${total}`),
    lines.map(({ note }) => note),
  ]);
}

const insertComponents = `
  insert into alloc_component (month, pool, component, place, amount_umin, house_umin, is_fallback, key_total)
  select $1::date, * from unnest($2::text[], $3::text[], $4::smallint[], $5::bigint[], $6::bigint[], $7::boolean[],
    $8::numeric[])
`;
const insertLines = `
  insert into alloc_line (month, pool, component, member_id, amount_umin, key_num, key_den, note)
  select $1::date, l.pool, l.component, m.id, l.amount, l.num, l.den, l.note
  from unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::numeric[], $7::numeric[], $8::text[])
    as l(pool, component, slug, amount, num, den, note)
  left join member m on m.slug = l.slug
`;

/** A pool's component in a closed month, in the order of its policy. */
export interface KeptComponent {
  readonly component: string;
  readonly amount: bigint;
  readonly house: bigint;
  readonly isFallback: boolean;
  readonly keyTotal: bigint;
}

/** What one member's share of a pool in a closed month is made of: two look-ups, whatever the size of the house. */
export async function linesOfMember(
  em: EntityManager,
  { month, pool, member }: { readonly month: Month; readonly pool: Pool; readonly member: string },
): Promise<{ components: KeptComponent[]; lines: AllocLine[] }> {
  const components = await rows<KeptComponent & { keyTotal: string }>(em, componentsOf, [firstDay(month), pool]);
  const lines = await rows<AllocLine & { key: string; total: string }>(em, ofMember, [firstDay(month), pool, member]);
  return {
    components: components.map(one => ({ ...one, keyTotal: BigInt(one.keyTotal) })),
    lines: lines.map(line => ({ ...line, key: BigInt(line.key), total: BigInt(line.total) })),
  };
}

const componentsOf = `
  select component, amount_umin as amount, house_umin as house, is_fallback as "isFallback", key_total::text as "keyTotal"
  from alloc_component where month = $1::date and pool = $2 order by place
`;
const ofMember = `
  select l.pool, l.component, m.slug as member, l.amount_umin as amount, l.key_num::text as key, l.key_den::text as total,
    l.note
  from member m join alloc_line l on l.member_id = m.id
  where m.slug = $3 and l.month = $1::date and l.pool = $2
`;
