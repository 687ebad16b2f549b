import { randomBytes } from 'node:crypto';
import { activate, readInvitation } from '../support/activation.js';
import { addBackupServer, addRepository, backupWork, untilBackup } from '../support/backups.js';
import { contentOf, emptyFolder, fillFolder, newLetters } from '../support/mail-archive.js';
import { type Figure, figure, timed } from './figure.js';
import { addPerson, member, nextOwnEmails, type Rig } from './rig.js';

const runs = 5;
const messages = 1_000;

/**
 * One mailbox of 1,000 messages, emptied and brought back in place: from the request to the end of its task, each time
 * compared byte by byte over IMAP. Raw: the same files copied on the mail server's own disk.
 */
export async function restore(rig: Rig): Promise<Figure> {
  const { lab, client, mail } = rig;
  await addBackupServer(client, lab);
  const elsewhere = randomBytes(12).toString('base64url');
  await lab.outsideMailboxes(new Map(nextOwnEmails(1).map(address => [address, elsewhere])));
  const { id, address } = await addPerson(client);
  const { body: person } = await client.get<{ uid: string; ownEmail: string }>(`/people/${id}`);
  const password = randomBytes(12).toString('base64url');
  await activate(await readInvitation(lab, { ...person, address, slug: member }, elsewhere), password);
  const signIn = { login: address, password };
  await fillFolder(mail, signIn, 'INBOX', [...newLetters(messages, address)]);
  const before = await contentOf(mail, signIn, 'INBOX');
  const repository = await addRepository(client, member);
  await untilBackup(client, member, status => status.lastProvenAt !== null);
  const ours: number[] = [];
  const raw: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await emptyFolder(mail, signIn, 'INBOX');
    ours.push(await timed(() => backupWork(client, repository, 'restores', { what: address, into: 'in-place' })));
    const after = await contentOf(mail, signIn, 'INBOX');
    if (after.sha256 !== before.sha256) throw new Error(`run ${run}: ${after.messages} messages, or others`);
    raw.push(await timed(() => copyStore(rig, person.uid)));
  }
  return figure('restore', 'ms', ours, raw);
}

async function copyStore({ lab }: Rig, store: string): Promise<void> {
  const script = 'cp -a "/var/vmail/$1" /var/tmp/copied && sync -f /var/tmp/copied && rm -rf /var/tmp/copied';
  await lab.exec('mail1', ['sh', '-c', script, 'sh', store]);
}
