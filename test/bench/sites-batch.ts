import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inParallel } from '../support/association.js';
import { projectRoot } from '../support/project-root.js';
import { addWebServer, visit, webAuthority } from '../support/web-sites.js';
import { type Figure, figure, timed } from './figure.js';
import { domain, ended, member, type Rig } from './rig.js';

const count = 100;
const script = readFileSync(path.join(projectRoot, 'test/bench/raw-sites.py'));
/** What nginx may be reloaded for a batch: its configuration, then its certificates. */
const mostReloads = 2;

/**
 * A hundred sites due in one batch, from the worker's start until each is ready and answers over HTTPS; at most 2 reloads
 * of nginx. They are asked for while no worker runs, so that one run of the lane finds them all: one that is under way
 * would go on with the first of them alone. Raw: as many made by a bare script over one SSH session, which keeps no
 * record and puts nothing back.
 */
export async function sitesBatch(rig: Rig): Promise<Figure> {
  const { client, lab, platform } = rig;
  await addWebServer(client, lab);
  const raw = bare(rig, 'make');
  bare(rig, 'remove');
  const names = Array.from({ length: count }, (_, n) => `lot${n}.${domain}`);
  for (const name of names) await lab.dns.add(name, 'A', lab.address('web1'));
  await platform.program('worker')?.stop();
  const tasks = await inParallel(names, 4, name => addSite(rig, name));
  const reloads = countReloads(rig);
  const ours = await timed(async () => {
    platform.start('worker');
    for (const task of tasks) await ended(client, task);
  });
  // Waits for a run that is under way; one of its own finds nothing due.
  await lab.exec('web1', ['systemctl', 'start', 'amie-certify.service']);
  const seen = await reloads.stop();
  const ca = await webAuthority(lab);
  const pages = await inParallel(names, 4, name => visit({ address: lab.address('web1'), name, ca }));
  const broken = pages.filter(({ status }) => status !== 200).length;
  if (broken > 0) throw new Error(`${broken} of ${count} sites do not answer`);
  process.stderr.write(`sites-batch: ${seen} reloads of nginx, certificates included\n`);
  if (seen > mostReloads) throw new Error(`nginx was reloaded ${seen} times`);
  return figure('sites-batch', 's', [ours / 1000], [raw]);
}

/** Seconds from the start of the session to its end. */
function bare({ lab }: Rig, act: 'make' | 'remove'): number {
  const begun = performance.now();
  execFileSync('ssh', ['-F', path.join(lab.settings.dir, 'ssh/config'), 'web1', 'python3', '-', act, `${count}`], {
    input: script,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  return (performance.now() - begun) / 1000;
}

async function addSite({ client }: Rig, name: string): Promise<string> {
  const { body } = await client.send<{ task: { id: string } }>('POST', `/members/${member}/sites`, {
    body: { domains: [name] },
  });
  return body.task.id;
}

/** Counts reloads by the workers that nginx ever had: each reload brings as many new ones. */
function countReloads({ lab }: Rig): { stop(): Promise<number> } {
  const script = `
    master=$(cat /run/nginx.pid)
    declare -A seen
    read -r -a first <"/proc/$master/task/$master/children"
    while [ ! -e /run/bench-stop ]; do
      for worker in $(<"/proc/$master/task/$master/children"); do seen[$worker]=1; done
      read -r -t 0.05 <> <(:) || true
    done
    echo $(( \${#seen[@]} / \${#first[@]} - 1 ))`;
  const counting = lab.exec('web1', ['bash', '-s'], { stdin: script });
  return {
    stop: async () => {
      await lab.exec('web1', ['touch', '/run/bench-stop']);
      return Number(await counting);
    },
  };
}
