import type { Command } from 'commander';
import { edit } from '../change.js';
import { acting, changes, group } from '../command-line.js';
import { type Person, personPath } from '../people.js';
import type { Terminal } from '../terminal.js';
import type { Say } from '../words.js';

interface AddressOptions {
  readonly allowReserved?: boolean;
}

interface ForwardOptions {
  readonly copy?: boolean;
  readonly stop?: boolean;
}

/** `amie people addresses …` and `amie people forward`. */
export function registerPersonAddresses(people: Command, say: Say): void {
  const addresses = group(people, 'addresses', say('les adresses secondaires', 'the extra addresses'));
  changes(addresses.command('add <person> <address...>'), say)
    .description(say('ajoute des adresses secondaires', 'adds extra addresses'))
    .option(
      '--allow-reserved',
      say('accepte exprès un nom tel que postmaster@', 'takes a name such as postmaster@ on purpose'),
    )
    .action(acting(addAddresses));
  changes(addresses.command('remove <person> <address...>'), say)
    .description(say('retire des adresses secondaires', 'removes extra addresses'))
    .action(acting(removeAddresses));
  changes(people.command('forward <person> [address...]'), say)
    .description(say('transfère le mail vers ces adresses', 'forwards the mail to these addresses'))
    .option('--copy', say('garde aussi une copie dans la boîte', 'also keeps a copy in the mailbox'))
    .option('--no-copy', say('ne garde pas de copie', 'keeps no copy'))
    .option('--stop', say('arrête le transfert', 'stops forwarding'))
    .action(acting(forward));
}

async function addAddresses(
  terminal: Terminal,
  { allowReserved }: AddressOptions,
  reference: string,
  added: string[],
): Promise<void> {
  const { extraAddresses } = await find(terminal, reference);
  await edit(terminal, personPath(reference), { extraAddresses: [...extraAddresses, ...added], allowReserved });
}

async function removeAddresses(terminal: Terminal, _: object, reference: string, removed: string[]): Promise<void> {
  const { extraAddresses } = await find(terminal, reference);
  const gone = new Set(removed.map(address => address.toLowerCase()));
  const left = extraAddresses.filter(address => !gone.has(address));
  if (left.length + gone.size !== extraAddresses.length) {
    terminal.output.line(
      `Elle a pour adresses secondaires : ${extraAddresses.join(', ') || 'aucune'}.`,
      `The extra addresses are: ${extraAddresses.join(', ') || 'none'}.`,
    );
  }
  await edit(terminal, personPath(reference), { extraAddresses: left });
}

async function forward(
  terminal: Terminal,
  { copy, stop }: ForwardOptions,
  reference: string,
  to: string[],
): Promise<void> {
  if (stop) return edit(terminal, personPath(reference), { forwards: [], keepsCopy: true });
  if (to.length === 0) return showForwards(terminal, reference);
  await edit(terminal, personPath(reference), { forwards: to, keepsCopy: copy });
}

async function showForwards(terminal: Terminal, reference: string): Promise<void> {
  const { address, forwards, keepsCopy } = await find(terminal, reference);
  const { output } = terminal;
  output.json({ address, forwards, keepsCopy });
  output.text(forwards.join('\n') || output.say('Rien n’est transféré.', 'Nothing is forwarded.'));
}

async function find({ client }: Terminal, reference: string): Promise<Person> {
  return (await client.get<Person>(personPath(reference))).body;
}
