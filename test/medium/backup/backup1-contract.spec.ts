import { afterAll, beforeAll, jest } from '@jest/globals';
import type { Desired } from '@amie/reconcile';
import { Connections } from '@amie/servers';
import { getShape, type RepositorySpec } from '@amie/services/resources';
import { backupDriver } from '../../../libs/services/backup/backup-driver.js';
import { driverContract } from '../../contract/driver-contract.js';
import type { Rig } from '../../contract/rig.js';
import { next, Subject } from '../../contract/subject.js';
import { lab } from '../../lab/lab-client.js';
import { epochsFrom, labCredentials, labServer, newLabLease, newSlug } from '../servers/lab-drivers.js';
import { editRepository, newRepository } from './repositories.js';

// Its lane on the sources is named after it.
const serverId = 'ba0c0000-0000-4000-8000-000000000001';
const serverSettings = '/etc/amie-backup/server.json';
let settingsBefore = '';

jest.setTimeout(180_000);
beforeAll(async () => {
  await lab.up(['mail1', 'backup1']);
  settingsBefore = await lab.exec('backup1', ['sh', '-c', 'cat "$1" 2>/dev/null || true', 'sh', serverSettings]);
  // Whoever is root on the backup server may shorten its wait; nobody else can.
  await lab.exec('backup1', ['tee', serverSettings], { stdin: '{"purgeWaitSeconds":0,"keptDays":30}' });
});
afterAll(async () => {
  const put = settingsBefore === '' ? ['rm', '-f', serverSettings] : ['tee', serverSettings];
  await lab.exec('backup1', put, { stdin: settingsBefore });
});

/** Everything of the repositories whose names begin so: state, keys, accounts, folders and limits. */
const dumpScript = `
for place in /var/lib/amie-agent/backup/"$1"*.json /etc/ssh/amie/backup/"$1"*; do
  if [ -f "$place" ]; then echo "$place"; cat "$place"; fi
done
getent passwd | grep "^$1" || true
find /srv/backup /srv/backup/.aside -maxdepth 2 -path "*/$1*" -printf '%p %u %m\\n' | sort -u
`;

let block = Math.floor(Math.random() * 90_000_000);

/** Over the lab's backup server and its mail server: accounts, sshd, btrfs and Borg's door as they are. */
async function rig(): Promise<Rig> {
  // A block of names of its own: the server never gives a name twice.
  block += 1;
  const prefix = `b${String(block).padStart(8, '0').slice(-6)}`;
  const slug = newSlug();
  const connections = new Connections(labCredentials());
  const firstEpoch = epochsFrom();
  const made = new Map<string, Desired>();
  const sources = [{ name: 'mail1', address: lab.address('mail1'), hostKey: lab.hostKey('mail1') }];
  const nameOf = (n: number) => `${prefix}${String(n).padStart(3, '0')}`;
  const keep = (desired: Desired<RepositorySpec>) => {
    made.set(desired.key, desired);
    return desired;
  };
  const noteOf = ({ spec }: Desired) => `/srv/backup/${(spec as RepositorySpec).name}/note`;
  const base: Rig = {
    driver: backupDriver(connections),
    server: labServer('backup1', { id: serverId, settings: { sources } }),
    shapeOf: getShape,
    lease: number => newLabLease('backup', firstEpoch + BigInt(number), AbortSignal.timeout(180_000)),
    make: async (_kind, n) => keep(newRepository(nameOf(n), { slug })),
    edit: editRepository,
    makeRefused: async () => newRepository(nameOf(900), { slug, sources: [{ server: 'nowhere', turn: 1 }] }),
    world: {
      dump: () => lab.exec('backup1', ['sh', '-c', dumpScript, 'sh', prefix]),
      plantOrphan: async () => {
        const orphan = keep(newRepository(nameOf(999), { slug: `${slug}x` }));
        await new Subject(base).run(orphan);
        return orphan.key;
      },
      leaveContent: async desired => void (await lab.exec('backup1', ['tee', noteOf(desired)], { stdin: 'segments' })),
      contentOf: desired => lab.exec('backup1', ['cat', noteOf(desired)]),
    },
    close: async () => {
      // After every lease of the test.
      const subject = new Subject({ ...base, lease: number => base.lease(number + 5_000) });
      const last = [...made.values()].map(one => ({ ...one, generation: 1_000n }));
      try {
        await subject.run(...last.map(one => next(one, 'aside')));
        await subject.run(...last.map(one => next(next(one, 'aside'), 'absent')));
      } finally {
        connections[Symbol.dispose]();
      }
    },
  };
  return base;
}

driverContract({
  name: 'the backup driver, on sshd, btrfs and Borg,',
  kinds: ['repository'],
  crowdKind: 'repository',
  fences: { generation: ['repository'], epoch: ['repository'] },
  canBreakReads: false,
  timeout: 180_000,
  rig,
});
