import { change, edit, setAside } from '../change.js';
import { collect } from '../collect.js';
import { acting, changes, gather, group, type Register } from '../command-line.js';
import { CommandFailure } from '../exit-codes.js';
import { memberOfAddress, onlyMember } from '../only-member.js';
import { type PeopleChoices, peopleChoices } from '../people-choices.js';
import { stateWord } from '../state-words.js';
import type { Terminal } from '../terminal.js';
import { memberPath } from './members.js';

interface SharedAddress {
  readonly id: string;
  readonly address: string;
  readonly people: readonly { name: string; address: string; receives: boolean; maySend: boolean }[];
  readonly alsoReaches: readonly string[];
  readonly state: string;
}

interface SharedOptions {
  readonly member?: string;
  readonly outside?: string[];
  readonly allowReserved?: boolean;
}

export const registerShared: Register = (program, say) => {
  const shared = group(program, 'shared', say('les adresses partagées', 'the shared addresses'));
  const ofMember = ['--member <member>', say('association : nom court ou id', 'member: short name or id')] as const;
  const outside = [
    '--outside <address>',
    say('adresses d’ailleurs qui reçoivent aussi', 'addresses elsewhere that receive it too'),
    gather,
  ] as const;
  shared
    .command('list')
    .description(say('liste les adresses partagées', 'lists the shared addresses'))
    .option(...ofMember)
    .action(acting(list));
  shared
    .command('show <address>')
    .description(say('montre qui la reçoit', 'shows who receives it'))
    .option(...ofMember)
    .action(acting(show));
  changes(shared.command('add <address>'), say)
    .description(say('crée une adresse partagée', 'creates a shared address'))
    .option(...ofMember)
    .option(
      '--people <person>',
      say('qui la reçoit et peut s’en servir', 'who receives it and may send with it'),
      gather,
    )
    .option(...outside)
    .option(
      '--allow-reserved',
      say('accepte exprès un nom tel que postmaster@', 'takes a name such as postmaster@ on purpose'),
    )
    .action(acting(add));
  peopleChoices(changes(shared.command('edit <address>'), say), say)
    .description(say('change qui la reçoit', 'changes who receives it'))
    .option(...ofMember)
    .option(...outside)
    .option('--no-outside', say('plus aucune adresse d’ailleurs', 'no addresses elsewhere any more'))
    .action(acting(editShared));
  changes(shared.command('remove <address>'), say)
    .description(say('met une adresse partagée à la corbeille', 'moves a shared address to the bin'))
    .option(...ofMember)
    .action(acting(remove));
};

async function list(terminal: Terminal, options: SharedOptions): Promise<void> {
  const { client, output } = terminal;
  const member = options.member ?? (await onlyMember(terminal));
  output.rows(await collect(client.list<SharedAddress>(`${memberPath(member)}/shared-addresses`)), [
    { title: ['Adresse partagée', 'Shared address'], show: ({ address }) => address },
    { title: ['Arrive chez', 'Reaches'], show: shared => reaches(shared).join(', ') },
    { title: ['État', 'State'], show: ({ state }) => stateWord(state, output.say) },
  ]);
}

const reaches = ({ people, alsoReaches }: SharedAddress): string[] => [
  ...people.filter(({ receives }) => receives).map(({ name }) => name),
  ...alsoReaches,
];

async function find(terminal: Terminal, options: SharedOptions, reference: string): Promise<SharedAddress> {
  const wanted = reference.toLowerCase();
  const member = await memberOfAddress(terminal, wanted, options.member);
  for await (const shared of terminal.client.list<SharedAddress>(`${memberPath(member)}/shared-addresses`)) {
    if (shared.address === wanted || shared.id === wanted) return shared;
  }
  throw new CommandFailure(
    terminal.output.say(
      `L’adresse partagée ${reference} n’existe pas. Pour les voir : amie shared list`,
      `There is no shared address ${reference}. To see them: amie shared list`,
    ),
  );
}

async function show(terminal: Terminal, options: SharedOptions, reference: string): Promise<void> {
  const { output } = terminal;
  const found = await find(terminal, options, reference);
  const named = (who: SharedAddress['people']) => who.map(({ name, address }) => `${name} <${address}>`).join('\n');
  output.facts(found, [
    ['Adresse partagée', 'Shared address', found.address],
    ['La reçoivent', 'Received by', named(found.people.filter(({ receives }) => receives))],
    ['Peuvent s’en servir', 'May send with it', named(found.people.filter(({ maySend }) => maySend))],
    ['Et ailleurs', 'And elsewhere', found.alsoReaches.join('\n')],
    ['État', 'State', stateWord(found.state, output.say)],
  ]);
}

async function add(
  terminal: Terminal,
  options: SharedOptions & { readonly people?: string[] },
  address: string,
): Promise<void> {
  const { people, outside: alsoReaches, allowReserved } = options;
  const member = await memberOfAddress(terminal, address, options.member);
  const body = { address, people, alsoReaches, allowReserved };
  await change(terminal, 'POST', `${memberPath(member)}/shared-addresses`, { body });
}

async function editShared(
  terminal: Terminal,
  options: Omit<SharedOptions, 'outside'> & PeopleChoices & { readonly outside?: string[] | false },
  reference: string,
): Promise<void> {
  const { people, add: more, remove: less, outside } = options;
  const { id } = await find(terminal, { member: options.member }, reference);
  const alsoReaches = outside === false ? [] : outside;
  await edit(terminal, `/shared-addresses/${id}`, { people, add: more, remove: less, alsoReaches });
}

async function remove(terminal: Terminal, options: SharedOptions, reference: string): Promise<void> {
  const { id } = await find(terminal, options, reference);
  await setAside(terminal, `/shared-addresses/${id}`);
}
