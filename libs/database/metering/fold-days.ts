import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import type { Frame } from './fold-frame.js';
import { current } from './fold-survey.js';

/**
 * Goes day by day where a sum of peaks is not enough: subjects that changed hands or came or went within the month, and
 * counters that only count up. Fills fold_day and fold_rollback.
 */
export async function goByDay(em: EntityManager, { first, next, cutoff }: Frame): Promise<void> {
  await rows(em, observed, [first, next, cutoff]);
  await rows(em, deltas, [first, next, cutoff]);
  await rows(em, quiet, [first]);
  await rows(em, 'analyze pg_temp.fold_day');
}

const observed = `
  insert into pg_temp.fold_day
  select r.subject_id, r.meter_id, p.form, r.usage_day, max(r.value), 'o'
  from pg_temp.fold_pair p, ${current(true, '$1::date', '$2::date', '$3::timestamptz')}
    and (r.subject_id, r.meter_id) = (p.subject_id, p.meter_id)
    and not p.is_whole and p.form <> 'cumulative' and r.value is not null
  group by 1, 2, 3, 4
`;

// A new generation counts from nothing; a value put back to an earlier one was counted before. What lies between two
// samples belongs to the day of the later; the first sample ever has nothing to be compared with.
const deltas = `
  with sample as (
    select r.subject_id, r.meter_id, r.usage_day, r.value, r.epoch,
      lag(r.value) over w as was, lag(r.epoch) over w as was_epoch
    from pg_temp.fold_pair p, ${current(true, '$1::date - 31', '$2::date', '$3::timestamptz')}
      and (r.subject_id, r.meter_id) = (p.subject_id, p.meter_id) and p.form = 'cumulative' and r.value is not null
    window w as (partition by r.subject_id, r.meter_id order by r.observed_at, r.usage_day, r.slot)
  ), delta as (
    select s.*, case when was is null then 0 when epoch is distinct from was_epoch then value
      else greatest(value - was, 0) end as amount
    from sample s where usage_day >= $1::date
  ), noted as (
    insert into pg_temp.fold_rollback
    select subject_id, meter_id, usage_day, was, value from delta
    where epoch is not distinct from was_epoch and value < was
  )
  insert into pg_temp.fold_day
  select subject_id, meter_id, 'cumulative', usage_day, sum(amount), 'o' from delta group by 1, 2, 4
`;

// A counter's missing day is inside the next difference. A dated log that does not mention a day saw nothing in it.
const quiet = `
  insert into pg_temp.fold_day
  select g.subject_id, g.meter_id, p.form, g.day, case p.form when 'gauge' then g.estimate else 0 end,
    case when g.estimate is null or p.form = 'cumulative' and (g.before is null or g.after is null) then 'u' else 'e' end
  from pg_temp.fold_gap g join pg_temp.fold_pair p on (p.subject_id, p.meter_id) = (g.subject_id, g.meter_id)
  where not p.is_whole or p.form = 'cumulative'
  union all
  select p.subject_id, p.meter_id, p.form, $1::date + n, 0, case when p.gaps & (1 << n) <> 0 then 'u' else 'o' end
  from pg_temp.fold_pair p cross join generate_series(0, 30) as n
  where not p.is_whole and p.form = 'daily' and (p.gaps | p.zeros) & (1 << n) <> 0
`;
