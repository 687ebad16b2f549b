import { describe, expect, test } from '@jest/globals';
import { driverContract } from '../../../test/contract/driver-contract.js';
import type { Rig } from '../../../test/contract/rig.js';
import { newDesired, newLease, newServer } from '../../../test/factories/desired.js';
import type { Desired, Key } from '../contract.js';
import { halfReading } from './faults.js';
import { MemoryDriver } from './memory-driver.js';
import { MemoryServer } from './memory-server.js';
import { memoryShape } from './memory-shape.js';

const order = ['tree', 'branch', 'leaf'];
const ground: Readonly<Record<string, Key>> = { branch: 'tree/ground', leaf: 'branch/ground' };

async function memoryRig(): Promise<Rig> {
  const server = new MemoryServer();
  const driver = new MemoryDriver({ order, find: () => server });
  for (const key of Object.values(ground)) {
    server.plant(key, { kind: key.split('/')[0] as string, presence: 'present', generation: 1n, spec: {} });
  }
  return {
    driver,
    server: newServer(),
    shapeOf: memoryShape,
    lease: number => newLease(BigInt(number)),
    make: async (kind, n) =>
      newDesired({ kind, key: `${kind}/blue/${n}`, spec: { standsOn: ground[kind], value: 'a' } }),
    edit,
    makeRefused: async () => newDesired({ key: 'leaf/blue/refused', spec: { standsOn: 'branch/nowhere' } }),
    world: {
      dump: async () => [server.dump(), [...server.uncommitted]],
      plantOrphan: async () => {
        server.plant('leaf/stranger', { kind: 'leaf', presence: 'present', generation: 1n, spec: {} });
        return 'leaf/stranger';
      },
      leaveContent: async ({ key }) => {
        const entry = server.entries.get(key);
        if (entry) server.entries.set(key, { ...entry, content: 'a letter from Ada' });
      },
      contentOf: async ({ key }) => server.entries.get(key)?.content,
      breakReads: async () => void (server.faults = halfReading()),
      restoreReads: async () => void (server.faults = {}),
    },
    close: async () => {},
  };
}

function edit(desired: Desired): Desired {
  const spec = desired.spec as { value: string };
  return { ...desired, generation: desired.generation + 1n, spec: { ...spec, value: `${spec.value}b` } };
}

driverContract({
  name: 'the driver of a server in memory',
  kinds: order,
  crowdKind: 'leaf',
  fences: { generation: order, epoch: order },
  canBreakReads: true,
  rig: memoryRig,
});

describe('a server in memory', () => {
  test('does nothing for a session that was closed', async () => {
    const { driver, server, lease } = await memoryRig();
    const session = await driver.connect(server, lease(1));
    await session[Symbol.asyncDispose]();
    await expect(session.observe('all')).rejects.toThrow('session-closed');
  });

  test('shows no generation where it keeps none, and refuses none', async () => {
    const server = new MemoryServer({ keepsGenerations: false, keepsEpochs: false });
    const driver = new MemoryDriver({ order, find: () => server });
    const session = await driver.connect(newServer(), newLease(1n));
    await session.apply({ action: 'create', desired: newDesired({ generation: 5n }), fields: [] });
    await session.apply({ action: 'set-aside', desired: newDesired({ generation: 4n }), fields: [] });
    const [found] = (await session.observe('all')).values();
    expect(found).toEqual({ key: 'leaf/blue/ada', kind: 'leaf', presence: 'aside', spec: { value: 'one' } });
    expect(await session.lastEpoch()).toBeUndefined();
  });

  test('refuses to purge what something still stands on, and that thing keeps its content', async () => {
    const { driver, server, lease, world, make } = await memoryRig();
    const session = await driver.connect(server, lease(1));
    await session.apply({ action: 'create', desired: await make('leaf', 1), fields: [] });
    const before = await world.dump();
    const desired = newDesired({ key: 'branch/ground', kind: 'branch', presence: 'absent', generation: 2n });
    await session.apply({ action: 'set-aside', desired, fields: [] });
    await expect(session.apply({ action: 'purge', desired, fields: [] })).rejects.toThrow('still-stood-on');
    expect(Object.keys(((await world.dump()) as [object])[0])).toEqual(Object.keys((before as [object])[0]));
  });
});
