import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Meters, what they measure and whose it is, and readings: only ever added to, in monthly partitions. */
export class Metering1764000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(days);
    await runner.query(meters);
    await runner.query(runs);
    await runner.query(readings);
    await runner.query(months);
    await runner.query(sampling);
    await runner.query(due);
    await runner.query(keeping);
    await runner.query(rowSecurity);
    await runner.query(grants);
    await runner.query(`select amie_open_month((date_trunc('month', now()) + make_interval(months => n))::date)
      from generate_series(-1, 2) as n`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}

const days = `
  -- Where the members live: the one zone in which a day begins and ends.
  create function amie_zone() returns text language sql immutable parallel safe return 'Europe/Paris';

  create function amie_day_start(day date) returns timestamptz language sql stable parallel safe
    return day::timestamp at time zone amie_zone();

  -- 82,800 and 90,000 on the days the clocks change.
  create function amie_day_seconds(day date) returns integer language sql stable parallel safe
    return extract(epoch from amie_day_start(day + 1) - amie_day_start(day))::integer;
`;

const meters = `
  create table meter (
    id smallint generated always as identity primary key,
    name text not null unique check (name ~ '^[a-z]+(?:[.][a-z]+)+$'),
    unit text not null,
    form text not null check (form in ('gauge', 'daily', 'cumulative', 'event')),
    service text not null,
    -- Kind of its subjects, never one that stands for a person.
    subject_kind text not null,
    added_at timestamptz not null default clock_timestamp()
  );

  -- Never deleted: what was measured outlives the thing.
  create table subject (
    id integer generated always as identity primary key,
    server_id uuid not null references server(id),
    service text not null,
    key text not null check (length(key) <= 320 and key !~ '[[:cntrl:][:space:]]'),
    first_seen_at timestamptz not null default clock_timestamp(),
    unique (server_id, service, key)
  );

  -- What is expected every night: each subject under each meter that ever read it, from the first day on. An earlier
  -- day that comes later is one more row: what was expected at any moment can be told again.
  create table subject_meter (
    subject_id integer not null references subject(id),
    meter_id smallint not null references meter(id),
    first_day date not null,
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (subject_id, meter_id, first_day)
  );

  -- Whose it was when; without a member: the house's. Rows are retired, never changed, so that what was known at any
  -- moment can be told again. Time outside of all rows weighs on nobody: the thing was not there yet.
  create table subject_owner (
    id integer generated always as identity primary key,
    subject_id integer not null references subject(id),
    member_id uuid references member(id),
    valid tstzrange not null check (not isempty(valid)),
    cause text not null check (cause in ('first-seen', 'transferred', 'purged', 'left', 'returned')),
    recorded_at timestamptz not null default clock_timestamp(),
    retired_at timestamptz check (retired_at >= recorded_at),
    exclude using gist (int4range(subject_id, subject_id, '[]') with &&, valid with &&) where (retired_at is null)
  );
  create index subject_owner_of_subject on subject_owner (subject_id);
  create index subject_owner_of_member on subject_owner (member_id) where retired_at is null;
`;

const runs = `
  create table meter_run (
    id integer generated always as identity primary key,
    server_id uuid not null references server(id),
    service text not null,
    usage_day date not null,
    slot smallint not null check (slot between 0 and 2),
    attempt smallint not null check (attempt > 0),
    state text not null check (state in ('started', 'done', 'failed', 'absent', 'suspect')),
    started_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    expected integer,
    got integer,
    raw_sha256 text check (raw_sha256 ~ '^[0-9a-f]{64}$'),
    command text,
    tool_version text,
    tz_version text,
    error text,
    -- The file system's own total, beside the sum of the subjects.
    control_total numeric(38, 0),
    control_sum numeric(38, 0),
    -- How far the server's clock was from ours.
    skew_seconds integer,
    unique (server_id, service, usage_day, slot, attempt),
    check ((state = 'started') = (ended_at is null))
  );
  create index meter_run_recent on meter_run (usage_day, server_id, service);

  -- What a figure must not hide, told beside it.
  create table meter_flag (
    id bigint generated always as identity primary key,
    run_id integer not null references meter_run(id),
    kind text not null check (kind in ('lower-recount', 'skewed-clock', 'residue', 'unknown-owner', 'before-presence')),
    subject_id integer references subject(id),
    meter_id smallint references meter(id),
    usage_day date not null,
    detail jsonb not null default '{}',
    flagged_at timestamptz not null default clock_timestamp()
  );
  create index meter_flag_of_day on meter_flag (usage_day);
`;

