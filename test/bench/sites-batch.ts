import { inParallel } from '../support/association.js';
import { addWebServer, visit } from '../support/web-sites.js';
import { type Figure, figure, timed } from './figure.js';
import { domain, ended, member, type Rig } from './rig.js';

const count = 100;

/** A hundred sites asked for at once, until each is ready and answers over HTTPS. Limit: 30 s, and 2 reloads of nginx. */
export async function sitesBatch(rig: Rig): Promise<Figure> {
  const { client, lab } = rig;
  await addWebServer(client, lab);
  const names = Array.from({ length: count }, (_, n) => `lot${n}.${domain}`);
  for (const name of names) await lab.dns.add(name, 'A', lab.address('web1'));
  const before = await reloads(rig);
  const ours = await timed(async () => {
    const tasks = await inParallel(names, 20, async name => {
      const { body } = await client.send<{ task: { id: string } }>('POST', `/members/${member}/sites`, {
        body: { domains: [name] },
      });
      return body.task.id;
    });
    for (const task of tasks) await ended(client, task);
  });
  const pages = await inParallel(names, 4, name => visit({ address: lab.address('web1'), name }));
  const broken = pages.filter(({ status }) => status >= 500).length;
  if (broken > 0) throw new Error(`${broken} of ${count} sites do not answer`);
  process.stderr.write(`sites-batch: ${(await reloads(rig)) - before} reloads of nginx\n`);
  return figure('sites-batch', 's', [ours / 1000], [30]);
}

async function reloads({ lab }: Rig): Promise<number> {
  const words = ['journalctl', '-u', 'nginx', '-o', 'cat', '--no-pager'];
  const journal = await lab.exec('web1', words);
  return journal.split('\n').filter(line => line.startsWith('Reloaded nginx')).length;
}
