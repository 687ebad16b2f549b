import { type MonthInputs, parsePolicy, type Pool } from '@amie/allocation';
import type { EntityManager } from 'typeorm';
import { house } from '../metering/index.js';
import { rows } from '../statement.js';
import { firstDay, type Month } from './months.js';
import { readingFlags } from './period-flags.js';
import type { PolicyInForce } from './policies.js';

interface InputRow {
  readonly kind: 'presence' | 'pool-minutes' | 'individual' | 'usage';
  readonly name: string;
  readonly member: string | null;
  readonly amount: string;
}

/** Writes the keys of a month down as it closes, once; what is zero of a pool or a member with parts is kept too. */
export async function keepInputs(em: EntityManager, inputs: MonthInputs): Promise<void> {
  const kept = rowsOf(inputs);
  await rows(em, insert, [
    firstDay(inputs.month),
    kept.map(({ kind }) => kind),
    kept.map(({ name }) => name),
    kept.map(({ member }) => member),
    kept.map(({ amount }) => amount),
  ]);
}

const insert = `
  insert into period_input (month, kind, name, member_id, amount)
  select $1::date, i.kind, i.name, m.id, i.amount
  from unnest($2::text[], $3::text[], $4::text[], $5::numeric[]) as i(kind, name, slug, amount)
  left join member m on m.slug = i.slug
`;

function rowsOf(inputs: MonthInputs): InputRow[] {
  const ofMembers = (kind: InputRow['kind'], name: string, amounts: ReadonlyMap<string, bigint>): InputRow[] =>
    Array.from(amounts, ([key, amount]) => ({ kind, name, member: key === house ? null : key, amount: `${amount}` }));
  const minutes = Array.from(inputs.minutes, ([pool, amount]) => ({
    kind: 'pool-minutes' as const,
    name: pool,
    member: null,
    amount: `${amount}`,
  }));
  const usage = Array.from(inputs.usage, ([meter, amounts]) => ofMembers('usage', meter, amounts));
  return [
    ...ofMembers('presence', '', inputs.presence),
    ...ofMembers('individual', '', inputs.individual),
    ...minutes,
    ...usage.flat(),
  ];
}

/** The keys of a closed month as they were frozen, under the policy it was closed with or under another one. */
export async function frozenInputs(em: EntityManager, month: Month, other?: PolicyInForce): Promise<MonthInputs> {
  const { version, policy } = other ?? (await closedWith(em, month));
  const kept = await rows<InputRow>(em, select, [firstDay(month)]);
  const of = (kind: InputRow['kind'], name = '') =>
    new Map(
      kept
        .filter(row => row.kind === kind && row.name === name)
        .map(row => [row.member ?? house, BigInt(row.amount)] as const),
    );
  const minutes = kept.filter(({ kind }) => kind === 'pool-minutes');
  const meters = Map.groupBy(
    kept.filter(({ kind }) => kind === 'usage'),
    ({ name }) => name,
  );
  return {
    month,
    policyVersion: version,
    policy,
    presence: of('presence'),
    individual: of('individual'),
    minutes: new Map(minutes.map(({ name, amount }) => [name as Pool, BigInt(amount)])),
    usage: new Map(
      Array.from(meters, ([meter, amounts]) => [
        meter,
        new Map(amounts.map(({ member, amount }) => [member ?? house, BigInt(amount)])),
      ]),
    ),
    flags: await readingFlags(em, month),
  };
}

const select = `
  select i.kind, i.name, m.slug as member, i.amount::text as amount
  from period_input i left join member m on m.id = i.member_id
  where i.month = $1::date order by i.kind, i.name, m.slug
`;

/** The policy a month was proposed or closed with, whatever was adopted since. */
export async function closedWith(em: EntityManager, month: Month): Promise<PolicyInForce> {
  const text = `select p.version, p.body from period join policy p on p.version = period.policy_version
    where period.month = $1::date`;
  const [found] = await rows<{ version: number; body: unknown }>(em, text, [firstDay(month)]);
  if (!found) throw new Error(`the month ${month} has no policy`);
  return { version: found.version, policy: parsePolicy(found.body) };
}
