import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Desired, Lease } from '@amie/reconcile';
import { getShape, type RepositorySpec } from '@amie/services/resources';
import { backupDriver } from '../../../libs/services/backup/backup-driver.js';
import { laneOnSources } from '../../../libs/services/backup/backup-tools.js';
import { driverContract } from '../../contract/driver-contract.js';
import type { Rig } from '../../contract/rig.js';
import { Subject } from '../../contract/subject.js';
import { FakeBackupServer, fakeDoor, FakeSource, keyOf } from './fake-agents.js';
import { editRepository, newRepository as named } from './repositories.js';

const serverId = '00000000-0000-4000-8000-0000000000ba';

const newRepository = (n: number, changes: Partial<RepositorySpec> = {}) =>
  named(`b${String(n).padStart(5, '0')}`, changes);

interface FakeRig extends Rig {
  readonly backup: FakeBackupServer;
  readonly mail: FakeSource;
}

async function fakeRig(): Promise<FakeRig> {
  const [backup, mail] = [new FakeBackupServer(), new FakeSource()];
  const sources = [{ name: 'mail1', address: '192.0.2.11', hostKey: 'ssh-ed25519 AAAA' }];
  const server = { id: serverId, name: 'backup1', address: '192.0.2.15', hostKey: '', settings: { sources } };
  const lane = { service: 'backup', serverId } as const;
  return {
    backup,
    mail,
    driver: backupDriver(fakeDoor({ backup1: backup, mail1: mail })),
    server,
    shapeOf: getShape,
    lease: (number): Lease => ({ lane, epoch: BigInt(number), signal: new AbortController().signal }),
    make: async (_kind, n) => newRepository(n),
    edit: editRepository,
    makeRefused: async () => newRepository(900, { sources: [{ server: 'nowhere', turn: 1 }] }),
    world: {
      dump: async () => structuredClone([[...backup.repositories], [...mail.keys]]),
      plantOrphan: async () => {
        const aside = {
          state: 'present',
          generation: '3',
          limitKib: 1,
          escrowKey: null,
          keys: [],
          asideAt: null,
        } as const;
        backup.repositories.set('b99999', { slug: 'stranger', content: 'theirs', ...aside });
        return 'repository/stranger/b99999';
      },
      leaveContent: async ({ spec }) => {
        const found = backup.repositories.get((spec as RepositorySpec).name);
        if (found) found.content = 'segments';
      },
      contentOf: async ({ spec }) => backup.repositories.get((spec as RepositorySpec).name)?.content,
    },
    close: async () => undefined,
  };
}

driverContract({
  name: 'the backup driver, on agents in memory,',
  kinds: ['repository'],
  crowdKind: 'repository',
  fences: { generation: ['repository'], epoch: ['repository'] },
  canBreakReads: false,
  rig: fakeRig,
});

describe('a repository', () => {
  let rig: FakeRig;
  let subject: Subject;
  beforeEach(async () => {
    rig = await fakeRig();
    subject = new Subject(rig);
  });
  afterEach(() => rig.close());

  const probe = async (desired: Desired) => {
    await using session = await subject.session();
    return (await session.probe([desired])).get(desired.key);
  };

  test('lets in the key its source made, and a new one once its turn rises', async () => {
    const desired = newRepository(1);
    await subject.run(desired);
    expect(rig.backup.repositories.get('b00001')?.keys).toEqual([
      { source: 'mail1', turn: 1, publicKey: keyOf('b00001 1') },
    ]);
    const turned = newRepository(1, { sources: [{ server: 'mail1', turn: 2 }] });
    await subject.run({ ...turned, generation: 2n });
    expect(rig.backup.repositories.get('b00001')?.keys).toEqual([
      { source: 'mail1', turn: 2, publicKey: keyOf('b00001 2') },
    ]);
  });

  test('is not purged before the time its own server asks for, whatever the database says', async () => {
    rig.backup.purgeWait = 72 * 3_600_000;
    const desired = newRepository(1);
    await subject.run(desired);
    const aside: Desired = { ...desired, presence: 'aside', generation: 2n, wasConfirmed: true };
    await subject.run(aside);
    const { outcomes } = await subject.run({ ...aside, presence: 'absent', generation: 3n });
    expect(outcomes).toMatchObject([{ result: 'failed', problem: { code: 'backup-not-yet', isTerminal: false } }]);
    expect(rig.backup.repositories.has('b00001')).toBe(true);
  });

  test('of another member under the same name is refused', async () => {
    await subject.run(newRepository(1));
    const { outcomes } = await subject.run({ ...newRepository(1, { slug: 'other' }), generation: 9n });
    expect(outcomes).toMatchObject([{ result: 'failed', problem: { code: 'backup-name-taken' } }]);
  });

  test('waits for a source that is down, and none of its neighbours do', async () => {
    rig.mail.isReachable = false;
    const without = newRepository(2, { sources: [] });
    const { outcomes } = await subject.run(newRepository(1), without);
    expect(outcomes).toMatchObject([
      { result: 'failed', problem: { code: 'backup-source-unreachable', isTerminal: false } },
      { result: 'confirmed' },
    ]);
  });

  test.each([
    ['readable', { outcome: 'ready' }],
    ['empty', { outcome: 'ready' }],
    ['refused', { outcome: 'broken', code: 'backup-repository-refused' }],
    ['unreachable', { outcome: 'unknown', code: 'backup-repository-unreachable' }],
  ] as const)('that its source finds %s is told so', async (door, expected) => {
    const desired = newRepository(1);
    await subject.run(desired);
    rig.mail.door = door;
    expect(await probe(desired)).toMatchObject(expected);
  });

  test('is unknown, and not broken, while nobody answers', async () => {
    const desired = newRepository(1);
    await subject.run(desired);
    rig.mail.isReachable = false;
    expect(await probe(desired)).toMatchObject({ outcome: 'unknown', code: 'backup-source-unreachable' });
  });
});

describe('the lane of a backup server on its sources', () => {
  test('is a lane by the agent’s grammar, and differs between servers', () => {
    const lanes = [serverId, 'ffffffff-ffff-4fff-8fff-ffffffffffff', '12345678-90ab-4def-8000-000000000000'].map(
      laneOnSources,
    );
    expect(lanes.every(lane => /^[a-z]{2,16}$/.test(lane))).toBe(true);
    expect(new Set(lanes).size).toBe(lanes.length);
  });
});
