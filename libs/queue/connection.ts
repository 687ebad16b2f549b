import type { Config } from '@amie/config';
import {
  type BackendFactory,
  type ConnectionOptions,
  createPostgresBackend,
  createRedisBackend,
  type RedisQueueBackend,
} from 'bullmq';

/** What this library reads of the configuration. */
export type QueueConfig = Pick<Config, 'queue' | 'redisUrl' | 'databaseUrl'>;

/** Who opens the queue: the API only rings, the worker also runs jobs. */
export type QueueRole = 'api' | 'worker';

/** Where the queue lives, and how to reach it. */
export interface QueuePlace {
  readonly connection: ConnectionOptions;
  // BullMQ's types name its Redis backend by default; both backends keep the same interface.
  readonly factory: BackendFactory<RedisQueueBackend, ConnectionOptions>;
}

/** The place the configuration chose; undefined when the queue is off. Opens nothing. */
export function findPlace(config: QueueConfig, role: QueueRole, use: 'ring' | 'work'): QueuePlace | undefined {
  if (config.queue === 'off') return undefined;
  if (config.queue === 'redis') return inRedis(config.redisUrl, use);
  return inPostgres(config.databaseUrl(role), role);
}

function inRedis(url: string | undefined, use: 'ring' | 'work'): QueuePlace {
  if (!url) throw new Error('the queue is to live in Redis, but REDIS_URL is not set');
  // A ring must fail at once while Redis is away (the sweep is behind it); a worker waits for it as long as it takes.
  const patience =
    use === 'ring' ? { maxRetriesPerRequest: 1, enableOfflineQueue: false } : { maxRetriesPerRequest: null };
  const connection = { url, connectTimeout: 2000, ...patience };
  return { connection, factory: createRedisBackend };
}

function inPostgres(url: string, role: QueueRole): QueuePlace {
  const connection = {
    connectionString: url,
    max: role === 'api' ? 2 : 4,
    connectionTimeoutMillis: 2000,
    keepAlive: true,
    // Losing the last rings in a crash loses nothing, so no ring waits for the disk.
    options: '-c synchronous_commit=off',
  };
  return {
    connection: connection as unknown as ConnectionOptions,
    factory: createPostgresBackend as unknown as QueuePlace['factory'],
  };
}
