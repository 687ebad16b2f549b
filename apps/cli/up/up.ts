import { setTimeout as pause } from 'node:timers/promises';
import { type Platform, startPlatform } from './platform.js';
import type { ProgramName } from './program.js';

/** `amie up`: runs the whole platform until it is asked to stop, starting again what ends by itself. */
export async function up(env: NodeJS.ProcessEnv): Promise<void> {
  const platform = await startPlatform({ env, output: 'inherit' });
  process.stderr.write(`Amie answers at ${platform.url}. Ctrl-C stops it.\n`);
  const stopped = new AbortController();
  const watched = (['api', 'worker'] as const).map(name => keepRunning(platform, name, stopped.signal));
  // `on`, not `once`: the signal may come twice (from the terminal and from what started us), and stopping takes a while.
  await new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  process.stderr.write('Stopping…\n');
  stopped.abort();
  await platform.stop();
  await Promise.all(watched);
}

async function keepRunning(platform: Platform, name: ProgramName, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    await platform.program(name)?.ended;
    if (stopped.aborted) return;
    process.stderr.write(`the ${name} ended; starting it again in a second\n`);
    await pause(1000);
    if (!stopped.aborted) platform.start(name);
  }
}
