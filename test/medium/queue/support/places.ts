import { migrateQueue, type QueueConfig } from '@amie/queue';
import type { TestDatabase } from '../../support/database.js';
import { startRedis } from './redis.js';

/** Where a test's queue lives, empty at first. */
export interface TestPlace {
  readonly config: QueueConfig;
  /** Loses the whole queue, as a flushed or restarted Redis would. */
  flush(): Promise<void>;
  /** Deduplication keys that are still held. */
  keptKeys(): Promise<string[]>;
  close(): Promise<void>;
}

/** A queue of each kind, beside the given database. */
export async function openPlace(kind: 'redis' | 'postgres' | 'off', db: TestDatabase): Promise<TestPlace> {
  if (kind === 'redis') return inRedis(db);
  if (kind === 'postgres') return inPostgres(db);
  const nothing = async () => undefined;
  return {
    config: { queue: 'off', databaseUrl: role => db.url(role) },
    flush: nothing,
    keptKeys: async () => [],
    close: nothing,
  };
}

async function inRedis(db: TestDatabase): Promise<TestPlace> {
  const redis = await startRedis();
  return {
    config: { queue: 'redis', redisUrl: redis.url, databaseUrl: role => db.url(role) },
    flush: () => redis.flush(),
    keptKeys: () => redis.keys('bull:lanes:de:*'),
    close: () => redis.stop(),
  };
}

async function inPostgres(db: TestDatabase): Promise<TestPlace> {
  await migrateQueue(db.url('owner'));
  return {
    config: { queue: 'postgres', databaseUrl: role => db.url(role) },
    flush: async () => void (await db.look('truncate bullmq.job, bullmq.dedup, bullmq.dedup_next cascade')),
    keptKeys: async () => {
      const kept = await db.look<{ id: string }>('select dedup_id as id from bullmq.dedup');
      return kept.map(({ id }) => id);
    },
    close: async () => undefined,
  };
}
