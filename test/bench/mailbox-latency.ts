import { type Figure, figure, timed } from './figure.js';
import { deliverFromOutside } from '../support/independent-clients.js';
import { addPerson, addRaw, addRawUnit, bareDirectory, type Rig } from './rig.js';

const runs = 200;

/** One person, system idle: from the request to ready, probe included. Raw: the two LDAP writes and one delivered message. */
export async function mailboxLatency(rig: Rig): Promise<Figure> {
  const { address } = await addPerson(rig.client);
  for (let warm = 0; warm < 5; warm += 1) await addPerson(rig.client);
  const ours: number[] = [];
  for (let run = 0; run < runs; run += 1) ours.push(await timed(() => addPerson(rig.client)));
  return figure('mailbox-latency', 'ms', ours, await raw(rig, address));
}

async function raw({ mail }: Rig, to: string): Promise<number[]> {
  const directory = await bareDirectory();
  await addRawUnit(directory, 'raw-latency');
  const figures: number[] = [];
  for (let run = 0; run < 30; run += 1) {
    const letter = { from: 'raw@ailleurs.test', to, subject: 'raw' };
    figures.push(
      await timed(async () => {
        await addRaw(directory, 'raw-latency', `raw${run}`);
        await deliverFromOutside(mail, letter);
      }),
    );
  }
  await directory.unbind();
  return figures;
}
