import type { Member } from './commands/members.js';
import { CommandFailure, exitCodes } from './exit-codes.js';
import type { Terminal } from './terminal.js';

/** The member, when there is only one; else asks for --member and names the first few. */
export async function onlyMember({ client, output }: Terminal): Promise<string> {
  const { body } = await client.get<{ items: Member[] }>('/members?limit=10');
  const [first, ...others] = body.items;
  if (first && others.length === 0) return first.slug;
  const names = body.items.map(member => member.slug).join(', ');
  const message = first
    ? output.say(`Dites laquelle : --member, parmi ${names}.`, `Say which one: --member, such as ${names}.`)
    : output.say('Il n’y a encore aucune association : amie members add.', 'There is no member yet: amie members add.');
  throw new CommandFailure(message, exitCodes.usage);
}

/** The member that has the domain of an address, unless one is named. */
export async function memberOfAddress({ client }: Terminal, address: string, named?: string): Promise<string> {
  if (named !== undefined) return named;
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return (await client.get<{ memberId: string }>(`/domains/${encodeURIComponent(domain)}`)).body.memberId;
}
