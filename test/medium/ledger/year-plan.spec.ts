import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { planOfYear, withScope } from '@amie/database';
import { newDatabase, type TestDatabase } from '../support/database.js';

jest.setTimeout(120_000);

const many = 4000;
let db: TestDatabase;

// Past the guards: a large year is only looked at. Nobody analysed the tables, as after a restore.
beforeAll(async () => {
  db = await newDatabase();
  await db.look(`set session_replication_role = replica;
    insert into member (slug, name) select 'm' || n, 'm' || n from generate_series(1, ${many}) as n;
    insert into membership (member_id, half_parts, valid, recorded_by)
      select id, 2, '[2025-01-01 00:00+01,)', 't' from member;
    insert into technician (name, full_name) values ('leo', 'Léo Exemple');
    insert into time_entry (technician_id, work_day, span, is_timed, minutes, kind, member_id, created_by, validated_by,
      validated_at, is_live)
      select 1, make_date(2025, month, 3), tstzrange(d, d + interval '60 minutes'), false, 60, 'individual', id, 't', 'u',
        now(), false
      from member cross join generate_series(1, 12) as month
      cross join lateral (select make_date(2025, month, 3)::timestamptz as d) as day;
    insert into period (month, state, cutoff, policy_version, input_sha256, output_sha256, proposed_by, proposed_at,
      approved_at, decision_id, closed_at)
      select make_date(2025, month, 1), 'closed', now(), 1, repeat('0', 64), repeat('0', 64), 't', now(), now(),
        gen_random_uuid(), now() from generate_series(1, 12) as month;
    insert into alloc_line (month, pool, component, member_id, amount_umin)
      select make_date(2025, month, 1), 'mail', '~solidarity', id, 5000000 from member
      cross join generate_series(1, 12) as month`);
});
afterAll(() => db[Symbol.asyncDispose]());

describe('the plan of a year', () => {
  it(`of ${many} members takes a time that grows with them, not with their square`, async () => {
    const started = performance.now();
    const { members } = await withScope(db.api, 'all', em => planOfYear(em, 2025));
    expect(members).toHaveLength(many);
    expect(members[0]).toEqual({
      member: 'm1',
      own: { planned: 3_780_000_000n, used: 720_000_000n, left: 3_060_000_000n, waiting: 0n },
      collective: { planned: 840_000_000n, used: 60_000_000n, left: 780_000_000n },
    });
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});
