import { setTimeout as pause } from 'node:timers/promises';
import { addMember, addProvedDomain } from '../support/association.js';
import { type Figure, figure, timed } from './figure.js';
import { addPerson, ended, importPeople, type Rig } from './rig.js';

const imported = 5000;

/** One person of another member, while a member imports 5,000; the limit is the same on an idle system. */
export async function fairness(rig: Rig): Promise<Figure> {
  const { client, lab } = rig;
  await addMember(client, 'Le Fournil partagé', 'le-fournil');
  await addProvedDomain(client, lab, 'le-fournil', 'lefournil.test');
  const one = () => addPerson(client, 'le-fournil', 'lefournil.test');
  const idle: number[] = [];
  for (let run = 0; run < 10; run += 1) idle.push(await timed(one));
  const task = await importPeople(client, imported);
  const end = ended(client, task);
  let isOver = false;
  void end.finally(() => {
    isOver = true;
  });
  const busy: number[] = [];
  while (!isOver && busy.length < 20) {
    busy.push(await timed(one));
    await pause(100);
  }
  await end;
  return figure('fairness', 'ms', busy, idle);
}
