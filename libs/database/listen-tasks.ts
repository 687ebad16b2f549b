import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** A standing ear for tasks; `close` ends it. */
export interface TaskListener {
  close(): Promise<void>;
}

/**
 * Calls `onTask` with the id of every task that gets an event. Reconnects by itself; what happens while it is away is
 * not told, so a slow poll must stand behind it. Holds no transaction.
 */
export function listenTasks(url: string, onTask: (taskId: string) => void): TaskListener {
  const ending = new AbortController();
  const done = keepListening(url, onTask, ending.signal);
  return {
    close: () => {
      ending.abort();
      return done;
    },
  };
}

async function keepListening(url: string, onTask: (taskId: string) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await listenOnce(url, onTask, signal).catch(() => undefined);
    await pause(retryMs, undefined, { signal }).catch(() => undefined);
  }
}

const retryMs = 1000;

async function listenOnce(url: string, onTask: (taskId: string) => void, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'amie-tasks' });
  const lost = new Promise<void>(resolve => client.once('error', () => resolve()).once('end', resolve));
  const ended = new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
  client.on('notification', ({ payload }) => payload && onTask(payload));
  try {
    await client.connect();
    await client.query('listen amie_task');
    await Promise.race([lost, ended]);
  } finally {
    await client.end().catch(() => undefined);
  }
}
