import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../../..');

/** Starts a program of this folder's tests as a process of its own; its settings travel on standard input. */
export function startChild(program: string, settings: unknown): ChildProcess {
  const loader = path.join(root, 'test/medium/support/typescript.mjs');
  const child = spawn(process.execPath, ['--import', loader, path.join(root, program)], {
    cwd: root,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(JSON.stringify(settings));
  return child;
}

/** Ends it as a power cut would. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
