import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Readings that somebody asked for now, and what became of them. */
export class Nights1764000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table night (
        id integer generated always as identity primary key,
        asked_by text not null,
        asked_at timestamptz not null default clock_timestamp(),
        begun_at timestamptz,
        ended_at timestamptz,
        outcome jsonb,
        check ((ended_at is null) = (outcome is null))
      );
      create index night_open on night (id) where ended_at is null;
      grant select, insert (asked_by) on night to amie_api;
      grant select, update (begun_at, ended_at, outcome) on night to amie_worker;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}
