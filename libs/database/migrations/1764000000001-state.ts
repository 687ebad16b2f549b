import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Desired and observed state, leases, tasks and their events. Forward only; never edited after it landed. */
export class State1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(members);
    await runner.query(servers);
    await runner.query(resources);
    await runner.query(tasks);
    await runner.query(people);
    await runner.query(platform);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}

const members = `
  create table member (
    id uuid primary key default gen_random_uuid(),
    slug text not null unique check (slug ~ '^[a-z](?:[a-z0-9]|-(?!-)){0,30}[a-z0-9]$'),
    name text not null check (length(name) between 1 and 120 and name !~ '[[:cntrl:]]'),
    language text not null default 'fr' check (language in ('fr', 'en')),
    storage_limit_kib bigint check (storage_limit_kib > 0),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    deleted_at timestamptz
  );

  create table person (
    id uuid primary key default gen_random_uuid(),
    member_id uuid not null references member(id),
    uid text not null check (uid ~ '^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$' and length(uid) <= 32),
    given_name text not null check (length(given_name) between 1 and 80 and given_name !~ '[[:cntrl:]]'),
    family_name text not null check (length(family_name) between 1 and 80 and family_name !~ '[[:cntrl:]]'),
    own_email text not null check (length(own_email) <= 254 and own_email !~ '[[:cntrl:][:space:]]'),
    language text not null default 'fr' check (language in ('fr', 'en')),
    is_suspended boolean not null default false,
    -- Hash of a password on its way to the directory, sealed with the platform's password key; forgotten once confirmed.
    password_sealed bytea,
    password_generation bigint,
    activated_at timestamptz,
    signed_in_at timestamptz,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    unique (member_id, id)
  );
  create index person_by_member on person (member_id, family_name, given_name, id);
`;

const servers = `
  create table server (
    id uuid primary key default gen_random_uuid(),
    name text not null unique check (name ~ '^[a-z][a-z0-9-]{0,62}$'),
    address text not null unique,
    host_key text not null,
    services text[] not null check (cardinality(services) > 0),
    settings jsonb not null default '{}',
    version bigint not null default 1,
    created_at timestamptz not null default now()
  );

  -- Which server carries a service for a member, when there is more than one to choose from.
  create table placement (
    member_id uuid not null references member(id),
    service text not null,
    server_id uuid not null references server(id),
    primary key (member_id, service)
  );

  create table lane (
    service text not null,
    server_id uuid not null references server(id),
    epoch bigint not null default 0,
    lease_owner text,
    lease_until timestamptz,
    -- Backoff after a failed run; a lane is due from here on.
    next_run_at timestamptz not null default now(),
    failures integer not null default 0,
    last_problem jsonb,
    -- Set by the breaker, or after a restore: nothing is written until a person resumes it.
    stopped_reason text,
    stopped_detail jsonb,
    stopped_at timestamptz,
    inspected_at timestamptz,
    inspection_due_at timestamptz not null default now(),
    last_run_at timestamptz,
    primary key (service, server_id)
  );
`;

const resources = `
  create sequence resource_edit;

  create table resource (
    id uuid primary key default gen_random_uuid(),
    member_id uuid not null references member(id),
    person_id uuid,
    server_id uuid not null references server(id),
    service text not null,
    kind text not null,
    key text not null check (length(key) <= 320 and key !~ '[[:cntrl:][:space:]]'),
    spec jsonb not null,
    presence text not null default 'present' check (presence in ('present', 'aside', 'absent')),
    generation bigint not null default 1,
    -- Order of the last edit: older edits run first inside a member.
    edited_seq bigint not null default nextval('resource_edit'),
    observed jsonb,
    observed_at timestamptz,
    -- Highest generation a server confirmed (Applied); 0 = never.
    observed_generation bigint not null default 0,
    -- Highest generation probed (Ready); 0 = never.
    ready_generation bigint not null default 0,
    ready_at timestamptz,
    probe jsonb,
    next_probe_at timestamptz not null default now(),
    -- It stands on something not yet confirmed, or is held for a person's decision.
    is_waiting boolean not null default false,
    held_reason text,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default now(),
    problem jsonb,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    deleted_by text,
    purge_after timestamptz,
    unique (service, server_id, key),
    foreign key (member_id, person_id) references person (member_id, id)
  );
  -- Member first, so that a batch takes a few rows of each; then the time, so that what backs off is never read.
  create index resource_due on resource (service, server_id, member_id, next_attempt_at, edited_seq)
    where generation <> observed_generation and not is_waiting and held_reason is null;
  create index resource_probe_due on resource (service, server_id, member_id, next_probe_at, edited_seq)
    where generation = observed_generation and ready_generation <> generation and presence = 'present';
  create index resource_waiting on resource (service, server_id) where is_waiting;
  create index resource_by_member on resource (member_id, kind, key);
  create index resource_by_person on resource (person_id) where person_id is not null;
  create index resource_purge on resource (purge_after) where presence = 'aside';

  create table stands_on (
    resource_id uuid not null references resource(id),
    on_id uuid not null references resource(id),
    primary key (resource_id, on_id)
  );
  create index stands_on_reverse on stands_on (on_id, resource_id);

  -- The one registry of everything that must be unique. A row is never deleted: tombstoned, it may return to its member.
  create table claimed_name (
    kind text not null check (kind in ('address', 'domain', 'uid', 'slug', 'store', 'group')),
    name text not null check (length(name) <= 320 and name !~ '[[:cntrl:][:space:]]'),
    member_id uuid not null references member(id),
    resource_id uuid references resource(id),
    claimed_at timestamptz not null default now(),
    tombstoned_at timestamptz,
    primary key (kind, name)
  );
  create index claimed_name_by_resource on claimed_name (resource_id);

  create table drift (
    id uuid primary key default gen_random_uuid(),
    service text not null,
    server_id uuid not null references server(id),
    member_id uuid references member(id),
    resource_id uuid references resource(id),
    key text not null,
    kind text not null check (kind in ('drift', 'orphan')),
    fields text[] not null default '{}',
    found jsonb,
    wanted jsonb,
    detected_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    decision text check (decision in ('adopt', 'correct', 'ignore')),
    decided_at timestamptz,
    decided_by text,
    resolved_at timestamptz
  );
  create unique index drift_open on drift (service, server_id, key) where resolved_at is null;
`;

