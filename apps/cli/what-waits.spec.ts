import { afterEach, describe, expect, it } from '@jest/globals';
import { FakeApi } from './fake-api.js';
import { type Lane, laneState } from './lanes.js';
import { Output } from './output.js';
import { whatWaits } from './what-waits.js';

let api: FakeApi | undefined;
afterEach(() => api?.close());

const idle: Lane = {
  service: 'mail',
  server: { id: '1', name: 'mail1' },
  state: 'working',
  due: 3,
  stopped: null,
  problem: null,
  failures: 0,
  nextRunAt: '2026-11-23T12:00:00Z',
  lastRunAt: null,
  inspectedAt: null,
};
const away = { code: 'worker-away', title: 'Nobody applies changes.', detail: '', action: 'Start it.' };
const down = { code: 'server-unreachable', title: 'The server does not answer.', detail: '', action: 'Start it.' };

async function hintsOf(items: readonly Lane[]): Promise<string[]> {
  api = new FakeApi(() => ({ items }));
  return (await whatWaits(await api.terminal(), { memberId: null })).map(({ text }) => text);
}

describe('what waits', () => {
  it('says once, for all lanes, that nobody applies changes, and promises no next try', async () => {
    const lanes = ['mail', 'directory'].map(service => ({ ...idle, service, problem: away }));
    expect(await hintsOf(lanes)).toEqual(['Nobody applies changes.\n  Start it.']);
  });

  it('on a lane nobody serves is no rest', () => {
    expect(laneState({ ...idle, state: 'idle', problem: away }, new Output(false, 'en'))).toBe('no answer');
    expect(laneState({ ...idle, state: 'idle' }, new Output(false, 'en'))).toBe('idle');
  });

  it('names each lane whose server is in trouble', async () => {
    const lanes = ['mail', 'directory'].map(service => ({ ...idle, service, problem: down }));
    const hints = await hintsOf(lanes);
    expect(hints).toHaveLength(2);
    expect(hints[1]).toContain('directory mail1: The server does not answer.');
  });

  it('is nothing where all is well', async () => {
    expect(await hintsOf([idle])).toEqual([]);
  });
});
