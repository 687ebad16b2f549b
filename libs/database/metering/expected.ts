import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import type { ReadingSlot } from './words.js';

/** Makes subjects and pairs of what stands on the server by the platform's own knowledge, so that it is missed when it is not listed. */
export async function expectProvisioned(
  em: EntityManager,
  { serverId, service, usageDay }: ReadingSlot,
): Promise<void> {
  await rows(em, addSubjects, [serverId, service]);
  await rows(em, addPairs, [serverId, service, usageDay]);
}

/** Adds an `absent` reading for every gauge of a member's that was expected and is not among `arriving`; returns how many, and of how many. */
export async function addAbsent(
  em: EntityManager,
  { serverId, service, usageDay }: ReadingSlot,
  runId: number,
  observedAt: Date,
): Promise<{ expected: number; absent: number }> {
  const [day] = await rows<{ begins: Date; ends: Date }>(em, ofDay, [usageDay]);
  const values = [serverId, service, usageDay, runId, observedAt, day?.begins, day?.ends];
  const [counted] = await rows<{ expected: number; absent: number }>(em, absent, values);
  return counted ?? { expected: 0, absent: 0 };
}

const provisioned = `
  resource r where r.server_id = $1::uuid and r.service = $2 and r.presence <> 'absent' and r.observed_generation > 0
    and exists (select from meter m where m.service = $2 and m.subject_kind = r.kind and m.form = 'gauge')
`;
const addSubjects = `
  insert into subject (server_id, service, key)
  select r.server_id, r.service, r.key from ${provisioned}
    and not exists (select from subject s where (s.server_id, s.service, s.key) = (r.server_id, r.service, r.key))
  order by r.key
  on conflict do nothing
`;
const addPairs = `
  insert into subject_meter (subject_id, meter_id, first_day)
  select s.id, m.id, $3::date
  from subject s join resource r on (r.server_id, r.service, r.key) = (s.server_id, s.service, s.key)
  join meter m on m.service = s.service and m.subject_kind = r.kind and m.form = 'gauge'
  where s.server_id = $1::uuid and s.service = $2 and r.presence <> 'absent' and r.observed_generation > 0
    and not exists (select from subject_meter p where (p.subject_id, p.meter_id) = (s.id, m.id))
  on conflict do nothing
`;

// Bounds rather than `&&`: nearly every row is still valid, and no index helps. What is the house's is not missed: it came unasked and may go so. The rest of a file system is never listed.
const absent = `
  with alive as materialized (
    select distinct s.id from subject s join subject_owner o on o.subject_id = s.id and o.member_id is not null
      and o.retired_at is null and coalesce(lower(o.valid) < $7::timestamptz, true)
      and coalesce(upper(o.valid) > $6::timestamptz, true)
    where s.server_id = $1::uuid and s.service = $2
  ), expected as materialized (
    select distinct p.subject_id, p.meter_id
    from alive s join subject_meter p on p.subject_id = s.id join meter m on m.id = p.meter_id and m.form <> 'daily'
    where p.first_day <= $3::date
  ), added as (
    insert into reading (observed_at, subject_id, usage_day, run_id, meter_id, slot, quality)
    select $5::timestamptz, e.subject_id, $3::date, $4, e.meter_id, 0, 'a' from expected e
    where not exists (select from pg_temp.arriving a where (a.subject_id, a.meter_id) = (e.subject_id, e.meter_id))
    order by e.subject_id, e.meter_id
    on conflict do nothing
    returning 1
  )
  select (select count(*)::int from expected) as expected, (select count(*)::int from added) as absent
`;
const ofDay = 'select amie_day_start($1::date) as begins, amie_day_start($1::date + 1) as ends';