const tasks = `
  create table task (
    id uuid primary key default gen_random_uuid(),
    member_id uuid references member(id),
    -- Code of the catalogue and its parameters: the title people read.
    kind text not null,
    params jsonb not null default '{}',
    state text not null default 'running' check (state in ('planned', 'running', 'done', 'failed', 'cancelled')),
    asked_by text not null,
    plan jsonb,
    undoes uuid references task(id),
    undone_by uuid references task(id),
    last_event bigint not null default 0,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    ended_at timestamptz
  );
  create index task_recent on task (created_at desc, id desc);
  create index task_of_member on task (member_id, created_at desc, id desc);

  create table task_resource (
    task_id uuid not null references task(id),
    resource_id uuid not null references resource(id),
    member_id uuid not null references member(id),
    -- The task is satisfied once this generation, or a later one, is ready.
    generation bigint not null,
    action text not null,
    -- Spec and presence before the request: what an undo returns to. Null for a create.
    before jsonb,
    state text not null default 'waiting' check (state in ('waiting', 'applied', 'ready', 'failed')),
    primary key (task_id, resource_id)
  );
  create index task_resource_open on task_resource (resource_id) where state in ('waiting', 'applied', 'failed');
  create index task_resource_unfinished on task_resource (task_id) where state in ('waiting', 'applied');

  create table task_event (
    task_id uuid not null,
    n bigint not null,
    at timestamptz not null default clock_timestamp(),
    code text not null,
    params jsonb not null default '{}',
    primary key (task_id, n)
  );

  -- A log refers to nothing: its lines outlive what they tell of, and cost no look-up when thousands are written.
  create table change_log (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    actor text not null,
    member_id uuid,
    service text,
    server_id uuid,
    resource_id uuid,
    key text,
    action text not null,
    generation bigint,
    epoch bigint,
    fields text[] not null default '{}',
    outcome text not null,
    detail jsonb
  );
  create index change_log_of_member on change_log (member_id, id desc);
  create index change_log_of_resource on change_log (resource_id, id desc);

  -- A checked table of people, kept until approved; approving it twice is once.
  create table people_import (
    id uuid primary key default gen_random_uuid(),
    member_id uuid not null references member(id),
    file_sha256 bytea not null,
    rows jsonb not null,
    bad jsonb not null,
    plan jsonb not null,
    asked_by text not null,
    created_at timestamptz not null default now(),
    approved_at timestamptz,
    task_id uuid references task(id)
  );
`;

const people = `
  create table invitation (
    id uuid primary key default gen_random_uuid(),
    person_id uuid not null references person(id),
    member_id uuid not null references member(id),
    -- SHA-256 of the link's token; null until the mail is about to leave. The token itself is in the mail alone.
    token_hash bytea unique,
    state text not null default 'due' check (state in ('due', 'sent', 'used', 'replaced')),
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default now(),
    problem jsonb,
    sent_at timestamptz,
    expires_at timestamptz,
    used_at timestamptz,
    created_at timestamptz not null default now()
  );
  create index invitation_due on invitation (next_attempt_at) where state = 'due';
  create index invitation_of_person on invitation (person_id, created_at desc);

  create table domain_proof (
    resource_id uuid primary key references resource(id),
    member_id uuid not null references member(id),
    domain text not null,
    -- Value of the TXT record that proves it; not a secret.
    token text not null,
    state text not null default 'waiting' check (state in ('waiting', 'proved', 'approved')),
    checked_at timestamptz,
    next_check_at timestamptz not null default now(),
    problem jsonb,
    decided_at timestamptz,
    decided_by text
  );
  create index domain_proof_due on domain_proof (next_check_at) where state = 'waiting';
`;

const platform = `
  create table api_token (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    token_hash bytea not null unique,
    role text not null check (role in ('technician')),
    created_at timestamptz not null default now(),
    revoked_at timestamptz
  );

  create table idempotency_key (
    actor text not null,
    key text not null check (length(key) between 1 and 200),
    request_hash bytea not null,
    status integer,
    headers jsonb,
    body jsonb,
    created_at timestamptz not null default now(),
    primary key (actor, key)
  );
`;
