import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The few statements that more than one process needs to agree on to the letter. */
export class Functions1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(waiting);
    await runner.query(events);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}

// A resource waits while something it stands on is not confirmed at its newest generation (present), or, on the way
// out (aside, absent), while something that stands on it is still further in. Called in the transaction of each edit
// and each confirmation, and by the sweep for everything that waits.
const waiting = `
  create function amie_is_waiting(asked resource) returns boolean language sql stable as $$
    select case
      when asked.presence = 'present' then exists (
        select from stands_on s join resource r on r.id = s.on_id
        where s.resource_id = asked.id
          and (r.presence <> 'present' or r.observed_generation <> r.generation))
      else exists (
        select from stands_on s join resource r on r.id = s.resource_id
        where s.on_id = asked.id
          and case asked.presence
                when 'aside' then r.presence = 'present' or (r.presence = 'aside' and r.observed_generation <> r.generation)
                else r.presence <> 'absent' or r.observed_generation <> r.generation
              end)
    end
  $$;

  -- Sets is_waiting on the given resources and on what stands on them or what they stand on; returns the lanes freed.
  create function amie_refresh_waiting(ids uuid[]) returns table (service text, server_id uuid) language sql as $$
    with touched as (
      select unnest(ids) as id
      union select s.resource_id from stands_on s where s.on_id = any (ids)
      union select s.on_id from stands_on s where s.resource_id = any (ids)
    ), changed as (
      update resource r set is_waiting = not r.is_waiting
      from touched t
      where r.id = t.id and r.generation <> r.observed_generation and amie_is_waiting(r) <> r.is_waiting
      returning r.service, r.server_id, r.is_waiting
    )
    select distinct c.service, c.server_id from changed c where not c.is_waiting
  $$;
`;

// Events are numbered per task under the task's row lock, so that a reader never skips one that commits late.
const events = `
  create function amie_add_events(task uuid, codes text[], parameters jsonb[]) returns bigint language plpgsql as $$
  declare first bigint; added integer := cardinality(codes);
  begin
    update task t set last_event = t.last_event + added where t.id = task returning t.last_event - added + 1 into first;
    insert into task_event (task_id, n, code, params)
      select task, first + i - 1, codes[i], parameters[i] from generate_series(1, added) i;
    perform pg_notify('amie_task', task::text);
    return first;
  end $$;
`;
