import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type Figure, figure } from './figure.js';
import type { Rig } from './rig.js';

/** Resident memory of API and worker together, ten seconds after the last request; the limit is two bare Node processes. */
export async function idleMemory({ platform }: Rig): Promise<Figure> {
  await pause(10_000);
  const pids = (['api', 'worker'] as const).map(name => platform.program(name)?.process.pid ?? 0);
  const ours = pids.reduce((sum, pid) => sum + residentMegabytes(pid), 0);
  const bare = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' });
  await pause(1000);
  const raw = 2 * residentMegabytes(bare.pid ?? 0);
  bare.kill();
  return figure('idle-memory', 'MB', [ours], [raw]);
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(/^VmRSS:\s+(\d+) kB$/m)?.[1] ?? 0) / 1000;
}
