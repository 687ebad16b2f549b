import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { lab } from '../../lab/lab-client.js';
import { projectRoot } from '../../support/project-root.js';
import { get, makeSites, removeSites, siteSpec, upload } from '../../medium/web/agent/agent-of-web.js';

jest.setTimeout(300_000);

const [flipping, still] = ['w99903', 'w99904'];
const [flippingDomain, stillDomain] = ['bascule.asso.test', 'calme.asso.test'];
const flips = 10_000;

interface Round {
  readonly flips: number;
  readonly calls: number;
  readonly failed: number;
}

const spec = siteSpec(flipping, flippingDomain);
const fence = { lane: 'trial', epoch: '1' };
const site = { kind: 'site', name: flipping };
const at = { ...site, generation: '2' };
const one = (verb: string, item: object, isWriting = true) => ({
  id: 1,
  verb,
  items: [item],
  ...(isWriting ? fence : {}),
});
const put = one('web.put', { ...at, spec, secret: null });
const rounds = {
  'web.put': [put],
  'web.commit': [put, one('web.commit', at)],
  'web.set-aside': [one('web.set-aside', at), put, one('web.commit', at)],
  'web.look': [one('web.look', site, false)],
  'web.probe': [one('web.probe', site, false)],
  'web.logs': [one('web.logs', { name: flipping, log: 'access', before: null, after: null, maxBytes: 4096 }, false)],
  'web.meters': [{ id: 1, verb: 'web.meters' }],
  'web.names': [{ id: 1, verb: 'web.names' }],
};

/** Names, owners, modes, times and contents of what the swaps point at; a number for what is large. */
async function surroundings(): Promise<string> {
  const folders = [`/srv/web/${still}`, '/etc', '/usr/local'];
  const listing = await lab.exec('web1', [
    'find',
    ...folders,
    '-xdev',
    '-not',
    '-path',
    '/etc/nginx/amie*',
    '-not',
    '-path',
    '/etc/amie-web*',
    '-not',
    '-path',
    '/etc/systemd/system*',
    '-type',
    'f',
    '-printf',
    '%p %u:%g %m %s %T@\n',
  ]);
  return listing.split('\n').toSorted().join('\n');
}

beforeAll(async () => {
  await lab.up(['out1', 'web1']);
  await makeSites([spec, siteSpec(still, stillDomain)]);
  await upload(still, 'private/secret', 'the secret of the neighbour');
  await lab.exec('web1', ['tee', '/root/flips.py'], {
    stdin: readFileSync(path.join(projectRoot, 'test/faults/web/flips.py'), 'utf8'),
  });
});
afterAll(() => removeSites([flipping, still]));

async function run(
  chosen: Readonly<Record<string, readonly object[]>>,
  change: object = {},
): Promise<Record<string, Round>> {
  const usual = { uid: 199_903, home: `/srv/web/${flipping}`, victim: `/srv/web/${still}`, flips };
  const asked = { ...usual, ...change, rounds: chosen };
  return JSON.parse(await lab.exec('web1', ['python3', '/root/flips.py'], { stdin: JSON.stringify(asked) }));
}

describe('while a site swaps its files for links', () => {
  it.each(Object.entries(rounds))(`%s is led nowhere by ${flips} swaps`, async (verb, requests) => {
    const before = await surroundings();
    const round = (await run({ [verb]: requests }))[verb];
    expect(round?.flips).toBeGreaterThanOrEqual(flips);
    expect(round?.failed).toBe(0);
    expect(await surroundings()).toBe(before);
  });

  it('nginx serves the file of its own, or nothing', async () => {
    const seen = [];
    const flipping = run({ serving: rounds['web.look'] });
    for (let count = 0; count < 60; count += 1) seen.push(await get(flippingDomain, '/index.html'));
    await flipping;
    expect(seen.filter(answer => answer.includes('secret of the neighbour'))).toEqual([]);
  });

  // Setting aside ends all that runs as the site: what swaps here is more than a site could keep running.
  it('web.purge erases the links and nothing they lead to', async () => {
    const before = await surroundings();
    const next = { ...site, generation: '3' };
    await lab.exec('web1', ['/usr/local/sbin/amie-agent'], {
      stdin: `${JSON.stringify(one('web.set-aside', next))}\n`,
    });
    const inside = { home: `/srv/web/.aside/${flipping}`, isOnce: true };
    const round = (await run({ purge: [one('web.purge', next)] }, inside))['purge'];
    expect(round).toMatchObject({ calls: 1, failed: 0 });
    expect(round?.flips).toBeGreaterThanOrEqual(flips);
    await expect(lab.exec('web1', ['ls', `/srv/web/.aside/${flipping}`])).rejects.toThrow('No such file');
    expect((await surroundings()).split('\n').filter(line => line.includes(still))).toEqual(
      before.split('\n').filter(line => line.includes(still)),
    );
  });
});
