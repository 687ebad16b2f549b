import { type Figure, figure, timed } from './figure.js';
import { addPerson, applied, ended, importPeople, type Rig } from './rig.js';

const runs = 50;
const large = 10_000;

/** One change (a storage limit) in a lane that holds 10,000 mailboxes; the limit is the same change in a lane of 10. */
export async function laneSize(rig: Rig): Promise<Figure> {
  const { id } = await addPerson(rig.client);
  for (let other = 1; other < 10; other += 1) await addPerson(rig.client);
  const small = await changes(rig, id);
  const task = await importPeople(rig.client, large);
  await applied(rig.client, task, 2 * large);
  await quiet(rig, task);
  return figure('lane-size', 'ms', await changes(rig, id), small);
}

async function changes({ client }: Rig, id: string): Promise<number[]> {
  const figures: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const { etag } = await client.get(`/people/${id}`);
    figures.push(
      await timed(async () => {
        const body = { limit: `${2 + (run % 5)} Go` };
        const answer = await client.send<{ task: { id: string } }>('PATCH', `/people/${id}`, { body, ifMatch: etag });
        await ended(client, answer.body.task.id);
      }),
    );
  }
  return figures;
}

/** The probes of the import still run behind: wait for them, so that only the size differs. */
async function quiet({ client }: Rig, task: string): Promise<void> {
  await ended(client, task);
}
