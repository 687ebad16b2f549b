import 'reflect-metadata';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { Bell, QueueModule } from '@amie/queue';
import { type Lane, laneName } from '@amie/reconcile';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach, describe, expect, test } from '@jest/globals';
import { newDatabase } from '../support/database.js';
import { kill, startChild } from './support/child.js';
import { Ledger } from './support/ledger.js';
import { openPlace, type TestPlace } from './support/places.js';

const lanes: Lane[] = Array.from({ length: 8 }, (_, n) => ({ service: 'mail', serverId: `server-${n}` }));
const times = { lockMs: 1000, stalledMs: 400, graceMs: 500 };
const kills = 12;

describe.each(['redis', 'postgres'] as const)('the queue in %s, while its workers are killed', kind => {
  const closing: (() => Promise<unknown>)[] = [];
  let place: TestPlace;
  let ledger: Ledger;
  let bell: Bell;
  let port: number;

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function setUp(): Promise<void> {
    const db = await newDatabase();
    closing.push(() => db[Symbol.asyncDispose]());
    place = await openPlace(kind, db);
    closing.push(() => place.close());
    ledger = new Ledger();
    port = await ledger.open();
    closing.push(() => ledger.close());
    const app = await NestFactory.createApplicationContext(QueueModule.register(place.config, 'api'), {
      logger: false,
    });
    closing.push(() => app.close());
    bell = (app as INestApplicationContext).get(Bell);
  }

  function startWorker(): ChildProcess {
    const { queue, redisUrl } = place.config;
    const workerUrl = place.config.databaseUrl('worker');
    const child = startChild('test/medium/queue/children/queue-worker.ts', {
      queue,
      redisUrl,
      workerUrl,
      ledgerPort: port,
      times,
    });
    closing.push(() => kill(child));
    return child;
  }

  async function ring(lane: Lane): Promise<void> {
    ledger.edit(laneName(lane));
    await bell.ring('reconcile', [lane]);
  }

  async function caughtUp(seconds: number): Promise<string[]> {
    for (const end = Date.now() + seconds * 1000; Date.now() < end && ledger.behind().length > 0; ) await wait(20);
    return ledger.behind();
  }

  test('gives one more run for any number of rings during a run', async () => {
    await setUp();
    const child = startWorker();
    await ring(lanes[0] as Lane);
    await caughtUp(20);
    for (let round = 0; round < 10; round += 1) {
      for (let ringNumber = 0; ringNumber < 5; ringNumber += 1) await ring(lanes[round % 2] as Lane);
      expect(await caughtUp(5)).toEqual([]);
    }
    expect(ledger.overlaps).toEqual([]);
    expect(ledger.runs).toBeLessThan(40);
    await kill(child);
  }, 60_000);

  test('leaves no lane un-run, never runs one twice at once, and keeps no key', async () => {
    await setUp();
    const workers = [startWorker(), startWorker(), startWorker()];
    for (let killed = 0; killed < kills; ) {
      for (let added = 0; added < 20 || ledger.busyPid() === undefined; added += 1) {
        await ring(lanes[Math.floor(Math.random() * lanes.length)] as Lane);
        await wait(Math.random() * 15);
      }
      const busy = workers.find(worker => worker.pid === ledger.busyPid());
      if (!busy) continue;
      await kill(busy);
      killed += 1;
      workers.splice(workers.indexOf(busy), 1, startWorker());
    }
    expect(await caughtUp(30)).toEqual([]);
    // What the kills left behind must not keep later rings from being heard, nor those that meet a lane that runs.
    for (let rings = 0; rings < 20; rings += 1) {
      for (const lane of lanes) await ring(lane);
    }
    expect(await caughtUp(10)).toEqual([]);
    expect(ledger.overlaps).toEqual([]);
    for (let tries = 0; tries < 50 && (await place.keptKeys()).length > 0; tries += 1) await wait(100);
    expect(await place.keptKeys()).toEqual([]);
  }, 120_000);
});
