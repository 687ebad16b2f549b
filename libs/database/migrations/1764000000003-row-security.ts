import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Three roles: the owner migrates; `amie_api` sees what its scope says; `amie_worker` sees all members and may write
 * only what a server confirmed. Row-level security is forced: nobody has BYPASSRLS.
 */
export class RowSecurity1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(roles);
    await runner.query(scope);
    for (const table of ofMembers) await runner.query(policies(table, 'amie_in_scope(member_id)'));
    await runner.query(policies('member', 'amie_in_scope(id)'));
    // Their parent is under row-level security itself: a row is seen exactly when its parent is.
    await runner.query(policies('task_event', 'exists (select from task t where t.id = task_id)'));
    await runner.query(policies('stands_on', `${seen('resource_id')} and ${seen('on_id')}`));
    await runner.query(grants);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}

const ofMembers = [
  'person',
  'placement',
  'resource',
  'claimed_name',
  'drift',
  'task',
  'task_resource',
  'change_log',
  'people_import',
  'invitation',
  'domain_proof',
];

const seen = (id: string): string => `exists (select from resource r where r.id = ${id})`;

const roles = `
  do $$ begin
    if not exists (select from pg_roles where rolname = 'amie_api') then
      create role amie_api login nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
    if not exists (select from pg_roles where rolname = 'amie_worker') then
      create role amie_worker login nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
  end $$;
`;

// withScope sets amie.scope to a member's id or to 'all'; unset means no row.
const scope = `
  create function amie_in_scope(member uuid) returns boolean language sql stable as $$
    select current_setting('amie.scope', true) = 'all' or current_setting('amie.scope', true) = member::text
  $$;
`;

function policies(table: string, isInScope: string): string {
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy scoped on ${table} for all to amie_api
      using (${isInScope}) with check (${isInScope});
    create policy every_member on ${table} for all to amie_worker using (true) with check (true);
    create policy owner_migrates on ${table} for all to current_user using (true) with check (true);
  `;
}

const grants = `
  grant usage on schema public to amie_api, amie_worker;
  grant select on all tables in schema public to amie_api, amie_worker;
  revoke all on schema_migration, api_token, idempotency_key from amie_worker;
  grant usage on all sequences in schema public to amie_api, amie_worker;
  revoke execute on all functions in schema public from public;
  grant execute on all functions in schema public to amie_api, amie_worker;

  grant insert, update on member, person, server, placement, claimed_name, task, task_resource, people_import,
    invitation, domain_proof, api_token, idempotency_key to amie_api;
  grant insert on task_event, change_log, stands_on, lane to amie_api;
  grant insert (id, member_id, person_id, server_id, service, kind, key, spec, presence, generation, is_waiting,
    held_reason) on resource to amie_api;
  grant update (spec, presence, generation, edited_seq, is_waiting, held_reason, attempts, next_attempt_at, problem,
    next_probe_at, version, deleted_at, deleted_by, purge_after) on resource to amie_api;
  grant update (decision, decided_at, decided_by, resolved_at) on drift to amie_api;
  grant update (stopped_reason, stopped_detail, stopped_at, next_run_at, failures, inspection_due_at) on lane to amie_api;
  grant delete on idempotency_key, placement to amie_api;

  grant update (observed, observed_at, observed_generation, ready_generation, ready_at, probe, next_probe_at, is_waiting,
    held_reason, attempts, next_attempt_at, problem, presence, generation, edited_seq, purge_after, version)
    on resource to amie_worker;
  grant update on lane, task, task_resource, invitation, domain_proof, drift to amie_worker;
  grant update (password_sealed, password_generation, signed_in_at) on person to amie_worker;
  grant update (tombstoned_at, resource_id) on claimed_name to amie_worker;
  grant insert on task_event, change_log, drift, invitation, lane to amie_worker;
`;
