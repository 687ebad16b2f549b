import type { Lab } from '../lab/lab-client.js';
import { addBackupServer, addRepository, untilBackup } from '../support/backups.js';
import type { LabPlatform } from '../support/lab-platform.js';
import type { Narrator } from './narrator.js';

/** A member's repository: its first backup runs as the night's would, and a sample of it is restored and compared. */
export async function proveBackup({ client }: LabPlatform, lab: Lab, narrator: Narrator): Promise<boolean> {
  await addBackupServer(client, lab);
  const begun = performance.now();
  await addRepository(client, 'la-recre', '10 GB');
  const status = await untilBackup(client, 'la-recre', ({ lastProvenAt }) => lastProvenAt !== null);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  narrator.say(
    `25 boîtes sauvegardées dans un dépôt qui ne s’efface pas d’ici, restauration prouvée, en ${seconds} s`,
    `25 mailboxes backed up into a repository that cannot be erased from here, restore proven, in ${seconds} s`,
  );
  return status.problem === null && !status.isOverdue;
}
