import type { Client } from '../../apps/cli/client.js';
import type { Lab } from '../lab/lab-client.js';

/** What these tests read of a task. */
export interface TaskSeen {
  readonly id: string;
  readonly state: 'planned' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly title: string;
  readonly progress: {
    readonly total: number;
    readonly applied: number;
    readonly ready: number;
    readonly failed: number;
  };
  readonly failures: readonly { readonly key: string; readonly code: string; readonly detail: string }[];
}

interface Started {
  readonly task: { readonly id: string };
}

/** Adds the lab's directory and mail server to a platform, as a technician would. */
export async function addLabServers(client: Client, lab: Lab): Promise<void> {
  const directory = { name: 'dir1', address: lab.address('dir1') };
  await addServer(client, { ...directory, hostKey: lab.hostKey('dir1'), services: ['directory'] });
  await addServer(client, {
    name: 'mail1',
    address: lab.address('mail1'),
    hostKey: lab.hostKey('mail1'),
    services: ['mail'],
    settings: { directory, mail: { name: lab.hostName('mail1') } },
  });
}

async function addServer(client: Client, server: Record<string, unknown>): Promise<void> {
  await client.send('POST', '/servers', { body: server });
}

/** Adds a member and waits until its subtree is there. */
export async function addMember(client: Client, name: string, slug?: string): Promise<{ id: string; slug: string }> {
  const { body } = await client.send<Started & { member: { id: string; slug: string } }>('POST', '/members', {
    body: { name, ...(slug && { slug }) },
  });
  await finish(client, body.task.id);
  return body.member;
}

/** Adds a domain, publishes its proof and its MX in the lab's DNS, and waits until mail for it is accepted. */
export async function addProvedDomain(client: Client, lab: Lab, member: string, domain: string): Promise<void> {
  const { body } = await client.send<Started & { domain: { id: string; proof: { name: string; value: string } } }>(
    'POST',
    `/members/${member}/domains`,
    { body: { domain } },
  );
  await lab.dns.add(body.domain.proof.name, 'TXT', body.domain.proof.value);
  await lab.dns.add(domain, 'MX', `10 ${lab.hostName('mail1')}.`);
  await client.send('POST', `/domains/${domain}/check`);
  await finish(client, body.task.id);
}

/** Follows a task to its end; throws with the causes when it failed. */
export async function finish(client: Client, task: string, deadlineMs = 60_000): Promise<TaskSeen> {
  for (const end = performance.now() + deadlineMs; ; ) {
    const { body } = await client.get<TaskSeen>(`/tasks/${task}`);
    if (body.state === 'done') return body;
    if (body.state === 'failed' || performance.now() > end) {
      const causes = body.failures.map(failure => `${failure.key}: ${failure.code} ${failure.detail}`);
      throw new Error(
        `the task ${body.title} is ${body.state}, ${JSON.stringify(body.progress)}\n${causes.join('\n')}`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, 25));
  }
}

/** Calls with each item, at most `width` at a time; the results keep the order of the items. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as Item);
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}
