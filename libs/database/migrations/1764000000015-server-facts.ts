import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a server told of itself at the last look, by service: null until it was looked at. */
export class ServerFacts1764000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table lane add column facts jsonb');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}
