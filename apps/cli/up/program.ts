import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Folder of the compiled apps beside this one: `dist/apps`. */
export const compiledApps = path.resolve(import.meta.dirname, '../..');

export type ProgramName = 'api' | 'worker';

/** One running program of the platform; it never outlives the process that started it. */
export interface Program {
  readonly name: ProgramName;
  readonly process: ChildProcess;
  /** Settles when it has ended. */
  readonly ended: Promise<void>;
  /** Asks it to stop in order; after ten seconds it is killed. */
  stop(): Promise<void>;
}

// The young generation may otherwise grow to 16 MB and stay. Smaller than 8, it costs a large import a second of collecting,
// and idle memory is no less.
const lean = ['--max-semi-space-size=8'];

/** Starts the compiled API or worker with an environment of its own; what it prints goes to `output`. */
export function startProgram(
  name: ProgramName,
  { env, output, apps = compiledApps }: { env: NodeJS.ProcessEnv; output: number | 'inherit'; apps?: string },
): Program {
  const main = path.join(apps, name, 'main.js');
  // Ends with us even when we are killed without a word.
  const leash = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'TERM'] : [];
  const [command, ...args] = [...leash, process.execPath, ...lean, main];
  const child = spawn(command, args, { env, stdio: ['ignore', output, output], cwd: '/' });
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()).once('error', () => resolve()));
  return { name, process: child, ended, stop: () => stopInOrder(child, ended) };
}

async function stopInOrder(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
}
