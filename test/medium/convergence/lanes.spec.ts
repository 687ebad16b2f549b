import { setTimeout as wait } from 'node:timers/promises';
import type { ResourceEdit } from '@amie/database';
import { type Lane, RetriableError } from '@amie/reconcile';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { InspectLane } from '../../../apps/worker/jobs/inspect-lane.js';
import { ReconcileLane } from '../../../apps/worker/jobs/reconcile-lane.js';
import { newDatabase, type TestDatabase } from '../support/database.js';
import { startBench, type WorkerBench } from './support/bench.js';
import {
  accountSpecOf,
  ask,
  foundingEdits,
  newWorld,
  type PersonThings,
  personEdits,
  unsettled,
  type World,
} from './support/world.js';

const never = new AbortController().signal;

interface LaneRow {
  readonly epoch: string;
  readonly lease_owner: string | null;
  readonly stopped_reason: string | null;
  readonly failures: number;
  readonly last_problem: { readonly code: string } | null;
  readonly seconds: number;
}

describe('a lane', () => {
  let db: TestDatabase;
  let bench: WorkerBench;
  let world: World;
  let directory: Lane;
  let people: PersonThings[];

  beforeEach(async () => {
    db = await newDatabase();
    bench = await startBench(db);
    world = await newWorld(db, ['blue']);
    directory = { service: 'directory', serverId: world.serverId };
    people = [];
  });

  afterEach(async () => {
    await bench.close();
    await db[Symbol.asyncDispose]();
  });

  async function askForPeople(count: number): Promise<void> {
    const edits = world.members.flatMap(member => foundingEdits(world, member));
    for (const member of world.members) {
      for (let n = 0; n < count; n += 1) {
        const [person, asked] = personEdits(world, member, `person${n}`);
        people.push(person);
        edits.push(...asked);
      }
    }
    await ask(db, edits);
  }

  const reconcile = (lane = directory) => bench.app.get(ReconcileLane).reconcile(lane, never);
  const inspect = (lane = directory) => bench.app.get(InspectLane).inspect(lane, never);

  async function reconcileAll(): Promise<void> {
    await reconcile();
    for (const end = Date.now() + 4000; Date.now() < end && (await unsettled(db)) > 0; ) await wait(20);
    expect(await unsettled(db)).toBe(0);
  }

  async function laneRow(lane = directory): Promise<LaneRow> {
    const text = `select epoch::text, lease_owner, stopped_reason, failures, last_problem,
      extract(epoch from next_run_at - now())::float8 as seconds from lane where service = $1 and server_id = $2`;
    const [row] = await db.look<LaneRow>(text, [lane.service, lane.serverId]);
    if (!row) throw new Error('the lane has no row');
    return row;
  }

  const rename = (name: string): ResourceEdit[] =>
    people.map(person => ({ op: 'respec', id: person.accountId, spec: accountSpecOf(person, name) }));

  test('goes from asked to ready by itself, each thing after what it stands on', async () => {
    await askForPeople(30);
    await reconcileAll();
    expect(Object.keys(bench.server.dump())).toHaveLength(62);
    expect(await db.look(`select state from task`)).toEqual([{ state: 'done' }]);
    expect((await laneRow()).lease_owner).toBeNull();
  });

  test('writes nothing more once things that were confirmed are gone, until a person resumes it', async () => {
    await askForPeople(8);
    await reconcileAll();
    for (const { slug, uid } of people.slice(0, 6)) bench.server.entries.delete(`account/${slug}/${uid}`);
    await ask(db, rename('Grace'));
    const before = bench.server.dump();
    await reconcile();
    expect(bench.server.dump()).toEqual(before);
    expect((await laneRow()).stopped_reason).toBe('breaker');
    await reconcile();
    expect(bench.server.dump()).toEqual(before);
  });

  test('stops, and raises its epoch, when its server has seen a later one: the database was restored', async () => {
    await askForPeople(1);
    await reconcileAll();
    await bench.close();
    bench = await startBench(db);
    bench.server.present({ lane: directory, epoch: 500n, signal: never });
    await ask(db, rename('Grace'));
    await reconcile();
    const { stopped_reason: reason, epoch, lease_owner: owner } = await laneRow();
    expect({ reason, owner, effects: bench.server.effects }).toEqual({ reason: 'restored', owner: null, effects: 0 });
    expect(BigInt(epoch)).toBeGreaterThan(500n);
  });

  test('goes on above a later epoch while nothing of it was ever confirmed', async () => {
    bench.server.present({ lane: directory, epoch: 500n, signal: never });
    await askForPeople(1);
    await reconcileAll();
    expect((await laneRow()).stopped_reason).toBeNull();
    expect(BigInt((await laneRow()).epoch)).toBeGreaterThan(500n);
  });

  test('is put off, longer each time, while its server does not answer, and loses nothing', async () => {
    await askForPeople(1);
    bench.server.faults = {
      onRead: () => {
        throw new RetriableError('server-unreachable', 'connection refused');
      },
    };
    await reconcile();
    const first = await laneRow();
    await reconcile();
    const second = await laneRow();
    expect(first.last_problem?.code).toBe('server-unreachable');
    expect([first.failures, second.failures]).toEqual([1, 2]);
    expect(second.seconds).toBeGreaterThan(1.5);
    expect(first.lease_owner).toBeNull();
    bench.server.faults = {};
    await reconcileAll();
  });

  test('leaves off in the middle when someone else has taken it, and records nothing', async () => {
    await askForPeople(5);
    let effects = 0;
    bench.server.faults = {
      beforeEffect: async () => {
        effects += 1;
        if (effects !== 1) return;
        await db.look(`update lane set epoch = epoch + 1, lease_owner = 'another worker' where service = 'directory'`);
        bench.server.present({ lane: directory, epoch: BigInt((await laneRow()).epoch), signal: never });
      },
    };
    await reconcile();
    expect(bench.server.effects).toBe(0);
    expect(await db.look('select key from resource where observed_generation > 0')).toEqual([]);
    expect((await laneRow()).lease_owner).toBe('another worker');
  });

  test('is given back at once by a worker that stops in the middle', async () => {
    await askForPeople(40);
    bench.server.faults = { beforeEffect: () => wait(100) };
    const running = reconcile();
    await wait(150);
    const asked = Date.now();
    await bench.close();
    await running;
    expect(Date.now() - asked).toBeLessThan(5000);
    expect((await laneRow()).lease_owner).toBeNull();
    bench = await startBench(db);
  });

  test('tells drift and orphans, and corrects neither by itself', async () => {
    await askForPeople(2);
    await reconcileAll();
    const [first] = people as [PersonThings];
    const key = `account/${first.slug}/${first.uid}`;
    const entry = bench.server.entries.get(key);
    if (!entry) throw new Error('the account is not there');
    bench.server.plant(key, { ...entry, spec: { ...entry.spec, givenName: 'Mallory' } });
    const orphan = { kind: 'account', presence: 'present', generation: 1n, spec: {} } as const;
    bench.server.plant('account/blue/stranger', orphan);
    const before = bench.server.dump();
    await inspect();
    const told = await db.look('select key, kind, fields from drift order by key');
    expect(told).toEqual([
      { key, kind: 'drift', fields: ['givenName'] },
      { key: 'account/blue/stranger', kind: 'orphan', fields: [] },
    ]);
    await reconcile();
    expect(bench.server.dump()).toEqual(before);
    bench.server.plant(key, entry);
    await inspect();
    expect(await db.look(`select key from drift where resolved_at is null`)).toEqual([
      { key: 'account/blue/stranger' },
    ]);
  });

  test('puts an inspection off while its server does not answer, says why, and counts nothing as absent', async () => {
    await askForPeople(8);
    await reconcileAll();
    bench.server.faults = {
      onRead: () => {
        throw new RetriableError('server-unreachable', 'connection refused');
      },
    };
    await inspect();
    bench.server.faults = {};
    expect(await db.look('select key from drift')).toEqual([]);
    const text = `select failures, stopped_reason, last_problem->>'code' as code, inspection_due_at > now() as is_later
      from lane where service = 'directory'`;
    expect(await db.look(text)).toEqual([
      { failures: 0, stopped_reason: null, code: 'server-unreachable', is_later: true },
    ]);
  });
});
