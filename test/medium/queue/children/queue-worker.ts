import 'reflect-metadata';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { type ConsumerTimes, OnJob, QueueModule } from '@amie/queue';
import { type Lane, laneName } from '@amie/reconcile';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

interface Settings {
  readonly queue: 'redis' | 'postgres';
  readonly redisUrl?: string;
  readonly workerUrl: string;
  readonly ledgerPort: number;
  readonly times: ConsumerTimes;
}

/** Tells the ledger of every run; killed in the middle, it tells nothing more. */
class Jobs {
  constructor(private readonly ledger: Socket) {}

  @OnJob('reconcile')
  async reconcile(lane: Lane): Promise<void> {
    this.#say({ begin: laneName(lane) });
    await wait(5 + Math.random() * 60);
    this.#say({ end: laneName(lane) });
  }

  @OnJob('probe')
  async probe(): Promise<void> {}

  @OnJob('inspect')
  async inspect(): Promise<void> {}

  @OnJob('invitations')
  async invitations(): Promise<void> {}

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

  #say(message: unknown): void {
    this.ledger.write(`${JSON.stringify(message)}\n`);
  }
}

@Module({})
class QueueWorker {}

const settings = JSON.parse(await text(process.stdin)) as Settings;
const ledger = connect(settings.ledgerPort, '127.0.0.1').setNoDelay(true);
ledger.write(`${JSON.stringify({ pid: process.pid })}\n`);
ledger.on('error', () => process.exit(1));
ledger.on('close', () => process.exit(0));
const config = { queue: settings.queue, redisUrl: settings.redisUrl, databaseUrl: () => settings.workerUrl };
await NestFactory.createApplicationContext(
  {
    module: QueueWorker,
    imports: [QueueModule.register(config, 'worker', settings.times)],
    providers: [{ provide: Jobs, useValue: new Jobs(ledger) }],
  },
  { logger: false },
);
