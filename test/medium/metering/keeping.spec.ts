import { describe, expect, it } from '@jest/globals';
import {
  correctReading,
  detachMonth,
  digestOfDay,
  digestOfMonth,
  foldMonth,
  freezeReadings,
  keepMonth,
  type MonthUsage,
  NoReadingError,
  openMonths,
  readingsOf,
  subjectsOf,
  withScope,
} from '@amie/database';
import fc from 'fast-check';
import {
  ask,
  inMeteredWorld,
  isoDay,
  type MeteredWorld,
  newSource,
  own,
  read,
  readings,
  type Source,
  stored,
} from './world.js';

let world: MeteredWorld;
inMeteredWorld(given => {
  world = given;
});

const first = '2025-10-01';
const key = 'domain/recre/recre.test';
const fold = (cutoff?: string): Promise<MonthUsage> =>
  withScope(world.db.api, 'all', em => foldMonth(em, '2025-10', cutoff));
const freeze = (): Promise<string> => withScope(world.db.api, 'all', freezeReadings);

async function monthOf(value: bigint, days = 31): Promise<Source> {
  const source = await newSource(world);
  await own(source, 'recre', [key]);
  for (let day = 0; day < days; day += 1) await read(source, isoDay(first, day), [stored('mail.storage', key, value)]);
  return source;
}

async function subjectOf(source: Source): Promise<number> {
  const [found] = await world.db.look<{ id: number }>('select id from subject where server_id = $1 and key = $2', [
    source.serverId,
    key,
  ]);
  return found?.id ?? 0;
}

describe('a night', () => {
  it('invariant 14: run twice is run once, to the digest', async () => {
    const row = fc.record({
      meter: fc.constantFrom('mail.storage', 'mail.boxes', 'mail.sent'),
      key: fc.constantFrom(key, 'domain/theatre/t.test', 'domain/nobody/n.test'),
      value: fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 62n }), fc.constant('absent' as const)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), async given => {
        const source = await newSource(world);
        await read(source, '2025-09-15', given);
        const before = await withScope(world.db.worker, 'all', em => digestOfDay(em, '2025-09-15'));
        expect(await read(source, '2025-09-15', given)).toMatchObject({ added: 0, revised: 0, absent: 0 });
        expect(await withScope(world.db.worker, 'all', em => digestOfDay(em, '2025-09-15'))).toBe(before);
      }),
      { numRuns: 8 },
    );
  });

  it('is written once by two workers at the same moment', async () => {
    const source = await newSource(world);
    const given = [stored('mail.storage', key, 5n), stored('mail.boxes', key, 1n)];
    const both = await Promise.all([read(source, first, given), read(source, first, given)]);
    expect(both.map(({ added }) => added).sort((one, other) => one - other)).toEqual([0, 2]);
    expect(await readings(source)).toHaveLength(2);
  });

  it('W12: belongs to the local day on which it was made, the last of a month included', async () => {
    const source = await newSource(world);
    await own(source, 'recre', [key]);
    await read(source, '2025-11-01', [stored('mail.storage', key, 9n)], {
      observedAt: new Date('2025-10-31T23:00:00Z'),
    });
    await read(source, '2025-10-31', [stored('mail.storage', key, 2n)], {
      observedAt: new Date('2025-10-31T22:59:59Z'),
    });
    expect((await readings(source)).map(({ day, value }) => [day, value])).toEqual([
      ['2025-10-31', '2'],
      ['2025-11-01', '9'],
    ]);
  });
});

