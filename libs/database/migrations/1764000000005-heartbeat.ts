import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Until when whoever applies changes may be silent and still be believed at work. */
export class Heartbeat1764000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // One row. A platform that begins has some time to start its worker in.
    await runner.query(`
      create table worker_heartbeat (
        is_only boolean primary key default true check (is_only),
        seen_at timestamptz not null default clock_timestamp(),
        away_from timestamptz not null
      );
      insert into worker_heartbeat (away_from) values (clock_timestamp() + interval '30 seconds');
      grant select on worker_heartbeat to amie_api;
      grant select, update on worker_heartbeat to amie_worker;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}
