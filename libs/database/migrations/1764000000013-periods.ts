import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Decisions of the board, policies, closed months and what corrects them: all of it only ever added to. */
export class Periods1764000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(policies);
    await runner.query(periods);
    await runner.query(corrections);
    await runner.query(guards);
    for (const table of ofMembers) await runner.query(policiesOf(table));
    await runner.query(flags);
    await runner.query(grants);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}

const ofMembers = ['period_input', 'alloc_line', 'adjustment', 'provision'];

const pools = `('mail', 'web', 'backup', 'directory', 'training', 'emergency', 'management')`;
const isMonth = (column: string): string => `check (extract(day from ${column}) = 1)`;
const isText = (column: string, longest: number): string =>
  `check (length(${column}) between 1 and ${longest} and ${column} !~ '[\\x01-\\x08\\x0b-\\x1f\\x7f]')`;

const policies = `
  create table board_decision (
    id uuid primary key default gen_random_uuid(),
    taken_on date not null,
    title text not null ${isText('title', 200)},
    text text not null default '' check (length(text) <= 10000),
    recorded_by text not null,
    recorded_at timestamptz not null default clock_timestamp()
  );
  create index board_decision_recent on board_decision (taken_on desc, id);

  -- A body never changes: another wish is another version. Retired: adopted, then replaced before its month came.
  create table policy (
    version int primary key check (version >= 1),
    body jsonb not null,
    body_sha256 text not null check (body_sha256 ~ '^[0-9a-f]{64}$'),
    engine_version text not null,
    state text not null default 'draft' check (state in ('draft', 'active', 'retired')),
    effective_month date ${isMonth('effective_month')},
    decision_id uuid references board_decision(id),
    note text not null default '' check (length(note) <= 2000),
    drafted_by text not null,
    drafted_at timestamptz not null default clock_timestamp(),
    adopted_by text,
    adopted_at timestamptz,
    check ((state = 'draft') = (effective_month is null)),
    check ((state = 'draft') = (decision_id is null)),
    check ((state = 'draft') = (adopted_by is null)),
    check ((state = 'draft') = (adopted_at is null))
  );
  create unique index policy_of_month on policy (effective_month) where state = 'active';
`;

const periods = `
  -- A month without a row is open (or in its grace, once it is over).
  create table period (
    month date primary key ${isMonth('month')},
    state text not null default 'open' check (state in ('open', 'proposed', 'approved', 'closed')),
    -- What was recorded after it is not of this month's figures.
    cutoff timestamptz,
    policy_version int references policy(version),
    input_sha256 text check (input_sha256 ~ '^[0-9a-f]{64}$'),
    output_sha256 text check (output_sha256 ~ '^[0-9a-f]{64}$'),
    proposed_by text,
    proposed_at timestamptz,
    approved_by text,
    approved_at timestamptz,
    decision_id uuid references board_decision(id),
    closed_by text,
    closed_at timestamptz,
    check (state = 'open' or num_nonnulls(cutoff, policy_version, input_sha256, output_sha256, proposed_by, proposed_at) = 6),
    check ((state in ('approved', 'closed')) = (decision_id is not null)),
    check ((state in ('approved', 'closed')) = (approved_at is not null)),
    check ((state = 'closed') = (closed_at is not null))
  );

  -- Why a day of a server has no reading, in a person's words. The last one said counts.
  create table period_explanation (
    id bigint generated always as identity primary key,
    month date not null ${isMonth('month')},
    server_id uuid not null references server(id),
    service text not null,
    usage_day date not null check (date_trunc('month', usage_day) = month),
    text text not null ${isText('text', 2000)},
    explained_by text not null,
    explained_at timestamptz not null default clock_timestamp()
  );
  create index period_explanation_of_day on period_explanation (month, server_id, service, usage_day, id);

  -- The frozen keys of a closed month, as they were at the cutoff. Without a member: the pool's, or the house's.
  create table period_input (
    month date not null references period(month),
    kind text not null check (kind in ('presence', 'pool-minutes', 'individual', 'usage')),
    -- Pool of pool-minutes, meter of usage; empty for presence (part·s) and individual (minutes).
    name text not null default '',
    member_id uuid references member(id),
    amount numeric(38, 0) not null,
    unique nulls not distinct (month, kind, name, member_id)
  );

  create table alloc_component (
    month date not null references period(month),
    pool text not null check (pool in ${pools}),
    -- ~solidarity or a meter.
    component text not null,
    place smallint not null,
    amount_umin bigint not null check (amount_umin >= 0),
    house_umin bigint not null check (house_umin >= 0),
    is_fallback boolean not null,
    -- Sum of the keys it was split by.
    key_total numeric(38, 0) not null,
    primary key (month, pool, component)
  );

  -- Double entry in micro-minutes: what the house takes of a meter it gives back under <meter>|house, and ~cap sums to
  -- zero; so the lines of a pool sum to its minutes, and those of a member to its share.
  create table alloc_line (
    month date not null references period(month),
    pool text not null check (pool in ${pools}),
    component text not null,
    member_id uuid references member(id),
    amount_umin bigint not null,
    key_num numeric(38, 0) not null default 0,
    key_den numeric(38, 0) not null default 0,
    note text,
    unique nulls not distinct (month, pool, component, member_id)
  );
  create index alloc_line_of_member on alloc_line (member_id, month, pool);

  -- When the usage of an open month was last folded into usage_month: shown until it closes, never a figure to keep.
  create table month_draft (
    month date primary key ${isMonth('month')},
    kept_at timestamptz not null,
    flags jsonb not null default '[]' check (jsonb_typeof(flags) = 'array')
  );

  -- What readings flagged, as known at each cutoff the month was proposed with: part of the freeze, so never changed.
  create table period_flags (
    month date not null references period(month),
    cutoff timestamptz not null,
    flags jsonb not null check (jsonb_typeof(flags) = 'array'),
    primary key (month, cutoff)
  );
`;