describe('W9: what was read', () => {
  it.each(['api', 'worker'] as const)('is changed or deleted by nobody, not even by the %s', async role => {
    for (const text of [
      'update reading set value = 0',
      'delete from reading',
      'truncate reading',
      'update reading set recorded_at = now()',
    ])
      await expect(ask(world.db, role, text)).rejects.toMatchObject({ code: '42501' });
    const backdated = `insert into reading (value, observed_at, recorded_at, subject_id, usage_day, meter_id, slot, quality)
      values (1, now(), '2020-01-01', 1, '2025-10-01', 1, 0, 'o')`;
    await expect(ask(world.db, role, backdated)).rejects.toMatchObject({ code: '42501' });
    await expect(ask(world.db, role, 'select from reading_2025_10')).rejects.toMatchObject({ code: '42501' });
  });

  it('is corrected by a named person alone, with a reason, and stays beside its correction', async () => {
    const source = await monthOf(5n, 2);
    const correction = { subjectId: await subjectOf(source), meter: 'mail.storage', day: first, slot: 0 } as const;
    const correct = (more: { value: bigint | 'absent'; day?: string }) =>
      withScope(world.db.api, 'all', em =>
        correctReading(em, { ...correction, reason: 'disk full of a test', author: 'technician:ada', ...more }),
      );
    await correct({ value: 3n });
    await correct({ value: 'absent' });
    await expect(correct({ value: 3n, day: '2025-10-09' })).rejects.toThrow(NoReadingError);
    expect((await readings(source)).slice(0, 3).map(row => [row.revision, row.quality, row.value, row.author])).toEqual(
      [
        [0, 'o', '5', null],
        [1, 'c', '3', 'technician:ada'],
        [2, 'a', null, 'technician:ada'],
      ],
    );
    const unsigned = `insert into reading (value, observed_at, subject_id, usage_day, meter_id, slot, quality)
      values (1, now(), 999, '2025-10-01', 1, 0, 'o')`;
    await expect(ask(world.db, 'api', unsigned)).rejects.toMatchObject({ code: '42501' });
    await own(source, 'theatre', [key]);
  });

  it('W10: outlives the thing, whose rows no deletion reaches', async () => {
    const links = await world.db.look(
      `select confdeltype from pg_constraint where contype = 'f' and confdeltype <> 'a'
       and conrelid::regclass::text in ('subject', 'subject_meter', 'subject_owner', 'meter_run', 'meter_flag', 'reading')`,
    );
    expect(links).toEqual([]);
    for (const table of ['subject', 'subject_meter', 'subject_owner', 'meter_run', 'meter'])
      await expect(ask(world.db, 'worker', `delete from ${table}`)).rejects.toMatchObject({ code: '42501' });
  });

  it('has partitions before it is needed, which any worker may open again', async () => {
    await withScope(world.db.worker, 'all', openMonths);
    await withScope(world.db.worker, 'all', openMonths);
    const [found] = await world.db.look<{ many: number }>(
      `select count(*)::int as many from pg_inherits i join pg_class c on c.oid = i.inhrelid
       where i.inhparent = 'reading'::regclass and c.relname > 'reading_' || to_char(now(), 'YYYY_MM')`,
    );
    expect(found?.many).toBeGreaterThanOrEqual(2);
    await expect(ask(world.db, 'worker', `select amie_open_month('1999-01-01')`)).rejects.toMatchObject({
      code: 'AM301',
    });
  });

  it('W18: leaves the table only in a year that is wholly closed, and by its digest', async () => {
    await expect(withScope(world.db.worker, 'all', em => detachMonth(em, '2025-10'))).rejects.toMatchObject({
      code: 'AM303',
    });
    const digest = await withScope(world.db.worker, 'all', em => digestOfMonth(em, '2025-10'));
    const [held] = await world.db.look<{ many: string }>(
      `select count(*) as many from reading where usage_day between '2025-10-01' and '2025-10-31'`,
    );
    await world.db.look(
      `insert into period (month, state) select m, 'open' from generate_series('2025-01-01'::date, '2025-12-01', '1 month') m`,
    );
    await world.db.look(`alter table period disable trigger user`);
    await world.db.look(`do $$ declare c record; begin
      for c in select conname from pg_constraint where conrelid = 'period'::regclass and contype = 'c' loop
        execute format('alter table period drop constraint %I', c.conname); end loop; end $$`);
    await world.db.look(`update period set state = 'closed'`);
    expect(await withScope(world.db.worker, 'all', em => detachMonth(em, '2025-10'))).toBe(digest);
    expect(await world.db.look('select readings, sha256 from reading_digest')).toEqual([
      { readings: held?.many, sha256: digest },
    ]);
    expect(await world.db.look('select count(*) as many from reading_2025_10')).toEqual([held]);
    await world.db.look(
      `alter table reading attach partition reading_2025_10 for values from ('2025-10-01') to ('2025-11-01')`,
    );
    await world.db.look(`delete from period`);
  });
});

