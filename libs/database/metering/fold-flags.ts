import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import type { Frame } from './fold-frame.js';
import { current } from './fold-survey.js';
import type { UsageFlag } from './words.js';

/** What a month's figures must not hide, as known at the cutoff; the scratch tables of its fold are still there. */
export async function flagsOf(em: EntityManager, { first, next, cutoff }: Frame): Promise<UsageFlag[]> {
  const found = await rows<Flagged>(em, flags, [first, next, cutoff]);
  return found.map(({ meter, key, ...flag }) => ({ ...flag, ...(meter && { meter }), ...(key && { key }) }));
}

type Flagged = Omit<UsageFlag, 'meter' | 'key'> & { readonly meter: string | null; readonly key: string | null };

// A dated log is read back to days before its subject was there, and tells 0 of them: nothing is lost by that.
const flags = `
  with early as materialized (
    select f.subject_id, f.meter_id from pg_temp.fold_seen f
    left join (select subject_id, bit_or(days) as days from pg_temp.fold_owner group by 1) o
      on o.subject_id = f.subject_id
    where f.seen & ~coalesce(o.days, 0) <> 0 and f.total > 0 and exists (
      select from ${current(true, '$1::date', '$2::date', '$3::timestamptz')}
        and (r.subject_id, r.meter_id) = (f.subject_id, f.meter_id) and r.value > 0
        and (1 << (r.usage_day - $1::date)) & ~coalesce(o.days, 0) <> 0)
  ), flagged as (
    select f.kind, f.usage_day, r.service, r.server_id, f.meter_id, f.subject_id, f.detail
    from meter_flag f join meter_run r on r.id = f.run_id
    where f.usage_day >= $1::date and f.usage_day < $2::date and f.flagged_at <= $3::timestamptz
    union
    select 'suspect-run', usage_day, service, server_id, null, null,
      jsonb_build_object('total', control_total::text, 'sum', control_sum::text)
    from meter_run
    where state = 'suspect' and usage_day >= $1::date and usage_day < $2::date and ended_at <= $3::timestamptz
    union all
    select 'rollback', b.day, s.service, s.server_id, b.meter_id, s.id,
      jsonb_build_object('before', b.before::text, 'after', b.after::text)
    from pg_temp.fold_rollback b join subject s on s.id = b.subject_id
    union all
    select 'unknown-owner', greatest($1::date, (s.first_seen_at at time zone amie_zone())::date), s.service, s.server_id,
      null, s.id, '{}'
    from pg_temp.fold_owner o join subject s on s.id = o.subject_id
    join subject_owner w on w.subject_id = s.id and w.cause = 'first-seen' and w.retired_at is null
      and w.member_id is null
    where o.member_id is null and s.key not like 'residue/~house/%'
    union all
    select 'before-presence', $1::date, s.service, s.server_id, f.meter_id, s.id, '{}'
    from early f join subject s on s.id = f.subject_id
  )
  select f.kind, f.usage_day::text as day, f.service, f.server_id as "serverId", m.name as meter, s.key, f.detail
  from flagged f left join meter m on m.id = f.meter_id left join subject s on s.id = f.subject_id
  order by f.usage_day, f.service, f.server_id, f.kind, s.key collate "C", m.name collate "C", f.detail::text
`;
