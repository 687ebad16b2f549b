import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Questions about a thing that only its server can answer, and their answers until they are read. */
export class Questions1764000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table server_question (
        id uuid primary key default gen_random_uuid(),
        member_id uuid not null references member(id),
        resource_id uuid not null references resource(id),
        ask jsonb not null,
        answer jsonb,
        problem jsonb,
        created_at timestamptz not null default now()
      );
      create index server_question_open on server_question (created_at) where answer is null and problem is null;
      alter table server_question enable row level security;
      alter table server_question force row level security;
      create policy scoped on server_question for all to amie_api
        using (amie_in_scope(member_id)) with check (amie_in_scope(member_id));
      create policy every_member on server_question for all to amie_worker using (true) with check (true);
      create policy owner_migrates on server_question for all to current_user using (true) with check (true);
      grant select, insert, delete on server_question to amie_api;
      grant select, update, delete on server_question to amie_worker;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}
