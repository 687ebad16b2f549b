import { afterEach, describe, expect, it } from '@jest/globals';
import { FakeApi } from './fake-api.js';
import { followTask, readTaskEvent } from './follow-task.js';
import { fit } from './progress.js';
import { failureLines } from './task-end.js';
import { sayIn } from './words.js';

describe('an event of a task', () => {
  it('is read from the stream', () => {
    const data = JSON.stringify({
      n: 3,
      code: 'resource-ready',
      text: 'Ready',
      params: { key: 'mailbox/recre/marie' },
    });
    expect(readTaskEvent({ id: '3', event: 'resource-ready', data })).toEqual({
      code: 'resource-ready',
      text: 'Ready',
      params: { key: 'mailbox/recre/marie' },
    });
  });

  it('of a newer API that cannot be read stops nothing', () => {
    expect(readTaskEvent({ event: 'resource-sung', data: '<song/>' }).code).toBe('resource-sung');
  });
});

describe('the bar', () => {
  it.each([
    ['Ajout de 25 personnes', 80],
    ['Nouvelle personne : Marie-Antoinette Dupont-Durand (marie-antoinette.dupont-durand@recre.test)', 80],
    ['Ajout de 10 000 personnes', 40],
  ])('for "%s" fits in %d columns', (title, columns) => {
    const [name, barsize] = fit(title, columns);
    expect(name.length + barsize + ' 10000/10000 1h59m59s'.length).toBeLessThanOrEqual(columns);
  });
});

describe('what failed', () => {
  it('is told once per cause, with the way out and the code, under the things it concerns', () => {
    const down = {
      code: 'server-unreachable',
      title: 'The server does not answer.',
      detail: 'mail1',
      action: 'Start it.',
    };
    const failures = ['a', 'b', 'c', 'd', 'e', 'f'].map(key => ({ ...down, key }));
    expect(failureLines({ failures }, sayIn('en'))).toEqual([
      '  a, b, c, d … (+2)\n    The server does not answer.\n    Start it.\n    (server-unreachable: mail1)',
    ]);
  });
});

describe('a task that stands still', () => {
  let api: FakeApi | undefined;
  afterEach(() => api?.close());

  const task = { id: 't1', title: 'A task', state: 'running', memberId: null, progress: { total: 2, ready: 0 } };
  const stopped = { reason: 'breaker', title: 'Too much is gone.', action: 'Look.', at: '2026-11-23T12:00:00Z' };
  const lane = { service: 'mail', server: { id: '1', name: 'mail1' }, stopped, problem: null };
  const follow = async (lanes: readonly object[], options: object = {}) => {
    api = new FakeApi(({ path }) => (path === '/lanes' ? { items: lanes } : task));
    const terminal = await api.terminal(options);
    const startedAt = performance.now();
    const found = await followTask(terminal, 't1', { patience: { lookEveryMs: 20, standstillMs: 100 } });
    return { state: found.state, tookMs: performance.now() - startedAt };
  };

  it('for a known cause is followed no longer, and comes back still running', async () => {
    expect(await follow([lane])).toMatchObject({ state: 'running' });
  });

  it('for no known cause is followed on, and for as long as was asked', async () => {
    expect((await follow([], { timeout: 0.4 })).tookMs).toBeGreaterThan(350);
    api?.close();
    expect((await follow([lane], { timeout: 0.4 })).tookMs).toBeGreaterThan(350);
  });
});
