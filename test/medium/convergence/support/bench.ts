import 'reflect-metadata';
import { readConfig } from '@amie/config';
import { MemoryDriver, MemoryServer } from '@amie/reconcile';
import { directoryOrder, mailOrder } from '@amie/services/resources';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Schedule } from '../../../../apps/worker/schedule.js';
import { WorkerModule } from '../../../../apps/worker/worker-module.js';
import type { TestDatabase } from '../../support/database.js';

/** The real worker in this process, its server in memory, its queue off: jobs run when the test says so. */
export interface WorkerBench {
  readonly server: MemoryServer;
  readonly app: INestApplicationContext;
  close(): Promise<void>;
}

export async function startBench(db: TestDatabase, env: Record<string, string> = {}): Promise<WorkerBench> {
  const server = new MemoryServer();
  const find = () => server;
  const drivers = [
    new MemoryDriver({ service: 'directory', order: directoryOrder, find }),
    new MemoryDriver({ service: 'mail', order: mailOrder, find }),
  ];
  const config = readConfig({
    DATABASE_URL_WORKER: db.url('worker'),
    AMIE_QUEUE: 'off',
    AMIE_CREDENTIALS: db.credentials.folder,
    ...env,
  });
  const parts = { config, db: db.worker, drivers, passwordKey: db.passwordKey };
  const app = await NestFactory.createApplicationContext(WorkerModule.register(parts), { logger: false });
  app.get(Schedule).stop();
  return { server, app, close: () => app.close() };
}
