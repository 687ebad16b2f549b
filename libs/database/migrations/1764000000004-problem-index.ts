import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever follows a task asks time and again what fails in it: nearly always nothing, and that must cost nothing. */
export class ProblemIndex1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index resource_problem on resource (id) where problem is not null');
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}
