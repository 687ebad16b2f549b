import { describe, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { type Call, type JobName, jobNames } from './jobs.js';
import { concurrency, Runner, type Work } from './runner.js';

const lane = (n: number): Call => ({ job: 'reconcile', lane: { service: 'mail', serverId: `${n}` } });
const soon = () => new Promise(resolve => setImmediate(resolve));

/** A runner whose every job waits to be let go. */
function gatedRunner() {
  const begun: string[] = [];
  const gates: (() => void)[] = [];
  const work: Work = async (where: unknown) => {
    begun.push((where as { serverId?: string }).serverId ?? 'errand');
    await new Promise<void>(resolve => gates.push(resolve));
  };
  const runner = new Runner();
  runner.employ(new Map(jobNames.map(job => [job, work])));
  const letGo = async () => {
    for (const gate of gates.splice(0)) gate();
    await soon();
  };
  return { runner, begun, letGo };
}

describe('the runner', () => {
  test('refuses to start while a job has no method', () => {
    const some = new Map<JobName, Work>([['reconcile', async () => undefined]]);
    expect(() => new Runner().employ(some)).toThrow(`for: ${jobNames.filter(name => name !== 'reconcile').join(', ')}`);
  });

  test('gives one more run for any number of calls during a run, and never two at once', async () => {
    const { runner, begun, letGo } = gatedRunner();
    runner.start([lane(1)]);
    for (let calls = 0; calls < 5; calls += 1) runner.start([lane(1)]);
    const asked = runner.run(lane(1));
    expect(begun).toEqual(['1']);
    await letGo();
    expect(begun).toEqual(['1', '1']);
    await letGo();
    await asked;
    expect(begun).toEqual(['1', '1']);
  });

  test('starts no more at once than its concurrency, and the rest as soon as there is room', async () => {
    const { runner, begun, letGo } = gatedRunner();
    runner.start(Array.from({ length: concurrency + 3 }, (_, n) => lane(n)));
    expect(begun).toHaveLength(concurrency);
    await letGo();
    expect(begun).toHaveLength(concurrency + 3);
    await letGo();
  });

  test('lets a job that throws go, and runs the same key again when asked', async () => {
    Logger.overrideLogger(false);
    const runner = new Runner();
    let runs = 0;
    const failing: Work = async () => {
      runs += 1;
      throw new Error('the server is on fire');
    };
    runner.employ(new Map(jobNames.map(job => [job, failing])));
    await runner.run(lane(1));
    await runner.run(lane(1));
    expect(runs).toBe(2);
  });

  test('runs again for a call that comes at the very end of a run', async () => {
    const runner = new Runner();
    let runs = 0;
    const calling: Work = async () => {
      runs += 1;
      if (runs < 50) queueMicrotask(() => queueMicrotask(() => runner.start([lane(1)])));
      await Promise.resolve();
    };
    runner.employ(new Map(jobNames.map(job => [job, calling])));
    runner.start([lane(1)]);
    for (let turns = 0; turns < 60; turns += 1) await soon();
    expect(runs).toBe(50);
  });

  test('does not begin a job whose lock is lost already', async () => {
    const { runner, begun } = gatedRunner();
    await runner.run(lane(1), AbortSignal.abort());
    expect(begun).toEqual([]);
  });

  test('fires the signal of what runs when it stops, and starts nothing more', async () => {
    const runner = new Runner();
    let signalled = 0;
    const listening: Work = (where: unknown, signal?: AbortSignal) =>
      new Promise<void>(resolve => {
        signal?.addEventListener('abort', () => {
          signalled += 1;
          resolve();
        });
      });
    runner.employ(new Map(jobNames.map(job => [job, listening])));
    runner.start([lane(1), lane(2)]);
    runner.stop();
    await runner.idle();
    runner.start([lane(3)]);
    await runner.idle();
    expect(signalled).toBe(2);
  });
});
