import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A mail may have left although its sender died before it could note so: its link must go on working. */
export class EarlierLinks1764000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table invitation add column earlier_hashes bytea[] not null default '{}';
      create index invitation_earlier on invitation using gin (earlier_hashes);
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}