describe('a month at its cutoff', () => {
  it('invariants 16 and 17: is the same whatever is recorded later', async () => {
    const source = await monthOf(5n, 20);
    const cutoff = await freeze();
    const before = await fold(cutoff);
    await read(source, '2025-10-05', [stored('mail.storage', key, 900n)], { slot: 1 });
    await read(source, '2025-10-25', [stored('mail.storage', key, 900n)]);
    await read(source, '2025-10-02', [stored('mail.boxes', key, 3n)]);
    await read(source, '2025-10-30', [stored('mail.sent', key, 3n, '2025-10-29')]);
    await read(source, '2025-09-30', [stored('mail.storage', key, 1n)]);
    await own(source, 'theatre', [key], '2025-10-10T00:00:00Z');
    const subjectId = await subjectOf(source);
    const wrong = { subjectId, meter: 'mail.storage', day: '2025-10-03', slot: 0 } as const;
    await withScope(world.db.api, 'all', em =>
      correctReading(em, { ...wrong, value: 'absent', reason: 'x', author: 'technician:ada' }),
    );
    expect(await fold(cutoff)).toEqual(before);
    expect((await fold()).lines).not.toEqual(before.lines);
    expect(await fold(cutoff)).toEqual(before);
  });

  it('invariant 19: shows an absent reading where a zero was, in its coverage', async () => {
    const source = await newSource(world);
    await own(source, 'theatre', [key]);
    const line = async () =>
      (await fold()).lines.find(({ meter, owner }) => meter === 'mail.boxes' && owner === 'theatre');
    for (const day of [1, 2, 3]) await read(source, isoDay(first, day), [stored('mail.boxes', key, 0n)]);
    expect(await line()).toMatchObject({ amount: 0n, observed: 3 });
    const before = await line();
    const zero = { subjectId: await subjectOf(source), meter: 'mail.boxes', day: isoDay(first, 2), slot: 0 } as const;
    await withScope(world.db.api, 'all', em =>
      correctReading(em, { ...zero, value: 'absent', reason: 'the tool had failed', author: 'technician:ada' }),
    );
    const after = await line();
    expect(after).toMatchObject({ observed: 2, estimated: (before?.estimated ?? 0) + 1 });
  });

  it('W15: comes from readings, never from what was folded before', async () => {
    const kept = await withScope(world.db.api, 'all', em => keepMonth(em, '2025-10'));
    await world.db.look('update usage_month set amount = amount * 2 + 7');
    expect((await fold(kept.cutoff)).lines).toEqual(kept.lines);
    const again = await withScope(world.db.api, 'all', em => keepMonth(em, '2025-10', kept.cutoff));
    expect(again.lines).toEqual(kept.lines);
  });

  it('is explained down to the run and the hash of what its tools answered', async () => {
    const source = await newSource(world);
    await own(source, 'recre', ['domain/recre/told.test']);
    for (const [slot, value] of [
      [0, 4n],
      [1, 9n],
    ] as const)
      await read(source, first, [stored('mail.boxes', 'domain/recre/told.test', value)], { slot });
    const { usage } = await withScope(world.db.api, 'all', em => keepMonth(em, '2025-10'));
    const parts = await withScope(world.db.api, 'all', em => subjectsOf(em, '2025-10', 'mail.boxes', 'recre'));
    expect(parts.reduce((sum, { amount }) => sum + amount, 0n)).toBe(usage.get('mail.boxes')?.get('recre'));
    const told = parts.find(part => part.key === 'domain/recre/told.test');
    const samples = await withScope(world.db.api, 'all', em =>
      readingsOf(em, told?.subjectId ?? 0, 'mail.boxes', '2025-10'),
    );
    expect(samples).toMatchObject([
      { day: first, slot: 0, value: 4n, isCurrent: true, run: { state: 'done', rawSha256: 'a'.repeat(64) } },
      { day: first, slot: 1, value: 9n, isCurrent: true, run: { command: 'doveadm quota get -A' } },
    ]);
  });
});

describe('the calendar', () => {
  it('invariant 21: the days of any year sum to the seconds between its local midnights', async () => {
    const sums = await world.db.look<{ year: number; days: number; whole: number }>(
      `select y as year, (select sum(amie_day_seconds(d::date))::int
          from generate_series(make_date(y, 1, 1), make_date(y, 12, 31), interval '1 day') d) as days,
        extract(epoch from amie_day_start(make_date(y + 1, 1, 1)) - amie_day_start(make_date(y, 1, 1)))::int as whole
       from generate_series(2020, 2040) as y`,
    );
    for (const { year, days, whole } of sums) expect([year, days]).toEqual([year, whole]);
    expect(new Set(sums.map(({ days }) => days))).toEqual(new Set([365 * 86_400, 366 * 86_400]));
    const lengths = await world.db.look(
      `select amie_day_seconds(d) as s from unnest('{2025-03-30,2025-10-26,2025-06-01}'::date[]) d`,
    );
    expect(lengths).toEqual([{ s: 82_800 }, { s: 90_000 }, { s: 86_400 }]);
  });
});