const corrections = `
  create table adjustment (
    id uuid primary key default gen_random_uuid(),
    origin_month date not null ${isMonth('origin_month')} references period(month),
    issued_month date not null ${isMonth('issued_month')},
    -- individual: minutes worked for the member alone.
    pool text not null check (pool in ${pools} or pool = 'individual'),
    member_id uuid references member(id),
    amount_umin bigint not null check (amount_umin <> 0),
    cause text not null ${isText('cause', 2000)},
    -- What was written at once is taken back at once: only then does a pool still sum.
    batch_id uuid not null default gen_random_uuid(),
    reverses_id uuid unique references adjustment(id),
    issued_by text not null,
    issued_at timestamptz not null default clock_timestamp(),
    check (issued_month > origin_month)
  );
  create index adjustment_of_origin on adjustment (origin_month, pool, member_id);
  create index adjustment_of_issue on adjustment (issued_month, pool, member_id);

  -- Real cost of a month; a correction is one more row. The cost of a month is the sum of its rows.
  create table period_cost (
    id uuid primary key default gen_random_uuid(),
    month date not null ${isMonth('month')},
    cents bigint not null check (cents <> 0),
    note text not null default '' check (length(note) <= 2000),
    recorded_by text not null,
    recorded_at timestamptz not null default clock_timestamp()
  );
  create index period_cost_of_month on period_cost (month);

  -- What a member was called upon to pay ahead. A correction is one more row, negative.
  create table provision (
    id uuid primary key default gen_random_uuid(),
    member_id uuid not null references member(id),
    month date not null ${isMonth('month')},
    cents bigint not null check (cents <> 0),
    note text not null default '' check (length(note) <= 2000),
    recorded_by text not null,
    recorded_at timestamptz not null default clock_timestamp()
  );
  create index provision_of_member on provision (member_id, month);
`;

