import { describe, expect, it } from '@jest/globals';
import { failRun, RunDayError, startRun, UnknownMeterError, withScope } from '@amie/database';
import {
  inMeteredWorld,
  isoDay,
  type MeteredWorld,
  newSource,
  own,
  read,
  readings,
  run,
  silent,
  stored,
} from './world.js';

let world: MeteredWorld;
inMeteredWorld(given => {
  world = given;
});

const key = 'domain/recre/recre.test';
const day = '2025-10-08';

describe('a run', () => {
  it('is recorded with what it read, and nothing of it when it fails on the way', async () => {
    const source = await newSource(world);
    const strange = [stored('mail.storage', key, 5n), stored('mail.colour', key, 1n)];
    await expect(read(source, day, strange)).rejects.toThrow(UnknownMeterError);
    await expect(read(source, day, [stored('help.minutes', key, 1n)])).rejects.toThrow(UnknownMeterError);
    await expect(read(source, day, [stored('mail.storage', key, -1n)])).rejects.toThrow('reading_value_check');
    expect(await readings(source)).toEqual([]);
    expect(await world.db.look('select from meter_run where server_id = $1', [source.serverId])).toEqual([]);
    const recorded = await read(source, day, [stored('mail.storage', key, 5n)]);
    expect(recorded).toMatchObject({ state: 'done', added: 1, revised: 0, absent: 0 });
    const [row] = await world.db.look('select * from meter_run where id = $1', [recorded.runId]);
    expect(row).toMatchObject({ state: 'done', attempt: 1, got: 1, command: 'doveadm quota get -A' });
  });

  it('is written down when it begins, and again when one died or failed before', async () => {
    const source = await newSource(world);
    const slot = run(source, day);
    await withScope(world.db.worker, 'all', em => startRun(em, slot));
    const second = await withScope(world.db.worker, 'all', em => startRun(em, slot));
    await withScope(world.db.worker, 'all', em => failRun(em, second, 'no answer'));
    const { runId } = await read(source, day, [stored('mail.storage', key, 5n)]);
    const found = await world.db.look('select attempt, state from meter_run where server_id = $1 order by 1', [
      source.serverId,
    ]);
    expect(found).toEqual([
      { attempt: 1, state: 'started' },
      { attempt: 2, state: 'failed' },
      { attempt: 3, state: 'done' },
    ]);
    expect(runId).toBeGreaterThan(second);
  });

  it('is refused for a day on which it was not made', async () => {
    const source = await newSource(world);
    const late = { observedAt: new Date('2025-10-08T22:30:00Z') };
    await expect(read(source, day, [stored('mail.storage', key, 5n)], late)).rejects.toThrow(RunDayError);
    await expect(read(source, '2025-10-09', [stored('mail.storage', key, 5n)], late)).resolves.toBeDefined();
  });

  it('keeps the higher of two figures given for one thing', async () => {
    const source = await newSource(world);
    await read(source, day, [stored('mail.storage', key, 5n), stored('mail.storage', key, 9n)]);
    expect(await readings(source)).toMatchObject([{ value: '9' }]);
  });

  it('marks what a server with a wrong clock says, and counts it on the day of our own clock', async () => {
    const source = await newSource(world);
    const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Paris' });
    const now = Date.now() / 1000;
    const ahead = { observedAt: undefined, serverTime: now + 3600 };
    await read(source, today, [stored('mail.storage', key, 5n)], ahead);
    expect(await readings(source)).toMatchObject([{ quality: 's', day: today }]);
    const flags = await world.db.look(
      'select kind, detail from meter_flag f join meter_run r on r.id = f.run_id where r.server_id = $1',
      [source.serverId],
    );
    expect(flags).toEqual([{ kind: 'skewed-clock', detail: { seconds: expect.stringMatching(/^3[56]\d\d$/) } }]);
    const other = await newSource(world);
    await read(other, today, [stored('mail.storage', key, 5n)], { observedAt: undefined, serverTime: now - 200 });
    expect(await readings(other)).toMatchObject([{ quality: 'o' }]);
  });

  it('leaves out the days that a log cannot hold', async () => {
    const source = await newSource(world);
    const days = [isoDay(day, 1), '2099-01-01', '1970-01-01', isoDay(day, -1)];
    const recorded = await read(
      source,
      day,
      days.map(one => stored('mail.sent', key, 3n, one)),
    );
    expect(recorded.added).toBe(1);
    expect(await readings(source)).toMatchObject([{ day: isoDay(day, -1), value: '3' }]);
  });
});

