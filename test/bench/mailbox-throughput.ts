import { addMember, addProvedDomain, inParallel } from '../support/association.js';
import { type Figure, figure, timed } from './figure.js';
import { addRaw, addRawUnit, applied, bareDirectory, importPeople, type Rig } from './rig.js';

const count = 10_000;

/** Mailboxes a second from the pasted list to confirmed on the server; the limit is the same writes sent raw and pipelined. */
export async function mailboxThroughput({ client, lab }: Rig): Promise<Figure> {
  const directory = await bareDirectory();
  await addRawUnit(directory, 'raw-throughput');
  const uids = Array.from({ length: count }, (_, index) => `raw${index}`);
  const raw = await timed(() => inParallel(uids, 32, uid => addRaw(directory, 'raw-throughput', uid)));
  await directory.unbind();
  await addMember(client, 'Les Amis du parc', 'les-amis');
  await addProvedDomain(client, lab, 'les-amis', 'lesamis.test');
  const ours = await timed(async () => {
    const task = await importPeople(client, count, 'les-amis', 'lesamis.test');
    await applied(client, task, 2 * count);
  });
  return figure('mailbox-throughput', 'mailboxes/s', [(count / ours) * 1000], [(count / raw) * 1000]);
}
