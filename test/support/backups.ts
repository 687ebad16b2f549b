import type { Client } from '../../apps/cli/client.js';
import type { Lab } from '../lab/lab-client.js';
import { finish } from './association.js';

/** What these tests read of one source of a repository. */
export interface BackupStatus {
  readonly name: string;
  readonly lastSucceededAt: string | null;
  readonly lastProvenAt: string | null;
  readonly isOverdue: boolean;
  readonly problem: { readonly code: string } | null;
}

/** Starts the lab's backup server, as it was after Ansible, and adds it to a platform as a technician would. */
export async function addBackupServer(client: Client, lab: Lab): Promise<void> {
  await lab.up(['backup1']);
  await lab.reset(['backup1']);
  const body = {
    name: 'backup1',
    address: lab.address('backup1'),
    hostKey: lab.hostKey('backup1'),
    services: ['backup'],
  };
  await client.send('POST', '/servers', { body });
}

/** Makes the repository of a member and waits until it is there; its id. */
export async function addRepository(client: Client, member: string, limit = '1 GB'): Promise<string> {
  const { body } = await client.send<{ task: { id: string }; repository: { id: string } }>(
    'POST',
    `/members/${member}/repositories`,
    { body: { limit } },
  );
  await finish(client, body.task.id);
  return body.repository.id;
}

/** Waits until every source of a member's backups is as claimed; throws after the deadline. Answers the first of them. */
export async function untilBackup(
  client: Client,
  member: string,
  claim: (status: BackupStatus) => boolean,
  deadlineMs = 90_000,
): Promise<BackupStatus> {
  for (const end = performance.now() + deadlineMs; ; ) {
    const { items } = (await client.get<{ items: BackupStatus[] }>(`/backups?member=${member}`)).body;
    const [first] = items;
    if (first && items.every(claim)) return first;
    if (performance.now() > end) throw new Error(`the backups of ${member} stay ${JSON.stringify(items)}`);
    await new Promise(resolve => setTimeout(resolve, 250));
  }
}

/** Asks for work on a repository and waits for its end. */
export async function backupWork(
  client: Client,
  repository: string,
  what: 'runs' | 'drills' | 'restores',
  body?: object,
): Promise<void> {
  const started = await client.send<{ task: { id: string } }>('POST', `/repositories/${repository}/${what}`, { body });
  await finish(client, started.body.task.id, 120_000);
}
