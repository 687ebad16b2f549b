import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ledger of days: who worked how long for what, validated by a second person; and the parts of each member over time. */
export class Ledger1764000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Trusted: the owner of the database may add it. A constraint on "this technician, at that time" needs it.
    await runner.query('create extension if not exists btree_gist');
    await runner.query(entries);
    await runner.query(memberships);
    await runner.query(guards);
    await runner.query(corrections);
    await runner.query(memory);
    for (const table of ['time_entry', 'attendance', 'membership']) await runner.query(policies(table));
    await runner.query(grants);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}

const entries = `
  create table technician (
    id integer generated always as identity primary key,
    -- As on their token: whoever acts as technician:<name> does not validate these days.
    name text not null unique check (name ~ '^[a-z][a-z0-9-]{0,62}$'),
    full_name text not null check (length(full_name) between 1 and 120 and full_name !~ '[[:cntrl:]]'),
    -- First day no longer there.
    left_on date,
    version bigint not null default 1,
    created_at timestamptz not null default now()
  );

  create table time_entry (
    id uuid primary key default gen_random_uuid(),
    technician_id integer not null references technician(id),
    work_day date not null,
    -- [start, end), whole minutes, within the local day; a break is the gap between two entries.
    span tstzrange not null,
    -- Whether somebody told the start; else it was placed in the day, and the record tells hours alone.
    is_timed boolean not null,
    minutes integer not null,
    kind text not null check (kind in ('individual', 'collective', 'absence', 'unplanned')),
    pool text check (pool in ('mail', 'web', 'backup', 'directory', 'training', 'emergency', 'management')),
    member_id uuid references member(id),
    note text not null default '' check (length(note) <= 500 and note !~ '[[:cntrl:]]'),
    created_by text not null,
    created_at timestamptz not null default clock_timestamp(),
    -- Last who changed the draft: as good as who wrote it.
    edited_by text,
    version bigint not null default 1,
    validated_by text,
    validated_at timestamptz,
    withdrawn_by text,
    withdrawn_at timestamptz,
    reverses_id uuid unique references time_entry(id),
    reason text check (length(reason) between 1 and 500 and reason !~ '[[:cntrl:]]'),
    -- Neither withdrawn nor reversed nor a reversal: it takes up its span.
    is_live boolean not null default true,
    constraint time_entry_minutes check (abs(minutes) between 1 and 600),
    constraint time_entry_sign check ((minutes < 0) = (reverses_id is not null)),
    constraint time_entry_reason check ((reason is null) = (reverses_id is null)),
    constraint time_entry_length check (extract(epoch from upper(span) - lower(span)) = 60 * abs(minutes)),
    constraint time_entry_whole_minutes check (lower_inc(span) and not upper_inc(span)
      and extract(second from lower(span)) = 0),
    constraint time_entry_purpose check (case kind
      when 'individual' then member_id is not null and pool is null
      when 'collective' then pool is not null
      else member_id is null and pool is null end),
    constraint time_entry_validation check ((validated_at is null) = (validated_by is null)),
    constraint time_entry_withdrawal check ((withdrawn_at is null) = (withdrawn_by is null)
      and (withdrawn_at is null or validated_at is null)),
    constraint time_entry_overlap exclude using gist (technician_id with =, span with &&) where (is_live)
  );
  create index time_entry_of_day on time_entry (work_day, technician_id);
  create index time_entry_of_member on time_entry (member_id, work_day) where member_id is not null;
  create index time_entry_of_pool on time_entry (pool, work_day) where pool is not null;
  create index time_entry_draft on time_entry (work_day) where validated_at is null and withdrawn_at is null;

  -- Attendee-minutes of a training; 0: struck off the sheet.
  create table attendance (
    entry_id uuid not null references time_entry(id),
    member_id uuid not null references member(id),
    minutes integer not null check (abs(minutes) <= 600000),
    primary key (entry_id, member_id)
  );
  create index attendance_of_member on attendance (member_id);
`;

const memberships = `
  -- Never changed but to say that other rows replaced it: what was known at any moment can be told again.
  create table membership (
    id uuid primary key default gen_random_uuid(),
    member_id uuid not null references member(id),
    half_parts integer not null check (half_parts between 0 and 2000),
    valid tstzrange not null,
    recorded_by text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    replaced_by text,
    replaced_at timestamptz,
    constraint membership_bounds check (not isempty(valid) and lower(valid) is not null and lower_inc(valid)
      and not upper_inc(valid) and isfinite(lower(valid)) and (upper(valid) is null or isfinite(upper(valid)))),
    -- Half-parts times seconds are then an even number: part-seconds are whole.
    constraint membership_whole_minutes check (extract(second from lower(valid)) = 0
      and (upper(valid) is null or extract(second from upper(valid)) = 0)),
    constraint membership_replacement check ((replaced_at is null) = (replaced_by is null)),
    constraint membership_overlap exclude using gist (member_id with =, valid with &&) where (replaced_at is null)
  );
  create index membership_of_member on membership (member_id);
`;

