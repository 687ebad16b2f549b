import { setTimeout as wait } from 'node:timers/promises';
import { withScope } from '@amie/database';
import type { Lane } from '@amie/reconcile';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { adoptDrift, correctDrift, ignoreDrift } from '../../../apps/api/drift/decide-drift.js';
import { InspectLane } from '../../../apps/worker/jobs/inspect-lane.js';
import { ReconcileLane } from '../../../apps/worker/jobs/reconcile-lane.js';
import { Sweep } from '../../../apps/worker/sweep.js';
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
} from './support/world.js';

const never = new AbortController().signal;
const asked = {
  actor: 'technician:test',
  language: 'en',
  path: '/',
  isDryRun: false,
  requestHash: Buffer.alloc(32),
} as const;

describe('a lane that was stopped', () => {
  let db: TestDatabase;
  let bench: WorkerBench;
  let directory: Lane;
  let people: PersonThings[];

  beforeEach(async () => {
    db = await newDatabase();
    bench = await startBench(db);
    const world = await newWorld(db, ['blue']);
    directory = { service: 'directory', serverId: world.serverId };
    const [member] = world.members;
    if (!member) throw new Error('there is no member');
    const made = Array.from({ length: 8 }, (_, n) => personEdits(world, member, `person${n}`));
    people = made.map(([things]) => things);
    await ask(db, [...foundingEdits(world, member), ...made.flatMap(([, edits]) => edits)]);
    await settle();
  }, 30_000);

  afterEach(async () => {
    await bench.close();
    await db[Symbol.asyncDispose]();
  });

  const reconcile = () => bench.app.get(ReconcileLane).reconcile(directory, never);
  const inspect = () => bench.app.get(InspectLane).inspect(directory, never);
  const keyOf = ({ slug, uid }: PersonThings): string => `account/${slug}/${uid}`;
  const resume = () => db.look(`update lane set stopped_reason = null, next_run_at = now(), failures = 0`);

  async function settle(): Promise<void> {
    await reconcile();
    for (const end = Date.now() + 20_000; Date.now() < end && (await unsettled(db)) > 0; ) {
      await wait(100);
      await bench.app.get(Sweep).sweep();
    }
    expect(await unsettled(db)).toBe(0);
  }

  async function stopOf(): Promise<string | null> {
    const text = `select stopped_reason from lane where service = 'directory'`;
    return (await db.look<{ stopped_reason: string | null }>(text))[0]?.stopped_reason ?? null;
  }

  async function correctAll(): Promise<number> {
    const open = await db.look<{ id: string }>(`select id from drift where resolved_at is null order by key`);
    for (const { id } of open) await withScope(db.api, 'all', em => correctDrift(em, asked, id));
    return open.length;
  }

  const lose = (): void => {
    for (const person of people) bench.server.entries.delete(keyOf(person));
  };

  test('brings back all that was lost once a person asked to correct it and resumed it', async () => {
    lose();
    await inspect();
    expect(await stopOf()).toBe('breaker');
    expect(await correctAll()).toBe(8);
    await inspect();
    await resume();
    await settle();
    expect(people.filter(person => !bench.server.entries.has(keyOf(person)))).toEqual([]);
    expect(await stopOf()).toBeNull();
    expect(await db.look('select key from drift where resolved_at is null')).toEqual([]);
  });

  test('tells what is gone even while it is being edited, so that someone can ask for it back', async () => {
    lose();
    await ask(
      db,
      people.map(person => ({ op: 'respec', id: person.accountId, spec: accountSpecOf(person, 'Grace') })),
    );
    await reconcile();
    expect(await stopOf()).toBe('breaker');
    await inspect();
    expect(await correctAll()).toBe(8);
    await resume();
    await settle();
    expect(people.map(person => bench.server.entries.get(keyOf(person))?.spec)).toMatchObject(
      people.map(() => ({ givenName: 'Grace' })),
    );
  });

  describe('because its server was ahead of the database', () => {
    let key: string;

    async function plantAhead(): Promise<void> {
      const [first] = people as [PersonThings];
      key = keyOf(first);
      const entry = bench.server.entries.get(key);
      if (!entry) throw new Error('the account is not there');
      bench.server.plant(key, { ...entry, generation: 90n, spec: { ...entry.spec, givenName: 'Newer' } });
      await inspect();
    }

    async function decide(how: typeof correctDrift): Promise<void> {
      const [drift] = await db.look<{ id: string }>('select id from drift where resolved_at is null');
      await withScope(db.api, 'all', em => how(em, asked, drift?.id ?? ''));
      await resume();
      await inspect();
      expect(await stopOf()).toBeNull();
    }

    test.each([
      ['corrects what is there', correctDrift, 'Ada'],
      ['keeps what is there', adoptDrift, 'Newer'],
    ] as const)('%s, above what the server holds, as a person decides', async (_, how, givenName) => {
      await plantAhead();
      expect(await stopOf()).toBe('restored');
      await decide(how);
      await settle();
      expect(bench.server.entries.get(key)).toMatchObject({ generation: 91n, spec: { givenName } });
      expect(await db.look('select key from drift where resolved_at is null')).toEqual([]);
    });

    test('tells it while an edit waits on it, and goes on for the others once it is ignored', async () => {
      const [first, second] = people as [PersonThings, PersonThings];
      const grace = (person: PersonThings) =>
        ({ op: 'respec', id: person.accountId, spec: accountSpecOf(person, 'Grace') }) as const;
      await plantAhead();
      await ask(db, [grace(first), grace(second)]);
      await inspect();
      await decide((em, by, id) => ignoreDrift(em, by, id));
      await reconcile();
      expect(bench.server.entries.get(keyOf(second))?.spec).toMatchObject({ givenName: 'Grace' });
      expect(bench.server.entries.get(key)?.generation).toBe(90n);
    });
  });

  test('stops again when more is lost than what was decided', async () => {
    const [first] = people as [PersonThings];
    bench.server.entries.delete(keyOf(first));
    await inspect();
    expect(await correctAll()).toBe(1);
    lose();
    await inspect();
    expect(await stopOf()).toBe('breaker');
  });
});
