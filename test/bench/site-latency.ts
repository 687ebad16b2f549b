import { addWebServer, visit } from '../support/web-sites.js';
import { type Figure, figure, timed } from './figure.js';
import { domain, ended, member, type Rig } from './rig.js';

const runs = 30;

/**
 * One site, system idle: from the request to HTTPS 200 from its own user, probed by the server and seen from here. Raw:
 * the visit alone.
 */
export async function siteLatency(rig: Rig): Promise<Figure> {
  await addWebServer(rig.client, rig.lab);
  for (let warm = 0; warm < 2; warm += 1) await addSite(rig, `warm${warm}`);
  const ours: number[] = [];
  for (let run = 0; run < runs; run += 1) ours.push(await timed(() => addSite(rig, `run${run}`)));
  const raw: number[] = [];
  for (let run = 0; run < runs; run += 1) raw.push(await timed(() => see(rig, `run${run}.${domain}`)));
  return figure('site-latency', 'ms', ours, raw);
}

async function addSite(rig: Rig, label: string): Promise<void> {
  const name = `${label}.${domain}`;
  const { body } = await rig.client.send<{ task: { id: string } }>('POST', `/members/${member}/sites`, {
    body: { domains: [name] },
  });
  await ended(rig.client, body.task.id);
  await see(rig, name);
}

async function see(rig: Rig, name: string): Promise<void> {
  const { status } = await visit({ address: rig.lab.address('web1'), name });
  if (status !== 200) throw new Error(`${name} answers ${status}`);
}
