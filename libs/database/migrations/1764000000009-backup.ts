import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs, restores and drills; what is in each archive; and the deletion of a repository, which takes two people and 72 h. */
export class Backup1764000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(repositories);
    await runner.query(work);
    await runner.query(deletions);
    await runner.query(guards);
    for (const table of ['backup_source', 'backup_archive', 'backup_job', 'repository_deletion']) {
      await runner.query(policies(table));
    }
    await runner.query(grants);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}

const repositories = `
  -- A number that a transaction took and gave up is never given again: no repository inherits another's name.
  create sequence repository_number maxvalue 999999999;
  create unique index repository_of_member on resource (member_id) where kind = 'repository' and presence <> 'absent';
`;

const work = `
  -- What a source last said of itself for a repository. The sealed passphrase opens with the member's own key alone.
  create table backup_source (
    repository_id uuid not null references resource(id),
    source text not null,
    member_id uuid not null references member(id),
    public_key text not null,
    sealed text,
    seen_at timestamptz not null default clock_timestamp(),
    primary key (repository_id, source)
  );

  create table backup_archive (
    repository_id uuid not null references resource(id),
    source text not null,
    archive text not null check (archive ~ '^[0-9TZ-]{8,40}$'),
    member_id uuid not null references member(id),
    at timestamptz not null,
    -- [{ thing, files, bytes }]
    things jsonb not null,
    primary key (repository_id, source, archive)
  );

  create table backup_job (
    id uuid primary key default gen_random_uuid(),
    kind text not null check (kind in ('run', 'restore', 'drill')),
    repository_id uuid not null references resource(id),
    member_id uuid not null references member(id),
    -- Server that does it.
    source text not null,
    -- Of a restore: archive, thing, part, into.
    ask jsonb not null default '{}',
    state text not null default 'due' check (state in ('due', 'started', 'succeeded', 'failed')),
    task_id uuid references task(id),
    asked_by text not null,
    attempts integer not null default 0,
    next_look_at timestamptz not null default clock_timestamp(),
    problem jsonb,
    result jsonb,
    created_at timestamptz not null default clock_timestamp(),
    started_at timestamptz,
    ended_at timestamptz
  );
  -- Two sweeps at once ask for one run.
  create unique index backup_job_open on backup_job (repository_id, source, kind)
    where state in ('due', 'started') and kind in ('run', 'drill');
  create index backup_job_due on backup_job (next_look_at) where state in ('due', 'started');
  create index backup_job_of_repository on backup_job (repository_id, source, kind, created_at desc);
  create index backup_job_of_task on backup_job (task_id) where task_id is not null;
`;

const deletions = `
  create table repository_deletion (
    resource_id uuid primary key references resource(id),
    member_id uuid not null references member(id),
    asked_by text not null,
    asked_at timestamptz not null,
    approved_by text,
    approved_at timestamptz,
    constraint repository_deletion_second_person check (approved_by <> asked_by),
    check ((approved_by is null) = (approved_at is null))
  );
`;

// As the owner: the rules hold whoever writes, and whatever rows the writer may see.
const guards = `
  -- Whoever sets a repository aside asks for its deletion; bringing it back takes that back. It becomes absent only once
  -- somebody else approved and 72 hours went by.
  create function amie_guard_repository() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
  declare approved_of timestamptz;
  begin
    if new.presence = 'present' then
      delete from repository_deletion where resource_id = new.id;
      new.purge_after := null;
      return new;
    end if;
    select d.asked_at into approved_of from repository_deletion d
      where d.resource_id = new.id and d.approved_by is not null;
    if new.presence = 'absent' and old.presence <> 'absent'
      and (approved_of is null or approved_of > clock_timestamp() - interval '72 hours') then
      raise exception 'a repository is purged 72 hours after its deletion was asked for and a second person approved'
        using errcode = 'AM001';
    end if;
    if new.presence = 'aside' and old.presence = 'present' then
      insert into repository_deletion (resource_id, member_id, asked_by, asked_at)
        values (new.id, new.member_id, coalesce(new.deleted_by, 'nobody'), clock_timestamp());
    end if;
    if new.presence = 'aside' then
      new.purge_after := case when approved_of is not null
        then greatest(new.purge_after, approved_of + interval '72 hours') end;
    end if;
    return new;
  end $$;
  create trigger guard_repository before update of presence, purge_after, kind on resource
    for each row when (old.kind = 'repository' or new.kind = 'repository') execute function amie_guard_repository();

  -- An approval is given once, by a technician who was one before the deletion was asked for.
  create function amie_guard_approval() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if old.approved_by is not null or (new.resource_id, new.member_id, new.asked_by, new.asked_at)
      is distinct from (old.resource_id, old.member_id, old.asked_by, old.asked_at) then
      raise exception 'a deletion is approved once, and nothing else of it changes' using errcode = 'AM002';
    end if;
    if not exists (select from api_token t where 'technician:' || t.name = new.approved_by
      and t.revoked_at is null and t.created_at < old.asked_at) then
      raise exception 'whoever approves was a technician before the deletion was asked for' using errcode = 'AM003';
    end if;
    new.approved_at := clock_timestamp();
    return new;
  end $$;
  create trigger guard_approval before update on repository_deletion
    for each row execute function amie_guard_approval();

  -- A server that came to host something of a member joins the sources of its repository; none ever leaves by itself.
  create function amie_extend_repositories() returns table (service text, server_id uuid)
  language sql security definer set search_path = public, pg_temp as $$
    with missing as (
      select r.id, jsonb_agg(distinct jsonb_build_object('server', s.name, 'turn', 1)) as more
      from resource r
      join resource hosted on hosted.member_id = r.member_id and hosted.presence = 'present'
        and hosted.kind in ('mailbox', 'site')
      join server s on s.id = hosted.server_id
      where r.kind = 'repository' and r.presence = 'present'
        and not r.spec->'sources' @> jsonb_build_array(jsonb_build_object('server', s.name))
        and not r.spec->'machines' @> jsonb_build_array(jsonb_build_object('label', s.name))
      group by r.id
    )
    update resource r set generation = r.generation + 1, version = r.version + 1, edited_seq = nextval('resource_edit'),
      attempts = 0, problem = null, next_attempt_at = now(), next_probe_at = now(),
      spec = jsonb_set(r.spec, '{sources}', (
        select jsonb_agg(one order by one->>'server' collate "C")
        from jsonb_array_elements(r.spec->'sources' || m.more) as one))
    from missing m where r.id = m.id
    returning r.service, r.server_id
  $$;
`;

function policies(table: string): string {
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy scoped on ${table} for all to amie_api
      using (amie_in_scope(member_id)) with check (amie_in_scope(member_id));
    create policy every_member on ${table} for all to amie_worker using (true) with check (true);
    create policy owner_migrates on ${table} for all to current_user using (true) with check (true);
  `;
}

const grants = `
  grant usage on sequence repository_number to amie_api;
  grant select on backup_source, backup_archive, backup_job, repository_deletion to amie_api, amie_worker;
  grant insert (id, kind, repository_id, member_id, source, ask, task_id, asked_by) on backup_job
    to amie_api, amie_worker;
  grant update (state, attempts, next_look_at, problem, result, started_at, ended_at) on backup_job to amie_worker;
  grant insert, update, delete on backup_source, backup_archive to amie_worker;
  grant update (approved_by) on repository_deletion to amie_api;
  revoke execute on function amie_guard_repository(), amie_guard_approval(), amie_extend_repositories() from public;
  grant execute on function amie_extend_repositories() to amie_worker;
`;