// Wide columns first: nothing is lost to alignment. Subject first in the key: one subject's month lies together, and one
// figure is explained without a second index. No foreign keys: they would cost more than the row.
const readings = `
  create table reading (
    value bigint check (value >= 0),
    -- Generation of a counter (start of its program, inode of its log).
    epoch bigint,
    observed_at timestamptz not null,
    recorded_at timestamptz not null default clock_timestamp(),
    subject_id integer not null,
    usage_day date not null,
    run_id integer,
    meter_id smallint not null,
    slot smallint not null check (slot between 0 and 2),
    revision smallint not null default 0 check (revision >= 0),
    -- o observed, a absent, c corrected by a person, s by a server whose clock was wrong. An estimate is never stored.
    quality "char" not null check (quality in ('o', 'a', 'c', 's')),
    reason text,
    author text,
    primary key (subject_id, meter_id, usage_day, slot, revision),
    check ((quality = 'a') = (value is null)),
    check (revision = 0 or reason is not null),
    check (revision > 0 or author is null and quality <> 'c'),
    check (quality <> 'c' or author is not null)
  ) partition by range (usage_day);
  create index reading_revised on reading (usage_day) where revision > 0;
  create index reading_absent on reading (usage_day) where quality = 'a';

  -- As the owner, for those who write readings. Attached rather than made in place: that keeps no reader waiting.
  create function amie_open_month(month date) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    first date := date_trunc('month', month);
    name text := 'reading_' || to_char(first, 'YYYY_MM');
  begin
    if to_regclass(name) is not null then return; end if;
    if first not between date '2020-01-01' and (now() + interval '13 months')::date then
      raise exception 'no readings are kept for %', first using errcode = 'AM301';
    end if;
    perform pg_advisory_xact_lock(hashtext('amie.open-month'));
    if to_regclass(name) is not null then return; end if;
    execute format('create table %I (like reading including all)', name);
    execute format('alter table reading attach partition %I for values from (%L) to (%L)', name, first,
      first + interval '1 month');
  end $$;
`;

const months = `
  -- A month's usage as last folded, for whoever wants to see a figure's parts; figures come from readings, always.
  create table usage_month (
    month date not null check (extract(day from month) = 1),
    meter_id smallint not null,
    member_id uuid,
    subject_id integer not null,
    amount numeric(38, 0) not null check (amount >= 0),
    days_observed smallint not null,
    days_estimated smallint not null,
    days_unknown smallint not null,
    unique nulls not distinct (month, meter_id, member_id, subject_id)
  );

  -- What a partition held when it was detached.
  create table reading_digest (
    month date primary key check (extract(day from month) = 1),
    readings bigint not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    taken_at timestamptz not null default clock_timestamp()
  );
`;

const sampling = `
  create table sample_secret (
    month date primary key check (extract(day from month) = 1),
    secret bytea not null check (length(secret) = 32),
    published_at timestamptz
  );

  -- HMAC-SHA-256 (RFC 2104), for keys of at most 64 bytes.
  create function amie_hmac(key bytea, message bytea) returns bytea language plpgsql immutable strict as $$
  declare
    inner_pad bytea := key || decode(repeat('00', 64 - length(key)), 'hex');
    outer_pad bytea := inner_pad;
  begin
    for place in 0..63 loop
      inner_pad := set_byte(inner_pad, place, get_byte(inner_pad, place) # 54);
      outer_pad := set_byte(outer_pad, place, get_byte(outer_pad, place) # 92);
    end loop;
    return sha256(outer_pad || sha256(inner_pad || message));
  end $$;

  -- When a source is sampled: HMAC(secret, '<server id>/<service>|<day>'), of which bytes 0-5 (slot 1) or 8-13 (slot 2),
  -- big-endian, modulo the seconds of the local day, count from its start. Anybody can check it with a published secret.
  create function amie_sample_time(secret bytea, server_id uuid, service text, day date, slot integer)
  returns timestamptz language sql stable return
    amie_day_start(day) + make_interval(secs => ('x' || encode(substring(
      amie_hmac(secret, convert_to(server_id || '/' || service || '|' || day, 'UTF8'))
      from 8 * slot - 7 for 6), 'hex'))::bit(48)::bigint % amie_day_seconds(day));

  -- As the owner: nobody reads a secret before its month is over.
  create function amie_secret_of(month date) returns bytea
  language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    first date := date_trunc('month', month);
    found bytea;
  begin
    insert into sample_secret (month, secret)
      values (first, sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())))
      on conflict do nothing;
    select s.secret into found from sample_secret s where s.month = first;
    return found;
  end $$;

  create function amie_publish_secret(month date) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
  declare first date := date_trunc('month', month);
  begin
    if clock_timestamp() < amie_day_start((first + interval '1 month')::date) then
      raise exception 'a secret is published once its month is over' using errcode = 'AM302';
    end if;
    update sample_secret s set published_at = clock_timestamp() where s.month = first and s.published_at is null;
  end $$;
`;