// As the owner: the rules hold whoever writes.
const guards = `
  -- A policy is adopted once, after its vote, and never for a month whose figures somebody has already proposed.
  create function amie_guard_policy() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
  declare voted date;
  begin
    if (new.version, new.body, new.body_sha256, new.engine_version, new.note, new.drafted_by, new.drafted_at)
      is distinct from
      (old.version, old.body, old.body_sha256, old.engine_version, old.note, old.drafted_by, old.drafted_at) then
      raise exception 'the body of a policy never changes: draft another version' using errcode = 'AM011';
    end if;
    if old.state = 'retired' or old.state = 'active' and (new.state <> 'retired'
      or (new.effective_month, new.decision_id, new.adopted_by, new.adopted_at) is distinct from
         (old.effective_month, old.decision_id, old.adopted_by, old.adopted_at)) then
      raise exception 'an adopted policy is only replaced, before its month' using errcode = 'AM011';
    end if;
    if old.state = 'draft' and new.state = 'active' then
      select d.taken_on into voted from board_decision d where d.id = new.decision_id;
      if new.effective_month <= voted then
        raise exception 'a policy takes effect on the first of a month after its vote' using errcode = 'AM012';
      end if;
    end if;
    if exists (select from period p where p.month >= new.effective_month and p.state <> 'open') then
      raise exception 'a policy never changes a month already proposed' using errcode = 'AM013';
    end if;
    return new;
  end $$;
  create trigger guard_policy before update on policy for each row execute function amie_guard_policy();

  -- A closed month is never touched again; one closes only from approved, with lines that sum to the minutes.
  create function amie_guard_period() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if old.state = 'closed' then
      raise exception 'a closed month is never reopened: write an adjustment' using errcode = 'AM014';
    end if;
    if new.state = 'open' and old.state <> 'open' or new.state = 'approved' and old.state = 'open'
      or new.state = 'closed' and old.state <> 'approved' then
      raise exception 'a month goes from open to proposed, approved, closed' using errcode = 'AM015';
    end if;
    if new.state in ('approved', 'closed') and old.state <> 'open'
      and (new.month, new.cutoff, new.policy_version, new.input_sha256, new.output_sha256)
        is distinct from (old.month, old.cutoff, old.policy_version, old.input_sha256, old.output_sha256) then
      raise exception 'what is approved is what was proposed' using errcode = 'AM015';
    end if;
    if new.state = 'closed' then
      if exists (
        select from (
          select i.name as pool, i.amount * 1000000 as umin from period_input i
          where i.month = new.month and i.kind = 'pool-minutes') as asked
        full join (
          select l.pool, sum(l.amount_umin) as umin from alloc_line l where l.month = new.month group by l.pool) as given
        using (pool)
        where coalesce(asked.umin, 0) <> coalesce(given.umin, 0)) then
        raise exception 'the shares of a pool do not sum to its minutes' using errcode = 'AM016';
      end if;
      new.closed_at := clock_timestamp();
      perform amie_publish_secret(new.month);
    end if;
    return new;
  end $$;
  create trigger guard_period before update on period for each row execute function amie_guard_period();

  create function amie_guard_lines() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if exists (select from added a join period p using (month) where p.state <> 'approved') then
      raise exception 'the figures of a month are written while it closes, once' using errcode = 'AM014';
    end if;
    return null;
  end $$;
  create trigger guard_lines after insert on alloc_line
    referencing new table as added for each statement execute function amie_guard_lines();
  create trigger guard_components after insert on alloc_component
    referencing new table as added for each statement execute function amie_guard_lines();
  create trigger guard_inputs after insert on period_input
    referencing new table as added for each statement execute function amie_guard_lines();

  create function amie_guard_flags() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if not exists (select from period p
      where p.month = new.month and p.cutoff = new.cutoff and p.state = 'proposed') then
      raise exception 'the flags of a month are kept as it is proposed' using errcode = 'AM014';
    end if;
    return new;
  end $$;
  create trigger guard_flags before insert on period_flags for each row execute function amie_guard_flags();

  -- The parts of a closed month's figures: once a statement and not a row, as there are a million of them.
  create function amie_guard_usage() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if exists (select from period p where p.state = 'closed' and p.month in (select c.month from changed c)) then
      raise exception 'the parts of a closed month stay as they were' using errcode = 'AM014';
    end if;
    return null;
  end $$;
  create trigger guard_usage_added after insert on usage_month
    referencing new table as changed for each statement execute function amie_guard_usage();
  create trigger guard_usage_removed after delete on usage_month
    referencing old table as changed for each statement execute function amie_guard_usage();

  -- Only a closed month is corrected, and only in one that is not.
  create function amie_guard_adjustment() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if not exists (select from period p where p.month = new.origin_month and p.state = 'closed')
      or exists (select from period p where p.month = new.issued_month and p.state = 'closed') then
      raise exception 'an adjustment is issued in an open month, for a closed one' using errcode = 'AM017';
    end if;
    return new;
  end $$;
  create trigger guard_adjustment before insert on adjustment for each row execute function amie_guard_adjustment();
`;

function policiesOf(table: string): string {
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy scoped on ${table} for all to amie_api
      using (amie_in_scope(member_id)) with check (amie_in_scope(member_id));
    create policy every_member on ${table} for all to amie_worker using (true) with check (true);
    create policy owner_migrates on ${table} for all to current_user using (true) with check (true);
  `;
}

// Flags name what belongs to one member or another: only whoever sees all of them sees these.
const flags = ['period_flags', 'month_draft']
  .map(
    table => `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy scoped on ${table} for all to amie_api using ((select current_setting('amie.scope', true)) = 'all')
      with check ((select current_setting('amie.scope', true)) = 'all');
    create policy every_member on ${table} for all to amie_worker using (true) with check (true);
    create policy owner_migrates on ${table} for all to current_user using (true) with check (true);
  `,
  )
  .join('');

// Nobody may update or delete a figure, whatever the hurry.
const grants = `
  grant select on board_decision, policy, period, period_explanation, period_input, alloc_component, alloc_line,
    adjustment, period_cost, provision, month_draft, period_flags to amie_api, amie_worker;
  grant insert on period_flags to amie_api;
  grant insert, update on month_draft to amie_api, amie_worker;
  grant insert (id, taken_on, title, text, recorded_by) on board_decision to amie_api;
  grant insert (version, body, body_sha256, engine_version, note, drafted_by) on policy to amie_api;
  grant update (state, effective_month, decision_id, adopted_by, adopted_at) on policy to amie_api;
  grant insert (month) on period to amie_api;
  grant update (state, cutoff, policy_version, input_sha256, output_sha256, proposed_by, proposed_at, approved_by,
    approved_at, decision_id, closed_by, closed_at) on period to amie_api;
  grant insert (month, server_id, service, usage_day, text, explained_by) on period_explanation to amie_api;
  grant insert on period_input, alloc_component, alloc_line to amie_api;
  grant insert (id, origin_month, issued_month, pool, member_id, amount_umin, cause, reverses_id, batch_id, issued_by)
    on adjustment to amie_api;
  grant insert (id, month, cents, note, recorded_by) on period_cost to amie_api;
  grant insert (id, member_id, month, cents, note, recorded_by) on provision to amie_api;
  revoke execute on function amie_guard_policy(), amie_guard_period(), amie_guard_lines(), amie_guard_adjustment(),
    amie_guard_flags(), amie_guard_usage()
    from public;
`;