describe('the rest of a file system', () => {
  const control = (total: bigint) => ({ control: { meter: 'mail.storage', total } });

  it("is the house's, and two percent of it make a run suspect", async () => {
    const source = await newSource(world);
    const given = [stored('mail.storage', key, 985n)];
    expect(await read(source, day, given, control(1000n))).toMatchObject({ state: 'done', added: 2 });
    expect(await read(source, isoDay(day, 1), given, control(1010n))).toMatchObject({ state: 'suspect' });
    expect(await read(source, isoDay(day, 2), given, control(900n))).toMatchObject({ state: 'suspect' });
    const rest = (await readings(source)).filter(row => row.key === 'residue/~house/mail.storage');
    expect(rest.map(({ value }) => value)).toEqual(['15', '25', '0']);
  });

  it('is unknown while a subject is absent whose part it may be', async () => {
    const source = await newSource(world);
    const both = [key, 'domain/recre/other.test'];
    await own(source, 'recre', both);
    await read(
      source,
      day,
      both.map(one => stored('mail.storage', one, 490n)),
      control(1000n),
    );
    const next = await read(source, isoDay(day, 1), [stored('mail.storage', key, 490n)], control(1000n));
    expect(next).toMatchObject({ state: 'suspect', absent: 1 });
    const rest = (await readings(source)).filter(row => row.key === 'residue/~house/mail.storage');
    expect(rest.map(({ value, quality }) => [value, quality])).toEqual([
      ['20', 'o'],
      [null, 'a'],
    ]);
  });
});

describe('W7: what did not come', () => {
  it('is absent, a row of its own, never zero', async () => {
    const source = await newSource(world);
    const keys = [key, 'domain/recre/other.test'];
    await own(source, 'recre', keys);
    await read(
      source,
      day,
      keys.map(one => stored('mail.storage', one, 5n)),
    );
    expect(await read(source, isoDay(day, 1), [stored('mail.storage', key, 0n)])).toMatchObject({
      added: 1,
      absent: 1,
    });
    expect(await silent(source, isoDay(day, 2))).toMatchObject({ absent: 2 });
    expect((await readings(source)).map(({ value, quality }) => [value, quality])).toEqual([
      ['5', 'o'],
      [null, 'a'],
      [null, 'a'],
      ['5', 'o'],
      ['0', 'o'],
      [null, 'a'],
    ]);
    expect(await silent(source, day)).toMatchObject({ state: 'done', absent: 0 });
  });

  it('counts, though its first reading said so and a second had it', async () => {
    const source = await newSource(world);
    await own(source, 'recre', [key]);
    await read(source, day, [stored('mail.storage', key, 'absent')]);
    await read(source, day, [stored('mail.storage', key, 7n)]);
    expect((await readings(source)).map(({ value, reason }) => [value, reason])).toEqual([
      [null, null],
      ['7', 'late'],
    ]);
  });
});

describe('a dated log that is counted again', () => {
  it('adds a revision where it holds more, none where it holds the same, and a flag where it holds less', async () => {
    const source = await newSource(world);
    const count = (value: bigint, night: number) =>
      read(source, isoDay(day, night), [stored('mail.sent', key, value, day)]);
    await count(10n, 1);
    expect(await count(10n, 1)).toMatchObject({ added: 0, revised: 0 });
    expect(await count(12n, 2)).toMatchObject({ added: 0, revised: 1 });
    expect(await count(11n, 3)).toMatchObject({ added: 0, revised: 0 });
    expect(await count(2n, 4)).toMatchObject({ added: 0, revised: 0 });
    expect((await readings(source)).map(({ revision, value, reason }) => [revision, value, reason])).toEqual([
      [0, '10', null],
      [1, '12', 'recount'],
    ]);
    const flags = await world.db.look<{ detail: unknown }>(
      `select detail from meter_flag where kind = 'lower-recount'`,
    );
    expect(flags).toEqual([{ detail: { kept: '12', recounted: '11' } }]);
  });
});