// As the owner: the rules hold whoever writes, and whatever rows the writer may see.
const asOwner = 'language plpgsql security definer set search_path = public, pg_temp';

const guards = `
  create function amie_guard_time_entry() returns trigger ${asOwner} as $$
  declare
    worker technician;
    today date := (clock_timestamp() at time zone amie_zone())::date;
  begin
    if tg_op = 'UPDATE' then
      if not old.is_live or old.validated_at is not null then
        -- The one thing that still happens to a validated entry: a reversal frees its span.
        if old.is_live and not new.is_live and to_jsonb(new) - 'is_live' = to_jsonb(old) - 'is_live'
          and exists (select from time_entry r where r.reverses_id = old.id) then
          return new;
        end if;
        raise exception 'an entry that is validated or withdrawn never changes' using errcode = 'AM201';
      end if;
      if (new.id, new.technician_id, new.created_by, new.created_at, new.reverses_id, new.reason)
        is distinct from (old.id, old.technician_id, old.created_by, old.created_at, old.reverses_id, old.reason) then
        raise exception 'whose time it is, and who wrote it, never changes' using errcode = 'AM202';
      end if;
      if new.validated_by is not null and to_jsonb(new) - array['validated_by', 'validated_at']
        <> to_jsonb(old) - array['validated_by', 'validated_at'] then
        raise exception 'an entry is validated as it stands' using errcode = 'AM202';
      end if;
      new.version := old.version + 1;
    end if;
    select * into worker from technician where id = new.technician_id;
    if tg_op = 'INSERT' and new.reverses_id is not null then return amie_reversal(new, worker); end if;

    new.work_day := coalesce((lower(new.span) at time zone amie_zone())::date, new.work_day);
    if upper(new.span) > (new.work_day + 1)::timestamp at time zone amie_zone() then
      raise exception 'an entry ends on the day it began' using errcode = 'AM205';
    end if;
    if new.work_day > today then
      raise exception 'no time is logged before its day' using errcode = 'AM206';
    end if;
    if worker.left_on <= new.work_day then
      raise exception 'the technician had left' using errcode = 'AM207';
    end if;
    if new.validated_by is not null then perform amie_second_person(new, worker, new.validated_by); end if;
    new.validated_at := case when new.validated_by is not null then clock_timestamp() end;
    new.withdrawn_at := case when new.withdrawn_by is not null then clock_timestamp() end;
    new.is_live := new.withdrawn_by is null;
    return new;
  end $$;

  -- Two pairs of eyes: neither the technician whose time it is nor whoever wrote or changed it last, and nobody made up
  -- for the occasion: a token older than the entry, or three days old.
  create function amie_second_person(entry time_entry, worker technician, who text) returns void ${asOwner} as $$
  begin
    if who = entry.created_by or who = entry.edited_by or who = 'technician:' || worker.name or not exists (
      select from api_token t where 'technician:' || t.name = who and t.revoked_at is null
        and (t.created_at < entry.created_at or t.created_at < clock_timestamp() - interval '72 hours')) then
      raise exception 'a second person validates' using errcode = 'AM204';
    end if;
    if upper(entry.span) > clock_timestamp() then
      raise exception 'what has not ended yet is not validated' using errcode = 'AM208';
    end if;
  end $$;
`;

