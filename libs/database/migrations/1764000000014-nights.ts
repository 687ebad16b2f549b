import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Readings that somebody asked for now and what became of them; and too few of them that the board took as they are. */
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
    // Of all members, as the explanations beside it; only ever added to. The last one said counts as the first did.
    await runner.query(`
      create table accepted_coverage (
        id bigint generated always as identity primary key,
        month date not null check (extract(day from month) = 1),
        meter text not null references meter(name),
        -- Days observed, of so many, as the board saw them: with fewer, it is asked again.
        observed int not null check (observed >= 0),
        days int not null check (days > observed),
        text text not null check (length(text) between 1 and 2000 and text !~ '[\\x01-\\x08\\x0b-\\x1f\\x7f]'),
        decision_id uuid not null references board_decision(id),
        accepted_by text not null,
        accepted_at timestamptz not null default clock_timestamp()
      );
      create index accepted_coverage_of_month on accepted_coverage (month, meter);
      grant select on accepted_coverage to amie_api, amie_worker;
      grant insert (month, meter, observed, days, text, decision_id, accepted_by) on accepted_coverage to amie_api;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only: restore a backup instead');
  }
}
