import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The few statements that more than one process needs to agree on to the letter. */
export class Functions1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(refresh);
    await runner.query(repair);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}

// A resource waits while something it stands on is not confirmed at its newest generation (present), or, on the way
// out (aside, absent), while something that stands on it is still further in.
const mustWait = `
  case r.presence
    when 'present' then exists (
      select from stands_on s join resource below on below.id = s.on_id
      where s.resource_id = r.id
        and (below.presence <> 'present' or below.observed_generation <> below.generation))
    when 'aside' then exists (
      select from stands_on s join resource above on above.id = s.resource_id
      where s.on_id = r.id
        and (above.presence = 'present' or above.presence = 'aside' and above.observed_generation <> above.generation))
    else exists (
      select from stands_on s join resource above on above.id = s.resource_id
      where s.on_id = r.id
        and (above.presence <> 'absent' or above.observed_generation <> above.generation))
  end
`;

// Called in the transaction of each edit and each confirmation: sets is_waiting on the given resources, on what stands
// on them and on what they stand on; returns the lanes where something may now run.
const refresh = `
  create function amie_refresh_waiting(ids uuid[]) returns table (service text, server_id uuid) language sql as $$
    with touched as (
      select unnest(ids) as id
      union select s.resource_id from stands_on s where s.on_id = any (ids)
      union select s.on_id from stands_on s where s.resource_id = any (ids)
    ), judged as (
      select r.id, ${mustWait} as must_wait
      from touched t join resource r on r.id = t.id
      where r.generation <> r.observed_generation
    ), changed as (
      update resource r set is_waiting = j.must_wait
      from judged j where r.id = j.id and r.is_waiting <> j.must_wait
      returning r.service, r.server_id, r.is_waiting
    )
    select distinct c.service, c.server_id from changed c where not c.is_waiting
  $$;
`;

// An edit and a confirmation that commit at the same moment do not see each other: the sweep mends what they left.
const repair = `
  create function amie_repair_waiting() returns table (service text, server_id uuid) language sql as $$
    with freed as (
      update resource set is_waiting = false
      from (select r.id as freed_id from resource r where r.is_waiting and not ${mustWait} for update skip locked) found
      where id = freed_id
      returning resource.service, resource.server_id
    )
    select distinct f.service, f.server_id from freed f
  $$;
`;
