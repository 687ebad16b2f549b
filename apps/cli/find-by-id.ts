import { collect } from './collect.js';
import { CommandFailure } from './exit-codes.js';
import type { Terminal } from './terminal.js';

/** One thing of a list, named by the beginning of its id or by one of its names. */
export async function findInList<Item extends { readonly id: string }>(
  { client, output }: Terminal,
  path: string,
  reference: string,
  namesOf: (item: Item) => readonly (string | null)[],
): Promise<Item> {
  const wanted = reference.toLowerCase();
  const isNamed = (item: Item): boolean => namesOf(item).some(name => name?.toLowerCase() === wanted);
  const items = (await collect(client.list<Item>(path))).filter(item => item.id.startsWith(wanted) || isNamed(item));
  const [only, ...others] = items;
  if (only && others.length === 0) return only;
  throw new CommandFailure(
    only
      ? output.say(
          `${reference} désigne plusieurs choses ; donnez l’id : ${items.map(({ id }) => id.slice(0, 8)).join(', ')}.`,
          `${reference} names several things; give the id: ${items.map(({ id }) => id.slice(0, 8)).join(', ')}.`,
        )
      : output.say(`${reference} est introuvable ici.`, `${reference} was not found here.`),
  );
}
