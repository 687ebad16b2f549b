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

/** Adds an `absent` reading for every gauge of a member's that was expected and did not come; returns how many, and of how many. */
export async function addAbsent(
  em: EntityManager,
  { serverId, service, usageDay }: ReadingSlot,
  runId: number,
  observedAt: Date,
): Promise<{ expected: number; absent: number }> {
  const [counted] = await rows<{ expected: number; absent: number }>(em, absent, [
    serverId,
    service,
    usageDay,
    runId,
    observedAt,
  ]);
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

// What is the house's is not missed: it came unasked and may go so. The rest of a file system is never listed.
const absent = `
  with expected as materialized (
    select distinct p.subject_id, p.meter_id
    from subject s join subject_meter p on p.subject_id = s.id join meter m on m.id = p.meter_id and m.form <> 'daily'
    where s.server_id = $1::uuid and s.service = $2 and p.first_day <= $3::date
      and exists (select from subject_owner o where o.subject_id = s.id and o.member_id is not null
        and o.retired_at is null and o.valid && tstzrange(amie_day_start($3::date), amie_day_start($3::date + 1)))
  ), added as (
    insert into reading (observed_at, subject_id, usage_day, run_id, meter_id, slot, quality)
    select $5::timestamptz, e.subject_id, $3::date, $4, e.meter_id, 0, 'a' from expected e
    where not exists (select from reading r where (r.subject_id, r.meter_id, r.usage_day, r.slot)
      = (e.subject_id, e.meter_id, $3::date, 0))
    order by e.subject_id, e.meter_id
    on conflict do nothing
    returning 1
  )
  select (select count(*)::int from expected) as expected, (select count(*)::int from added) as absent
`;
