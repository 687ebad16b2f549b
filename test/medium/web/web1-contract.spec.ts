import { beforeAll, jest } from '@jest/globals';
import { Credentials } from '@amie/config';
import type { Desired, Kind } from '@amie/reconcile';
import { Connections } from '@amie/servers';
import { getShape } from '@amie/services/resources';
import { webDriver } from '../../../libs/services/web/web-driver.js';
import { driverContract } from '../../contract/driver-contract.js';
import type { Rig } from '../../contract/rig.js';
import { Subject } from '../../contract/subject.js';
import { lab } from '../../lab/lab-client.js';
import { epochsFrom, labServer, newLabLease, newSlug } from '../servers/lab-drivers.js';
import { next } from '../../contract/subject.js';
import { newAccess, newSite } from './sites.js';
import { editWeb, makeWeb } from './web-rig.js';
import { web1 } from './web1-world.js';

jest.setTimeout(120_000);
beforeAll(() => lab.up(['web1']));

let block = Math.floor(Math.random() * 8_000_000);

/** Over the lab's web server: nginx, PHP, btrfs and sshd as they are. */
async function rig(): Promise<Rig> {
  const slug = newSlug();
  // A block of names of its own: names are never used again.
  block += 1;
  const ground = `w9${String(block).padStart(7, '0').slice(-7)}0`.slice(0, 10);
  const prefix = ground.slice(0, -1);
  const connections = new Connections(new Credentials(lab.credentials));
  const made: Desired[] = [];
  const firstEpoch = epochsFrom();
  const base: Rig = {
    driver: webDriver(connections),
    server: labServer('web1'),
    shapeOf: getShape,
    lease: number => newLabLease('web', firstEpoch + BigInt(number), AbortSignal.timeout(120_000)),
    make: async (kind: Kind, n: number) => {
      if (kind !== 'site') await groundSite();
      const desired = kind === 'site' ? newSite(slug, `${prefix}${n}`) : makeWeb(slug, ground, kind, n);
      made.push(desired);
      return desired;
    },
    edit: editWeb,
    makeRefused: async () => newAccess(slug, 'w999999999', 'nobody'),
    world: {
      dump: () => web1.dump(prefix),
      plantOrphan: async () => {
        const orphan = newSite(`${slug}x`, `${prefix}9`);
        made.push(orphan);
        await new Subject(base).run(orphan);
        return orphan.key;
      },
      leaveContent: async ({ kind, spec }) => {
        if (kind === 'site') await web1.leavePage((spec as { name: string }).name, 'Bonjour\n');
      },
      contentOf: async ({ kind, spec }) => (kind === 'site' ? web1.page((spec as { name: string }).name) : undefined),
    },
    close: async () => {
      // After every lease of the test.
      const subject = new Subject({ ...base, lease: number => base.lease(number + 5_000) });
      const last = made.map(one => ({ ...one, generation: 1_000n }));
      try {
        await subject.run(...last.map(one => next(one, 'absent')));
      } finally {
        connections[Symbol.dispose]();
      }
    },
  };
  let groundMade: Promise<unknown> | undefined;
  const groundSite = async (): Promise<void> => {
    const site = newSite(slug, ground);
    if (!groundMade) made.unshift(site);
    await (groundMade ??= new Subject(base).run(site));
  };
  return base;
}

driverContract({
  name: 'the web driver, on nginx, PHP and btrfs,',
  kinds: ['site', 'site-database', 'site-access'],
  crowdKind: 'site-access',
  fences: { generation: ['site', 'site-database', 'site-access'], epoch: ['site'] },
  canBreakReads: false,
  timeout: 120_000,
  rig,
});
