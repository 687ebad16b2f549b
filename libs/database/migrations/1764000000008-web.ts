import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Numbers for the names of sites, and secrets on their way to any kind of resource. */
export class Web1764000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(names);
    await runner.query(secrets);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}

const names = `
  -- A number that a transaction took and gave up is never given again: no site inherits another's name.
  create sequence site_number maxvalue 999999999;
  grant usage on sequence site_number to amie_api;
  -- A site that takes on another domain stands on that one from then on.
  grant delete on stands_on to amie_api;
  -- Which kinds there are is the services' to say: a new one needs no change here.
  alter table claimed_name drop constraint claimed_name_kind_check;
  alter table claimed_name add constraint claimed_name_kind_check check (kind ~ '^[a-z]{2,20}(?:-[a-z]{2,20})*$');
`;

const secrets = `
  -- What a driver sends once and no server shows again (a generated password, a private key), sealed with the platform's
  -- password key; forgotten once the generation that carried it is confirmed.
  create table resource_secret (
    resource_id uuid primary key references resource(id),
    member_id uuid not null references member(id),
    sealed bytea not null,
    generation bigint not null
  );
  alter table resource_secret enable row level security;
  alter table resource_secret force row level security;
  create policy scoped on resource_secret for all to amie_api
    using (amie_in_scope(member_id)) with check (amie_in_scope(member_id));
  create policy every_member on resource_secret for all to amie_worker using (true) with check (true);
  create policy owner_migrates on resource_secret for all to current_user using (true) with check (true);
  grant select, insert, update on resource_secret to amie_api;
  grant select, delete on resource_secret to amie_worker;
`;
