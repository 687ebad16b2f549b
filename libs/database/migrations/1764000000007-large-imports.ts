import type { MigrationInterface, QueryRunner } from 'typeorm';

const isAll = `current_setting('amie.scope', true) = 'all'`;
const seen = (id: string): string => `exists (select from resource r where r.id = ${id})`;

/** What the import of ten thousand people looks up or writes needlessly often. */
export class LargeImports1764000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Whose invitation must wait: asked for everyone invited whenever a few more are ready.
      create index resource_unready on resource (person_id)
        where presence = 'present' and ready_generation = 0 and person_id is not null;
      -- A name is claimed before its resource is written, in one transaction, and bound to it at once.
      alter table claimed_name alter constraint claimed_name_resource_id_fkey deferrable initially deferred;
      -- A row follows its task and its resource, which both are a member's already.
      alter table task_resource drop constraint task_resource_member_id_fkey;
      -- Whoever sees every member need not look both ends up: the foreign keys did.
      alter policy scoped on stands_on
        using (${isAll} or ${seen('resource_id')} and ${seen('on_id')})
        with check (${isAll} or ${seen('resource_id')} and ${seen('on_id')});
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}
