import { describe, expect, test } from '@jest/globals';
import { type Desired, inspectLane, type Outcome, reconcileBatch } from '@amie/reconcile';
import { getShape } from '@amie/services/resources';
import { webDriver } from '../../../libs/services/web/web-driver.js';
import { newLease, newServer } from '../../factories/desired.js';
import { FakeWebAgent } from './fake-web-agent.js';
import { newAccess, newDatabase, newSite } from './sites.js';

const slug = 'blue';
const name = (n: number): string => `w${String(n).padStart(5, '0')}`;

async function run(agent: FakeWebAgent, ...desired: readonly Desired[]): Promise<readonly Outcome[]> {
  const driver = webDriver(agent.door);
  const lease = newLease(1n);
  await using session = await driver.connect(newServer(), lease);
  const outcomes: Outcome[] = [];
  await reconcileBatch({
    session,
    order: driver.order,
    shapeOf: getShape,
    desired,
    signal: lease.signal,
    onOutcomes: async told => void outcomes.push(...told),
  });
  return outcomes;
}

const problems = (outcomes: readonly Outcome[]) =>
  outcomes.flatMap(one => (one.result === 'failed' ? [[one.desired.key, one.problem.code]] : []));

describe('the web driver', () => {
  test('asks for a hundred sites and their databases in one request each, and one reload', async () => {
    const agent = new FakeWebAgent();
    const sites = Array.from({ length: 100 }, (_, n) => newSite(slug, name(n)));
    const outcomes = await run(agent, ...sites, newDatabase(slug, name(3), 'blog'));
    expect(problems(outcomes)).toEqual([]);
    expect(agent.writes).toEqual(['web.put', 'web.commit', 'web.put']);
  });

  test('leaves a site whose configuration is refused alone in its failure', async () => {
    const agent = new FakeWebAgent();
    agent.spoilt.add(name(2));
    const outcomes = await run(agent, ...[1, 2, 3].map(n => newSite(slug, name(n))));
    expect(problems(outcomes)).toEqual([[`site/${slug}/${name(2)}`, 'site-config-refused']]);
  });

  test('takes nothing that the server holds for another member, and says so', async () => {
    const agent = new FakeWebAgent();
    await run(agent, newSite('red', name(1)));
    const outcomes = await run(agent, newSite(slug, name(1)));
    expect(problems(outcomes)).toEqual([[`site/${slug}/${name(1)}`, 'site-name-taken']]);
    expect(agent.things.get(`site/${name(1)}`)?.spec.slug).toBe('red');
  });

  test('tells at a look which versions of PHP the server has', async () => {
    const agent = new FakeWebAgent();
    agent.phpVersions = ['8.2', '8.4'];
    const lease = newLease(1n);
    const driver = webDriver(agent.door);
    await using session = await driver.connect(newServer(), lease);
    const desired = (async function* () {})();
    const view = { session, order: driver.order, shapeOf: getShape, desired, signal: lease.signal };
    expect((await inspectLane(view)).facts).toEqual({ phpVersions: ['8.2', '8.4'] });
  });

  test('asks a person for the password that nobody holds any more', async () => {
    const agent = new FakeWebAgent();
    const { secret: _, ...forgotten } = newAccess(slug, name(1), 'alice');
    const outcomes = await run(agent, newSite(slug, name(1)), forgotten);
    expect(problems(outcomes)).toEqual([[forgotten.key, 'site-secret-needed']]);
  });

  test('sends nothing that its own grammar refuses', async () => {
    const agent = new FakeWebAgent();
    const strange = newSite(slug, name(1), { redirects: [{ from: '/a', to: '/b;}', isPermanent: true }] });
    const moved = { ...newSite(slug, name(2)), key: `site/${slug}/${name(3)}` };
    expect(problems(await run(agent, strange, moved)).map(([, code]) => code)).toEqual([
      'value-refused',
      'value-refused',
    ]);
    expect(agent.things.size).toBe(0);
  });
});