const due = `
  -- A server may take up a service late: its days count from then on.
  alter table lane add column created_at timestamptz not null default clock_timestamp();

  -- Which readings lack a run that ended well, among those whose time has come; is_over: the day went by, nobody will
  -- ever read it. A failed run is tried again after a quarter of an hour; whoever asks waits for nothing. Nobody is told
  -- of what is due later than now: that would tell secret times before they come.
  create function amie_due_readings(moment timestamptz, is_asked boolean)
  returns table (server_id uuid, service text, usage_day date, slot smallint, attempt smallint, is_over boolean)
  language sql security definer set search_path = public, pg_temp as $$
    with asked as (
      select least(moment, clock_timestamp()) as at
    ), source as (
      select l.server_id, l.service, greatest(l.created_at, m.since) as since
      from lane l join (select meter.service, min(added_at) as since from meter where form <> 'event' group by 1) m
        on m.service = l.service
    ), day as (
      select (at at time zone amie_zone())::date - back as usage_day from asked, generate_series(0, 40) as back
    ), open as materialized (
      select s.*, d.usage_day, k.slot, amie_day_start(d.usage_day + 1) as ends,
        (select count(*) from meter_run r where (r.server_id, r.service, r.usage_day, r.slot)
          = (s.server_id, s.service, d.usage_day, k.slot)) as attempts
      from asked, source s cross join day d cross join (values (0::smallint), (1::smallint), (2::smallint)) as k(slot)
      where amie_day_start(d.usage_day + 1) > s.since
        and not exists (select from meter_run r where (r.server_id, r.service, r.usage_day, r.slot)
          = (s.server_id, s.service, d.usage_day, k.slot) and (r.state in ('done', 'suspect', 'absent')
            or r.state = 'failed' and not is_asked and r.ended_at > at - interval '15 minutes'))
    ), timed as (
      select o.*, case
        when o.slot > 0 then amie_sample_time(amie_secret_of(o.usage_day), o.server_id, o.service, o.usage_day, o.slot)
        when is_asked then amie_day_start(o.usage_day)
        else (o.usage_day + time '02:00') at time zone amie_zone() end as starts
      from open o
    )
    select t.server_id, t.service, t.usage_day, t.slot, (t.attempts + 1)::smallint, at >= t.ends
    from asked, timed t where t.starts <= at and (t.slot = 0 or t.starts >= t.since)
    order by t.usage_day, t.slot, t.service, t.server_id
  $$;
`;

const keeping = `
  -- A moment such that all that was recorded before it can be seen, and all that comes later bears a later time: until
  -- this transaction ends nobody records a reading.
  create function amie_freeze_readings() returns timestamptz
  language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    lock table reading, meter_run, meter_flag, subject_owner, subject_meter in share mode;
    return date_trunc('milliseconds', clock_timestamp());
  end $$;

  -- Sorted, canonical and without what differs between two runs of one night: who recorded it, and when.
  create function amie_digest_day(day date) returns text language sql stable as $$
    select encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', s.server_id, s.service, s.key, m.name, r.slot,
      r.revision, r.quality, r.value, coalesce(r.epoch::text, '-')), chr(10)
      order by s.server_id, s.service, s.key collate "C", m.name collate "C", r.slot, r.revision), ''), 'UTF8')), 'hex')
    from reading r join subject s on s.id = r.subject_id join meter m on m.id = r.meter_id
    where r.usage_day = day
  $$;

  create function amie_digest_month(month date) returns text language sql stable as $$
    select encode(sha256(convert_to(string_agg(d::date || ' ' || amie_digest_day(d::date), chr(10) order by d), 'UTF8')), 'hex')
    from generate_series(month::timestamp, month + interval '1 month' - interval '1 day', interval '1 day') as d
  $$;

  -- Only of a year that is over and whose months are closed, all that hold anything, and the month after, which is
  -- estimated from it; what it held is written down first.
  create function amie_detach_month(month date) returns text
  language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    first date := date_trunc('month', month);
    year date := date_trunc('year', month);
    name text := 'reading_' || to_char(first, 'YYYY_MM');
    kept boolean := true;
    digest text;
  begin
    if to_regclass('period') is not null then
      execute $text$
        with closed as (select p.month from period p where p.state = 'closed')
        select (clock_timestamp() at time zone amie_zone()) < $1 + interval '1 year'
          or not $2 in (select * from closed) or not ($2 + interval '1 month')::date in (select * from closed)
          or exists (select from generate_series($1, $1 + interval '11 months', interval '1 month') as m
            where not m::date in (select * from closed) and (exists (select from period p where p.month = m)
              or exists (select from reading r where r.usage_day >= m and r.usage_day < m + interval '1 month')))
        $text$ into kept using year, first;
    end if;
    if kept then
      raise exception 'readings stay until all months of their year are closed' using errcode = 'AM303';
    end if;
    lock table reading in share mode;
    digest := amie_digest_month(first);
    execute format('insert into reading_digest (month, readings, sha256) select %L, count(*), %L from %I', first, digest,
      name);
    execute format('alter table reading detach partition %I', name);
    return digest;
  end $$;
`;

