import 'reflect-metadata';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { ResourceEdit } from '@amie/database';
import { Bell, QueueModule } from '@amie/queue';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { kill, startChild } from '../queue/support/child.js';
import { openPlace, type TestPlace } from '../queue/support/places.js';
import { newDatabase, type TestDatabase } from '../support/database.js';
import { RemoteServer } from './support/remote-server.js';
import {
  accountSpecOf,
  ask,
  expectedThings,
  foundingEdits,
  mailboxSpecOf,
  newWorld,
  type PersonThings,
  personEdits,
  unsettled,
  type World,
} from './support/world.js';

const peoplePerMember = 40;

describe.each(['redis', 'postgres', 'off'] as const)('a platform whose queue is %s', kind => {
  const closing: (() => Promise<unknown>)[] = [];
  let db: TestDatabase;
  let place: TestPlace;
  let server: RemoteServer;
  let bell: Bell;
  let world: World;
  let worker: ChildProcess;
  let startWorker: () => ChildProcess;

  beforeEach(async () => {
    db = await newDatabase();
    closing.push(() => db[Symbol.asyncDispose]());
    place = await openPlace(kind, db);
    closing.push(() => place.close());
    server = new RemoteServer();
    const serverPort = await server.open();
    closing.push(() => server.close());
    const app = await NestFactory.createApplicationContext(QueueModule.register(place.config, 'api'), {
      logger: false,
    });
    closing.push(() => app.close());
    bell = app.get(Bell);
    world = await newWorld(db, ['blue', 'green', 'red']);
    const env = {
      DATABASE_URL_WORKER: db.url('worker'),
      AMIE_QUEUE: kind,
      REDIS_URL: place.config.redisUrl ?? '',
      AMIE_SWEEP_SECONDS: '1',
    };
    startWorker = () => startChild('test/medium/convergence/children/worker.ts', { env, serverPort });
    worker = startWorker();
    closing.push(() => kill(worker));
  });

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function request(edits: readonly ResourceEdit[]): Promise<void> {
    await bell.ring('reconcile', await ask(db, edits));
  }

  async function replaceWorker(): Promise<void> {
    await kill(worker);
    worker = startWorker();
  }

  async function settled(seconds: number): Promise<number> {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end && (await unsettled(db)) > 0) await wait(50);
    return unsettled(db);
  }

  function importPeople(): [PersonThings[], ResourceEdit[]] {
    const people: PersonThings[] = [];
    const edits = world.members.flatMap(member => foundingEdits(world, member));
    for (const member of world.members) {
      for (let n = 0; n < peoplePerMember; n += 1) {
        const [person, asked] = personEdits(world, member, `person${n}`);
        people.push(person);
        edits.push(...asked);
      }
    }
    return [people, edits];
  }

  async function expectWorldAsAsked(): Promise<void> {
    const { 'account/blue/stranger': stranger, ...ours } = server.memory.dump();
    const things = Object.entries(ours).map(([key, { kind: of, presence, generation, spec }]) => {
      return [key, { kind: of, presence, generation: `${generation}`, spec }];
    });
    expect(Object.fromEntries(things)).toEqual(await expectedThings(db));
    expect(stranger?.presence).toBe('present');
    expect([...server.memory.uncommitted]).toEqual([]);
    expect(await db.look(`select id from task where state <> 'done'`)).toEqual([]);
  }

  test('ends right though its queue is lost, its worker killed and its server failing on the way', async () => {
    server.memory.plant('account/blue/stranger', {
      kind: 'account',
      presence: 'present',
      generation: 1n,
      spec: {},
    });
    server.weather.effectMs = 4;
    server.weather.failing = 0.02;
    const [people, edits] = importPeople();
    await request(edits);
    for (let round = 0; round < 4; round += 1) {
      await wait(400);
      await place.flush();
      await request(people.slice(round * 5, round * 5 + 5).map(someEdit(round)));
      await wait(300);
      await replaceWorker();
    }
    expect(await settled(60)).toBe(0);
    const all = people.map(({ mailboxId }) => mailboxId);
    const [first, second, third] = all as [string, string, string];
    await request(all.slice(0, 60).map(id => ({ op: 'presence', id, presence: 'aside' })));
    await wait(150);
    await place.flush();
    await replaceWorker();
    expect(await settled(60)).toBe(0);
    await request([
      { op: 'presence', id: first, presence: 'present' },
      { op: 'presence', id: second, presence: 'absent' },
      { op: 'presence', id: third, presence: 'present' },
    ]);
    await place.flush();
    server.weather.failing = 0;
    expect(await settled(60)).toBe(0);
    await wait(200);
    await expectWorldAsAsked();

    const { effects } = server.memory;
    await wait(2500);
    expect(server.memory.effects).toBe(effects);
  }, 120_000);
});

/** Another name, or another limit, turn by turn. */
function someEdit(round: number) {
  return (person: PersonThings): ResourceEdit =>
    round % 2 === 0
      ? { op: 'respec', id: person.accountId, spec: accountSpecOf(person, `Ada ${round}`) }
      : { op: 'respec', id: person.mailboxId, spec: mailboxSpecOf(person, 2048 + round) };
}
