import { askNight, keepMeters, lastNights, type Night, withScope } from '@amie/database';
import { RetriableError } from '@amie/reconcile';
import { meters } from '@amie/services/resources';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { EpochGuard } from '../../../apps/worker/epoch-guard.js';
import { ReconcileLane } from '../../../apps/worker/jobs/reconcile-lane.js';
import { TakeReadings } from '../../../apps/worker/jobs/take-readings.js';
import { LaneSessions } from '../../../apps/worker/lane-sessions.js';
import { Readings } from '../../../apps/worker/readings.js';
import { DRIVERS, type Drivers } from '../../../apps/worker/tokens.js';
import { startBench, type WorkerBench } from '../convergence/support/bench.js';
import { ask, foundingEdits, newWorld, type World } from '../convergence/support/world.js';
import { newDatabase, type TestDatabase } from '../support/database.js';

jest.setTimeout(60_000);
const never = new AbortController().signal;

describe('the readings of a night', () => {
  let db: TestDatabase;
  let bench: WorkerBench;
  let world: World;

  beforeEach(async () => {
    db = await newDatabase();
    bench = await startBench(db);
    world = await newWorld(db, ['blue', 'green']);
    for (const member of world.members) await ask(db, foundingEdits(world, member));
    await bench.app.get(ReconcileLane).reconcile({ service: 'directory', serverId: world.serverId }, never);
  });
  afterEach(async () => {
    await bench.close();
    await db[Symbol.asyncDispose]();
  });

  const take = () => bench.app.get(TakeReadings).take(never);
  const night = async (): Promise<Night | undefined> => {
    await withScope(db.api, 'all', em => askNight(em, 'ada'));
    await take();
    return (await withScope(db.api, 'all', em => lastNights(em, 1)))[0];
  };
  /** Of tonight, by subject: quality and value. */
  const readings = () =>
    db.look<{ key: string; quality: string; value: string | null }>(
      `select s.key, r.quality::text, r.value::text from reading r join subject s on s.id = r.subject_id
       where r.slot = 0 and s.service = 'directory' order by s.key, r.revision`,
    );
  const runs = (service: string) =>
    db.look<{ state: string; error: string | null }>(
      `select state, error from meter_run where slot = 0 and service = '${service}' order by id`,
    );
  const both = [
    { key: 'unit/blue', quality: 'o', value: '1' },
    { key: 'unit/green', quality: 'o', value: '1' },
  ];

  test('are made when somebody asks, and asking again adds nothing', async () => {
    expect(await night()).toMatchObject({ askedBy: 'ada', outcome: { failures: [] }, endedAt: expect.any(Date) });
    expect(await readings()).toEqual(both);
    await night();
    expect(await readings()).toEqual(both);
    expect(await runs('directory')).toEqual([{ state: 'done', error: null }]);
  });

  test('of a server that is down are a failed run and no reading, made up for once it is back', async () => {
    bench.server.faults = {
      onRead: () => {
        throw new RetriableError('server-unreachable', 'no route');
      },
    };
    expect(await night()).toMatchObject({ outcome: { failures: [{ code: 'server-unreachable' }, {}] } });
    expect(await readings()).toEqual([]);
    expect((await runs('directory'))[0]).toEqual({ state: 'failed', error: 'server-unreachable: no route' });
    // By itself it is tried again after a quarter of an hour.
    bench.server.faults = {};
    await take();
    expect(await readings()).toEqual([]);
    await night();
    expect(await readings()).toEqual(both);
  });

  test('of a day that went by are absent, never zero', async () => {
    await withScope(db.worker, 'all', em => keepMeters(em, meters));
    await db.look(`update lane set created_at = now() - interval '2 days'`);
    await db.look(`update meter set added_at = now() - interval '2 days'`);
    await db.look(`update resource set created_at = now() - interval '2 days'`);
    expect(await night()).toMatchObject({ outcome: { absent: expect.any(Number) } });
    const [oldest] = await db.look<{ day: string; quality: string; value: string | null }>(
      `select r.usage_day::text as day, r.quality::text, r.value::text from reading r order by usage_day limit 1`,
    );
    expect(oldest).toMatchObject({ quality: 'a', value: null });
    expect(await db.look(`select from reading where value = 0`)).toEqual([]);
  });

  test('of a listing that lacks somebody are absent for whom it lacks, never zero', async () => {
    bench.server.faults = { onRead: seen => new Map([...seen].filter(([key]) => key !== 'unit/green')) };
    await night();
    expect(await readings()).toEqual([both[0], { key: 'unit/green', quality: 'a', value: null }]);
  });

  test('are made once by two processes at once', async () => {
    const drivers = bench.app.get<Drivers>(DRIVERS);
    const other = () => new Readings(db.worker, new LaneSessions(db.worker, drivers, new EpochGuard(db.worker)));
    const ends = await Promise.all([other(), other(), other()].map(one => one.take(never, true)));
    expect(ends.flatMap(({ failures }) => failures)).toEqual([]);
    expect(await readings()).toEqual(both);
    expect(await runs('directory')).toEqual([{ state: 'done', error: null }]);
  });

  test('that a process died in are made by the next', async () => {
    const stopping = new AbortController();
    bench.server.faults = {
      onRead: seen => {
        stopping.abort(new Error('killed'));
        stopping.signal.throwIfAborted();
        return seen;
      },
    };
    await bench.app.get(Readings).take(stopping.signal, true);
    bench.server.faults = {};
    await night();
    expect(await readings()).toEqual(both);
    const states = await db.look<{ state: string }>('select distinct state from meter_run order by state');
    expect(states.map(({ state }) => state)).toEqual(['done', 'started']);
    expect((await runs('directory')).at(-1)?.state).toBe('done');
  });
});
