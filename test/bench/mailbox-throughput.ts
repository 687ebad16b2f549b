import { inParallel } from '../support/association.js';
import { type Figure, figure, timed } from './figure.js';
import { addRaw, addRawUnit, applied, bareDirectory, importPeople, type Rig } from './rig.js';

const count = 10_000;
/** Raw writes in flight: as many as a lane of ours has. */
const width = 64;

/** Mailboxes a second from the pasted list to confirmed on the server; the limit is the same writes sent raw and pipelined. */
export async function mailboxThroughput({ client, lab, platform }: Rig): Promise<Figure> {
  const ours = await timed(async () => {
    const task = await importPeople(client, count);
    await applied(client, task, 2 * count);
  });
  // The raw writes go to a directory as empty as ours was, with nothing else running.
  await platform.stop();
  await lab.reset(['dir1']);
  const directory = await bareDirectory();
  await addRawUnit(directory, 'raw-throughput');
  const uids = Array.from({ length: count }, (_, index) => `raw${index}`);
  const raw = await timed(() => inParallel(uids, width, uid => addRaw(directory, 'raw-throughput', uid)));
  await directory.unbind();
  return figure('mailbox-throughput', 'mailboxes/s', [(count / ours) * 1000], [(count / raw) * 1000]);
}
