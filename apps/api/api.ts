import 'reflect-metadata';
import type { Config } from '@amie/config';
import { openDatabase } from '@amie/database';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiModule } from './api.module.js';
import { refuseBeforeRoutes } from './http/problem-filter.js';
import type { Database } from './http/scope.js';
import { openLog } from './log.js';
import { tableMaximumBytes, tableTypes } from './imports/table-types.js';

/** An API that is ready to listen. Closing it closes its database too. */
export interface Api {
  readonly app: NestFastifyApplication;
  readonly db: Database;
  readonly close: () => Promise<void>;
}

const jsonMaximumBytes = 1024 * 1024;

/** Opens the database and builds the API; listens nowhere yet. */
export async function openApi(config: Config): Promise<Api> {
  const db = await openDatabase(config.databaseUrl('api'), { poolSize: 10, name: 'amie-api' });
  const adapter = new FastifyAdapter({
    bodyLimit: jsonMaximumBytes,
    routerOptions: { maxParamLength: 400 },
    trustProxy: 'loopback',
    frameworkErrors: refuseBeforeRoutes,
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.register(config, db), adapter, {
    logger: openLog(config),
    abortOnError: false,
  });
  // A table arrives as bytes: its own parser finds out the encoding.
  app.useBodyParser([...tableTypes], { bodyLimit: tableMaximumBytes });
  adapter.getInstance().addHook('onSend', async (_, reply) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    void reply.header('x-content-type-options', 'nosniff');
  });
  await app.init();
  await adapter.getInstance().ready();
  const close = async (): Promise<void> => {
    await app.close();
    await db.destroy();
  };
  return { app, db, close };
}