// A scope that is read once per statement: these tables are read by the million.
const isAll = `(select current_setting('amie.scope', true)) = 'all'`;

function policies(table: string, isInScope: string, mayAdd = isInScope): string {
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy scoped on ${table} for select to amie_api using (${isInScope});
    create policy scoped_add on ${table} for insert to amie_api with check (${mayAdd});
    create policy scoped_change on ${table} for update to amie_api using (${isInScope}) with check (${mayAdd});
    create policy scoped_forget on ${table} for delete to amie_api using (${isInScope});
    create policy every_member on ${table} for all to amie_worker using (true) with check (true);
    create policy owner_migrates on ${table} for all to current_user using (true) with check (true);
  `;
}

const rowSecurity = `
  ${policies('subject_owner', `${isAll} or amie_in_scope(member_id)`, isAll)}
  ${policies('usage_month', `${isAll} or amie_in_scope(member_id)`, isAll)}
  ${policies('subject', isAll, isAll)}
  ${policies('reading', isAll, `${isAll} and author is not null`)}
  ${policies('meter_flag', isAll, 'false')}
  alter table sample_secret enable row level security;
  alter table sample_secret force row level security;
  create policy published on sample_secret for select to amie_api using (published_at is not null);
  create policy owner_migrates on sample_secret for all to current_user using (true) with check (true);
`;

// Nobody changes or deletes a reading, nor says when it was recorded.
const grants = `
  grant select on meter, subject, subject_meter, subject_owner, meter_run, meter_flag, reading, usage_month,
    reading_digest to amie_api, amie_worker;
  grant select on sample_secret to amie_api;
  grant insert (name, unit, form, service, subject_kind) on meter to amie_api, amie_worker;
  grant insert (server_id, service, key) on subject to amie_worker;
  grant insert (subject_id, meter_id, first_day) on subject_meter to amie_worker;
  grant insert (subject_id, member_id, valid, cause) on subject_owner to amie_api, amie_worker;
  grant update (retired_at) on subject_owner to amie_api, amie_worker;
  grant insert on meter_run to amie_worker;
  grant update (state, ended_at, expected, got, raw_sha256, command, tool_version, tz_version, error, control_total,
    control_sum, skew_seconds) on meter_run to amie_worker;
  grant insert (run_id, kind, subject_id, meter_id, usage_day, detail) on meter_flag to amie_worker;
  grant insert (value, epoch, observed_at, subject_id, usage_day, run_id, meter_id, slot, revision, quality, reason,
    author) on reading to amie_api, amie_worker;
  grant insert, delete on usage_month to amie_api, amie_worker;
  revoke execute on function amie_zone(), amie_day_start(date), amie_day_seconds(date), amie_open_month(date),
    amie_hmac(bytea, bytea), amie_sample_time(bytea, uuid, text, date, integer), amie_secret_of(date),
    amie_due_readings(timestamptz, boolean), amie_publish_secret(date), amie_freeze_readings(), amie_digest_day(date),
    amie_digest_month(date), amie_detach_month(date) from public;
  grant execute on function amie_zone(), amie_day_start(date), amie_day_seconds(date), amie_open_month(date),
    amie_hmac(bytea, bytea), amie_sample_time(bytea, uuid, text, date, integer),
    amie_due_readings(timestamptz, boolean), amie_publish_secret(date), amie_freeze_readings(), amie_digest_day(date),
    amie_digest_month(date), amie_detach_month(date) to amie_api, amie_worker;
`;
