import { afterEach, describe, expect, it } from '@jest/globals';
import { edit, setAside } from './change.js';
import { FakeApi } from './fake-api.js';

let api: FakeApi | undefined;
afterEach(() => api?.close());

async function versionsSent(write: (terminal: Awaited<ReturnType<FakeApi['terminal']>>) => Promise<void>) {
  api = new FakeApi(() => ({ id: 'g1' }));
  await write(await api.terminal({ json: false, dryRun: true }));
  return api.calls.map(({ method, ifMatch }) => [method, ifMatch]);
}

describe('a change of one thing', () => {
  it('is about the version that was read, so that nobody else’s change is lost', async () => {
    expect(await versionsSent(terminal => edit(terminal, '/groups/g1', {}))).toEqual([
      ['GET', undefined],
      ['PATCH', '"7"'],
    ]);
  });

  it('by removal is too', async () => {
    expect(await versionsSent(terminal => setAside(terminal, '/groups/g1'))).toEqual([
      ['GET', undefined],
      ['DELETE', '"7"'],
    ]);
  });
});