const corrections = `
  -- A reversal is its original with the sign turned; it counts at once, and the technician does not make it alone.
  create function amie_reversal(entry time_entry, worker technician) returns time_entry ${asOwner} as $$
  declare original time_entry;
  begin
    select * into original from time_entry where id = entry.reverses_id for update;
    if original.validated_at is null or not original.is_live then
      raise exception 'only an entry that is validated and counts is reversed' using errcode = 'AM203';
    end if;
    select * into worker from technician where id = original.technician_id;
    if entry.created_by = 'technician:' || worker.name then
      raise exception 'a second person reverses' using errcode = 'AM204';
    end if;
    entry.technician_id := original.technician_id;
    entry.work_day := original.work_day;
    entry.span := original.span;
    entry.is_timed := original.is_timed;
    entry.minutes := -original.minutes;
    entry.kind := original.kind;
    entry.pool := original.pool;
    entry.member_id := original.member_id;
    entry.validated_by := entry.created_by;
    entry.validated_at := clock_timestamp();
    entry.withdrawn_by := null;
    entry.withdrawn_at := null;
    entry.is_live := false;
    return entry;
  end $$;

  create function amie_after_reversal() returns trigger ${asOwner} as $$
  begin
    update time_entry set is_live = false where id = new.reverses_id;
    insert into attendance (entry_id, member_id, minutes)
      select new.id, a.member_id, -a.minutes from attendance a where a.entry_id = new.reverses_id;
    return null;
  end $$;

  create function amie_guard_attendance() returns trigger ${asOwner} as $$
  declare entry time_entry;
  begin
    select * into entry from time_entry where id = new.entry_id for share;
    if entry.reverses_id is not null and tg_op = 'INSERT' and pg_trigger_depth() > 1 then return new; end if;
    if entry.validated_at is not null or not entry.is_live
      or tg_op = 'UPDATE' and (new.entry_id, new.member_id) is distinct from (old.entry_id, old.member_id) then
      raise exception 'the sheet of an entry that is validated or withdrawn never changes' using errcode = 'AM201';
    end if;
    if new.minutes < 0 or new.minutes > 0 and entry.pool is distinct from 'training' then
      raise exception 'only a training has a sheet of attendance' using errcode = 'AM209';
    end if;
    return new;
  end $$;

  create function amie_guard_membership() returns trigger ${asOwner} as $$
  begin
    if tg_op = 'UPDATE' then
      if old.replaced_by is not null or new.replaced_by is null or to_jsonb(new) - 'replaced_by' - 'replaced_at'
        <> to_jsonb(old) - 'replaced_by' - 'replaced_at' then
        raise exception 'parts are replaced by other rows, never changed' using errcode = 'AM201';
      end if;
      new.replaced_at := clock_timestamp();
    else
      new.recorded_at := clock_timestamp();
      new.replaced_by := null;
      new.replaced_at := null;
    end if;
    return new;
  end $$;
`;

const memory = `
  create function amie_keeps_rows() returns trigger ${asOwner} as $$
  begin
    raise exception 'the ledger forgets nothing' using errcode = 'AM201';
  end $$;

  create trigger guard_time_entry before insert or update on time_entry
    for each row execute function amie_guard_time_entry();
  create trigger after_reversal after insert on time_entry
    for each row when (new.reverses_id is not null) execute function amie_after_reversal();
  create trigger guard_attendance before insert or update on attendance
    for each row execute function amie_guard_attendance();
  create trigger guard_membership before insert or update on membership
    for each row execute function amie_guard_membership();
  create trigger keep_time_entry before delete or truncate on time_entry execute function amie_keeps_rows();
  create trigger keep_attendance before delete or truncate on attendance execute function amie_keeps_rows();
  create trigger keep_membership before delete or truncate on membership execute function amie_keeps_rows();

  -- A moment such that all that was written before it can be seen, and all that is written later bears a later time:
  -- until this transaction ends nobody writes into the ledger.
  create function amie_freeze_ledger() returns timestamptz ${asOwner} as $$
  begin
    lock table time_entry, attendance, membership in share mode;
    return date_trunc('milliseconds', clock_timestamp());
  end $$;
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
  grant select on technician, time_entry, attendance, membership to amie_api, amie_worker;
  grant insert (name, full_name) on technician to amie_api;
  grant update (full_name, left_on, version) on technician to amie_api;
  grant insert (id, technician_id, work_day, span, is_timed, minutes, kind, pool, member_id, note, created_by, reverses_id,
    reason) on time_entry to amie_api;
  grant update (work_day, span, is_timed, minutes, kind, pool, member_id, note, edited_by, validated_by, withdrawn_by)
    on time_entry to amie_api;
  grant insert on attendance to amie_api;
  grant update (minutes) on attendance to amie_api;
  grant insert (member_id, half_parts, valid, recorded_by) on membership to amie_api;
  grant update (replaced_by) on membership to amie_api;
  revoke execute on function amie_guard_time_entry(), amie_second_person(time_entry, technician, text),
    amie_reversal(time_entry, technician), amie_after_reversal(), amie_guard_attendance(), amie_guard_membership(),
    amie_keeps_rows(), amie_freeze_ledger() from public;
  grant execute on function amie_freeze_ledger() to amie_api, amie_worker;
`;
