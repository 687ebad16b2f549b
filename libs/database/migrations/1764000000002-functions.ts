import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The few statements that more than one process needs to agree on to the letter. */
export class Functions1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(problem);
    await runner.query(refresh);
    await runner.query(repair);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}

// A resource waits while something it stands on is not confirmed at its newest generation (present), or, on the way
// out (aside, absent), while something that stands on it is still further in. `offset 0` keeps each look a look: else
// the planner reads the whole table once to answer them all.
const mustWait = `
  case r.presence
    when 'present' then exists (
      select from stands_on s join resource below on below.id = s.on_id
      where s.resource_id = r.id
        and (below.presence <> 'present' or below.observed_generation <> below.generation) offset 0)
    when 'aside' then exists (
      select from stands_on s join resource above on above.id = s.resource_id
      where s.on_id = r.id
        and (above.presence = 'present' or above.presence = 'aside' and above.observed_generation <> above.generation)
      offset 0)
    else exists (
      select from stands_on s join resource above on above.id = s.resource_id
      where s.on_id = r.id
        and (above.presence <> 'absent' or above.observed_generation <> above.generation) offset 0)
  end
`;

// Both run as the owner: who waits is a fact about rows of all members, found without asking row-level security row by
// row. They tell a caller nothing but which lanes may run, and write nothing but that fact. Their plan follows indexes
// from the given rows on: right after an import the planner still believes that each stands on hundreds of others.
const asOwner = `
  language plpgsql security definer set search_path = public, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
`;

// Called in the transaction of each edit and each confirmation: sets is_waiting on the given resources, on what stands
// on them and on what they stand on; returns the lanes where something may now run.
const refresh = `
  create function amie_refresh_waiting(ids uuid[]) returns table (service text, server_id uuid) ${asOwner} as $$
  #variable_conflict use_column
  begin return query
    with given as materialized (
      select unnest(ids) as id
    ), touched as (
      select id from given
      union select s.resource_id from given g join stands_on s on s.on_id = g.id
      union select s.on_id from given g join stands_on s on s.resource_id = g.id
    ), judged as (
      select r.id, ${mustWait} as must_wait
      from touched t join resource r on r.id = t.id
      where r.generation <> r.observed_generation
    ), changed as (
      update resource r set is_waiting = j.must_wait
      from judged j where r.id = j.id and r.is_waiting <> j.must_wait
      returning r.service, r.server_id, r.is_waiting
    )
    select distinct c.service, c.server_id from changed c where not c.is_waiting;
  end $$;
`;

// An edit and a confirmation that commit at the same moment do not see each other: the sweep mends what they left.
const repair = `
  create function amie_repair_waiting() returns table (service text, server_id uuid) ${asOwner} as $$
  #variable_conflict use_column
  begin return query
    with freed as (
      update resource set is_waiting = false
      from (select r.id as freed_id from resource r where r.is_waiting and not ${mustWait} for update skip locked) found
      where id = freed_id
      returning resource.service, resource.server_id
    )
    select distinct f.service, f.server_id from freed f;
  end $$;
`;

// What keeps a resource from being as asked: why it could not be applied, or why it does not work once applied.
const problem = `
  create function amie_problem(r resource) returns jsonb language sql stable as $$
    select coalesce(r.problem, case
      when r.presence = 'present' and r.generation = r.observed_generation and r.ready_generation <> r.generation
        and r.probe->>'outcome' in ('broken', 'unknown')
      then jsonb_build_object('code', coalesce(r.probe->>'code', 'probe-' || (r.probe->>'outcome')),
        'detail', r.probe->>'detail')
    end)
  $$;
`;
