import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever follows a task asks time and again what fails in it: nearly always nothing, and that must cost nothing. */
export class ProblemIndex1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Wider than amie_problem, so that it needs nothing but the row's own words.
    await runner.query(`
      create index resource_troubled on resource (id)
        where problem is not null or probe ->> 'outcome' in ('broken', 'unknown')
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}
