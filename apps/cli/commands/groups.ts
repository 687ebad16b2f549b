import { change, edit, setAside } from '../change.js';
import { collect } from '../collect.js';
import { acting, changes, gather, group, type Register } from '../command-line.js';
import { CommandFailure } from '../exit-codes.js';
import { onlyMember } from '../only-member.js';
import { type PeopleChoices, peopleChoices } from '../people-choices.js';
import { stateWord } from '../state-words.js';
import type { Terminal } from '../terminal.js';
import { memberPath } from './members.js';

interface Group {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly people: readonly { name: string; address: string }[];
  readonly state: string;
}

interface OfMember {
  readonly member?: string;
}

export const registerGroups: Register = (program, say) => {
  const groups = group(program, 'groups', say('les groupes de personnes', 'the groups of people'));
  const ofMember = ['--member <member>', say('association : nom court ou id', 'member: short name or id')] as const;
  groups
    .command('list')
    .description(say('liste les groupes', 'lists the groups'))
    .option(...ofMember)
    .action(acting(list));
  groups
    .command('show <group>')
    .description(say('montre un groupe', 'shows a group'))
    .option(...ofMember)
    .action(acting(show));
  changes(groups.command('add <name>'), say)
    .description(say('crée un groupe', 'creates a group'))
    .option(...ofMember)
    .option('--description <text>', say('à quoi il sert', 'what it is for'))
    .option('--people <person>', say('personnes du groupe', 'people of the group'), gather)
    .action(acting(add));
  peopleChoices(changes(groups.command('edit <group>'), say), say)
    .description(say('change les personnes d’un groupe', 'changes who is in a group'))
    .option(...ofMember)
    .option('--description <text>', say('à quoi il sert', 'what it is for'))
    .action(acting(editGroup));
  changes(groups.command('remove <group>'), say)
    .description(say('met un groupe à la corbeille', 'moves a group to the bin'))
    .option(...ofMember)
    .action(acting(remove));
};

async function groupsOf(terminal: Terminal, { member }: OfMember): Promise<Group[]> {
  const reference = member ?? (await onlyMember(terminal));
  return collect(terminal.client.list<Group>(`${memberPath(reference)}/groups`));
}

async function find(terminal: Terminal, options: OfMember, reference: string): Promise<Group> {
  const groups = await groupsOf(terminal, options);
  const found = groups.find(({ id, name }) => id === reference || name === reference);
  if (found) return found;
  const names = groups.map(({ name }) => name).join(', ');
  throw new CommandFailure(
    terminal.output.say(
      `Le groupe ${reference} n’existe pas. Il y a : ${names || 'aucun groupe'}.`,
      `There is no group ${reference}. There are: ${names || 'no groups'}.`,
    ),
  );
}

async function list(terminal: Terminal, options: OfMember): Promise<void> {
  const { output } = terminal;
  output.rows(await groupsOf(terminal, options), [
    { title: ['Groupe', 'Group'], show: ({ name }) => name },
    { title: ['À quoi il sert', 'What for'], show: ({ description }) => description },
    { title: ['Personnes', 'People'], show: ({ people }) => String(people.length) },
    { title: ['État', 'State'], show: ({ state }) => stateWord(state, output.say) },
  ]);
}

async function show(terminal: Terminal, options: OfMember, reference: string): Promise<void> {
  const { output } = terminal;
  const found = await find(terminal, options, reference);
  output.facts(found, [
    ['Groupe', 'Group', found.name],
    ['À quoi il sert', 'What for', found.description],
    ['Personnes', 'People', found.people.map(({ name, address }) => `${name} <${address}>`).join('\n')],
    ['État', 'State', stateWord(found.state, output.say)],
  ]);
}

interface AddGroup extends OfMember {
  readonly description?: string;
  readonly people?: string[];
}

async function add(terminal: Terminal, options: AddGroup, name: string): Promise<void> {
  const { description, people } = options;
  const member = options.member ?? (await onlyMember(terminal));
  await change(terminal, 'POST', `${memberPath(member)}/groups`, { body: { name, description, people } });
}

async function editGroup(
  terminal: Terminal,
  options: OfMember & PeopleChoices & { readonly description?: string },
  reference: string,
): Promise<void> {
  const { description, people, add: more, remove: less } = options;
  const { id } = await find(terminal, options, reference);
  await edit(terminal, `/groups/${id}`, { description, people, add: more, remove: less });
}

async function remove(terminal: Terminal, options: OfMember, reference: string): Promise<void> {
  const { id } = await find(terminal, options, reference);
  await setAside(terminal, `/groups/${id}`);
}
