import 'reflect-metadata';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Bell, migrateQueue, OnJob, type QueueConfig, QueueModule, type QueueRole } from '@amie/queue';
import { type Lane, laneName } from '@amie/reconcile';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach, describe, expect, test } from '@jest/globals';
import { newDatabase } from '../support/database.js';
import { freePort } from './support/free-port.js';
import { startRedis } from './support/redis.js';

const lane: Lane = { service: 'mail', serverId: 'one' };

class Jobs {
  readonly ran: string[] = [];

  @OnJob('reconcile')
  async reconcile(asked: Lane): Promise<void> {
    this.ran.push(laneName(asked));
  }

  @OnJob('probe')
  async probe(): Promise<void> {}

  @OnJob('inspect')
  async inspect(): Promise<void> {}

  @OnJob('invitations')
  async invitations(): Promise<void> {
    this.ran.push('invitations');
  }

  @OnJob('proofs')
  async proofs(): Promise<void> {}

  @OnJob('sign-ins')
  async signIns(): Promise<void> {}

  @OnJob('backups')
  async backups(): Promise<void> {}

  @OnJob('questions')
  async questions(): Promise<void> {}

  @OnJob('readings')
  async readings(): Promise<void> {}

  @OnJob('purge')
  async purge(): Promise<void> {}
}

class Forgetful {
  @OnJob('reconcile')
  async reconcile(): Promise<void> {}
}

class Program {}

describe('the bell', () => {
  const closing: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function start(config: QueueConfig, role: QueueRole, jobs: object[] = []): Promise<INestApplicationContext> {
    const providers = jobs.map(job => ({ provide: job.constructor, useValue: job }));
    const imports = [QueueModule.register(config, role)];
    const app = await NestFactory.createApplicationContext({ module: Program, imports, providers }, { logger: false });
    closing.push(() => app.close());
    return app;
  }

  async function eventually(claim: () => boolean): Promise<void> {
    for (const end = Date.now() + 5000; Date.now() < end && !claim(); ) await wait(20);
    expect(claim()).toBe(true);
  }

  const inRedis = (port: number): QueueConfig => ({
    queue: 'redis',
    redisUrl: `redis://127.0.0.1:${port}`,
    databaseUrl: () => '',
  });

  test('never throws and keeps nobody for long while Redis is away, and rings again once it is back', async () => {
    const port = await freePort();
    const bell = (await start(inRedis(port), 'api')).get(Bell);
    const asked = performance.now();
    await bell.ring('reconcile', [lane]);
    expect(performance.now() - asked).toBeLessThan(1500);
    const redis = await startRedis(port);
    closing.push(() => redis.stop());
    const jobs = new Jobs();
    await start(inRedis(port), 'worker', [jobs]);
    for (let rings = 0; rings < 20 && jobs.ran.length === 0; rings += 1) {
      await bell.ring('reconcile', [lane]);
      await wait(100);
    }
    expect(jobs.ran).toContain('mail@one');
  }, 20_000);

  test('rings again once the queue’s schema exists in PostgreSQL', async () => {
    const db = await newDatabase();
    closing.push(() => db[Symbol.asyncDispose]());
    const config: QueueConfig = { queue: 'postgres', databaseUrl: role => db.url(role) };
    const bell = (await start(config, 'api')).get(Bell);
    await bell.ring('reconcile', [lane]);
    await migrateQueue(db.url('owner'));
    await migrateQueue(db.url('owner'));
    const jobs = new Jobs();
    await start(config, 'worker', [jobs]);
    for (let rings = 0; rings < 20 && jobs.ran.length === 0; rings += 1) {
      await bell.ring('reconcile', [lane]);
      await wait(100);
    }
    expect(jobs.ran).toContain('mail@one');
  }, 20_000);

  test('runs the job in the worker itself when no queue takes the ring', async () => {
    const jobs = new Jobs();
    const bell = (await start(inRedis(await freePort()), 'worker', [jobs])).get(Bell);
    await bell.ring('reconcile', [lane]);
    await bell.ringErrand('invitations');
    await eventually(() => jobs.ran.length === 2);
    expect(jobs.ran.toSorted()).toEqual(['invitations', 'mail@one']);
  }, 20_000);

  test('does the same with the queue switched off', async () => {
    const jobs = new Jobs();
    const bell = (await start({ queue: 'off', databaseUrl: () => '' }, 'worker', [jobs])).get(Bell);
    await bell.ring('reconcile', [lane, { service: 'directory', serverId: 'two' }]);
    await eventually(() => jobs.ran.length === 2);
    expect(jobs.ran.toSorted()).toEqual(['directory@two', 'mail@one']);
  });

  test('refuses to start a worker that lacks a job, or has one twice', async () => {
    const off: QueueConfig = { queue: 'off', databaseUrl: () => '' };
    const create = (providers: object[]) => {
      const provided = providers.map((job, place) => ({ provide: `job ${place}`, useValue: job }));
      const module = { module: Program, imports: [QueueModule.register(off, 'worker')], providers: provided };
      return NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    };
    await expect(create([new Forgetful()])).rejects.toThrow(
      'probe, inspect, invitations, proofs, sign-ins, backups, questions, readings, purge',
    );
    await expect(create([new Jobs(), new Forgetful()])).rejects.toThrow("two methods are marked @OnJob('reconcile')");
  });
});
