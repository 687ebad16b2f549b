import { getShape } from '@amie/services/resources';
import type { Desired, Kind } from '@amie/reconcile';
import { webDriver } from '../../../libs/services/web/web-driver.js';
import { driverContract } from '../../contract/driver-contract.js';
import type { Rig } from '../../contract/rig.js';
import { newLease, newServer } from '../../factories/desired.js';
import { FakeWebAgent } from './fake-web-agent.js';
import { editWeb, makeWeb } from './web-rig.js';
import { newAccess } from './sites.js';

const slug = 'blue';

/** Over an agent in memory: what the driver itself promises, whatever stands behind the agent. */
async function rig(): Promise<Rig> {
  const agent = new FakeWebAgent();
  const { things } = agent;
  const plant = (key: string, spec: Record<string, unknown>, content: string): void =>
    void things.set(key, { state: 'present', generation: 1n, spec, content, hasSecret: true });
  return {
    driver: webDriver(agent.door),
    server: newServer({ name: 'web1' }),
    shapeOf: getShape,
    lease: number => newLease(BigInt(number), { lane: { service: 'web', serverId: newServer().id } }),
    make: async (kind: Kind, n: number): Promise<Desired> => {
      // What databases and accesses stand on.
      if (kind !== 'site' && !things.has('site/w00001')) plant('site/w00001', { slug }, 'ground');
      return makeWeb(slug, 'w00001', kind, kind === 'site' ? n + 1 : n);
    },
    edit: editWeb,
    makeRefused: async () => newAccess(slug, 'w99999', 'nobody'),
    world: {
      dump: async () =>
        JSON.stringify(
          [...things].sort(([one], [other]) => (one < other ? -1 : 1)),
          (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value),
        ),
      plantOrphan: async () => {
        plant('site/w77777', { slug: 'strange' }, 'strange');
        return 'site/strange/w77777';
      },
      contentOf: async ({ key, kind }) => things.get(`${kind}/${key.split('/')[2]}`)?.content,
      breakReads: async () => void (agent.isCut = true),
      restoreReads: async () => void (agent.isCut = false),
    },
    close: async () => {},
  };
}

driverContract({
  name: 'the web driver, over an agent in memory,',
  kinds: ['site', 'site-database', 'site-access'],
  crowdKind: 'site',
  fences: { generation: ['site', 'site-database', 'site-access'], epoch: ['site', 'site-database', 'site-access'] },
  canBreakReads: true,
  rig,
});
