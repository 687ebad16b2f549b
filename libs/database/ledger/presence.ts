import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import type { ByMember, Cutoff } from './months.js';

/**
 * Part-seconds of a month by member: half-parts × seconds there / 2, whole since bounds are whole minutes. Every member
 * whose membership touches the month is told, also with 0 parts. With a cutoff: as it was known then.
 */
export async function presence(em: EntityManager, month: string, cutoff?: Cutoff): Promise<ByMember> {
  const found = await rows<{ name: string; amount: string }>(em, text, [month, cutoff ?? null]);
  return new Map(found.map(({ name, amount }) => [name, BigInt(amount)]));
}

/** Seconds between the local midnights that bound a month (`YYYY-MM`): 2,682,000 in October, with its hour more. */
export async function secondsOfMonth(em: EntityManager, month: string): Promise<bigint> {
  const [found] = await rows<{ seconds: string }>(
    em,
    `select extract(epoch from upper(b.span) - lower(b.span))::bigint::text as seconds from ${bounds} as b`,
    [month],
  );
  return BigInt(found?.seconds ?? 0);
}

const bounds = `(
  select tstzrange(($1 || '-01')::timestamp at time zone amie_zone(),
    (($1 || '-01')::timestamp + interval '1 month') at time zone amie_zone()) as span)`;

const text = `
  select m.slug as name,
    (sum(s.half_parts * extract(epoch from upper(s.valid * b.span) - lower(s.valid * b.span))::bigint) / 2)::bigint::text
      as amount
  from ${bounds} as b
  join membership s on s.valid && b.span
  join member m on m.id = s.member_id
  where s.recorded_at <= coalesce($2::timestamptz, 'infinity')
    and coalesce(s.replaced_at, 'infinity') > coalesce($2::timestamptz, clock_timestamp())
  group by m.slug order by m.slug
`;
