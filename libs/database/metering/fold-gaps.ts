import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import type { Frame } from './fold-frame.js';
import { current } from './fold-survey.js';
import { missingDays } from './missing-days.js';

/**
 * Finds every missing day with the observed days around it, wherever they are, and estimates gauges by the rule of
 * `missing-days.ts`, which a property test holds it to. Fills fold_gap.
 */
export async function fillGaps(em: EntityManager, { first, next, cutoff }: Frame): Promise<void> {
  await rows(em, find, [first]);
  const [any] = await rows<{ isAny: boolean }>(em, 'select exists (select from pg_temp.fold_gap) as "isAny"');
  if (!any?.isAny) return;
  await rows(em, 'analyze pg_temp.fold_gap');
  for (const edge of [before, after]) await rows(em, edge, [first, next, cutoff]);
  await rows(em, near, [first, next, cutoff]);
  await rows(em, 'analyze pg_temp.fold_near');
  await rows(em, estimate, [missingDays.estimated]);
}

// Highest bit below a day, lowest bit above it.
const below = `nullif(32 - position('1' in (p.seen & ((1 << n) - 1))::bit(32)::text), 32)`;
const above = `n + 1 + bit_count((((p.seen >> (n + 1)) & -(p.seen >> (n + 1))) - 1)::bit(32))::integer`;
const find = `
  insert into pg_temp.fold_gap (subject_id, meter_id, day, before, after, first_day)
  select p.subject_id, p.meter_id, $1::date + n, $1::date + ${below},
    case when p.seen >> (n + 1) > 0 then $1::date + ${above} end, p.first_day
  from pg_temp.fold_pair p cross join generate_series(0, 30) as n
  where p.gaps <> 0 and p.form <> 'daily' and p.gaps & (1 << n) <> 0
`;

// At the edges of the month one look for each pair into the months beside it.
const edge = (column: 'before' | 'after', from: string, to: string, order: 'desc' | 'asc') => `
  with wanted as materialized (
    select distinct subject_id, meter_id from pg_temp.fold_gap where ${column} is null
  ), found as (
    select w.subject_id, w.meter_id, n.usage_day, n.peak from wanted w cross join lateral (
      select r.usage_day, max(r.value) as peak from ${current(true, from, to, '$3::timestamptz')}
        and r.subject_id = w.subject_id and r.meter_id = w.meter_id and r.value is not null
      group by r.usage_day order by r.usage_day ${order} limit 1
    ) n
  ), noted as (
    insert into pg_temp.fold_near select * from found
  )
  update pg_temp.fold_gap g set ${column} = f.usage_day from found f
  where (g.subject_id, g.meter_id) = (f.subject_id, f.meter_id) and g.${column} is null
    and ($1::date, $2::date) is not null
`;
const before = edge('before', `$1::date - ${missingDays.estimated}`, '$1::date', 'desc');
const after = edge('after', '$2::date', `$2::date + ${missingDays.after}`, 'asc');

const near = `
  insert into pg_temp.fold_near
  select r.subject_id, r.meter_id, r.usage_day, max(r.value) from ${current(true, '$1::date', '$2::date', '$3::timestamptz')}
    and (r.subject_id, r.meter_id, r.usage_day) in (
      select subject_id, meter_id, before from pg_temp.fold_gap where before >= $1::date
      union select subject_id, meter_id, after from pg_temp.fold_gap where after < $2::date)
  group by 1, 2, 3
`;

// A gap without an observed day before it begins with the first day on which the subject was expected.
const estimate = `
  update pg_temp.fold_gap g set estimate = least(b.peak, a.peak)
  from pg_temp.fold_gap o
  left join pg_temp.fold_near b on (b.subject_id, b.meter_id, b.day) = (o.subject_id, o.meter_id, o.before)
  left join pg_temp.fold_near a on (a.subject_id, a.meter_id, a.day) = (o.subject_id, o.meter_id, o.after)
  where (g.subject_id, g.meter_id, g.day) = (o.subject_id, o.meter_id, o.day)
    and o.day - coalesce(o.before, o.first_day - 1) <= $1
`;
