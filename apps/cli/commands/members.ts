import type { Command } from 'commander';
import { change, edit } from '../change.js';
import { acting, changes, group, type Register } from '../command-line.js';
import type { Output } from '../output.js';
import { showStorage } from '../storage.js';
import type { Terminal } from '../terminal.js';
import type { Column } from '../table.js';
import type { Language, Say } from '../words.js';
import { stateWord } from '../state-words.js';
import { collect } from '../collect.js';

export interface Member {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly language: Language;
  readonly storageLimitKib: number | null;
  readonly storageGivenKib: number;
  readonly people: number;
  readonly mailboxesReady: number;
  readonly domains: readonly string[];
  readonly state: string;
}

interface AddMember {
  readonly slug?: string;
  readonly language?: string;
  readonly limit?: string;
}

export const registerMembers: Register = (program, say) => {
  const members = group(program, 'members', say('les associations membres', 'the member organisations'));
  members.command('list').description(say('liste les associations', 'lists the members')).action(acting(list));
  members
    .command('show <member>')
    .description(say('montre une association', 'shows one member'))
    .action(acting((terminal: Terminal, _: object, member: string) => show(terminal, member)));
  withFacts(changes(members.command('add <name>'), say), say)
    .description(say('ajoute une association', 'adds a member'))
    .option('--slug <name>', say('nom court, fixé pour toujours', 'short name, fixed for ever'))
    .action(acting(add));
  withFacts(changes(members.command('edit <member>'), say), say)
    .description(say('modifie une association', 'edits a member'))
    .option('--name <name>', say('nouveau nom', 'new name'))
    .option('--no-limit', say('retire l’espace convenu', 'takes the agreed space away'))
    .action(acting(editMember));
  changes(members.command('place <member> <service> <server>'), say)
    .description(say('choisit le serveur d’un service', 'chooses the server of a service'))
    .action(acting(place));
};

function withFacts(command: Command, say: Say): Command {
  return command
    .option('--language <lang>', say('langue de ses personnes : fr ou en', 'language of its people: fr or en'))
    .option('--limit <size>', say('espace convenu, par exemple « 50 Go »', 'space agreed, such as "50 GB"'));
}

async function list({ client, output }: Terminal): Promise<void> {
  output.rows(await collect(client.list<Member>('/members')), columns(output));
}

async function show({ client, output }: Terminal, reference: string): Promise<void> {
  const { body } = await client.get<Member>(memberPath(reference));
  output.facts(body, [
    ['Nom', 'Name', body.name],
    ['Nom court', 'Short name', body.slug],
    ['Domaines', 'Domains', body.domains.join(', ')],
    ['Personnes', 'People', String(body.people)],
    ['Boîtes mail prêtes', 'Mailboxes ready', String(body.mailboxesReady)],
    ['Espace convenu', 'Space agreed', showStorage(body.storageLimitKib, output.language)],
    ['Espace attribué', 'Space given', showStorage(body.storageGivenKib, output.language)],
    ['Langue', 'Language', body.language],
    ['État', 'State', stateWord(body.state, output.say)],
  ]);
}

async function add(terminal: Terminal, options: AddMember, name: string): Promise<void> {
  const { slug, language = terminal.output.language, limit } = options;
  await change(terminal, 'POST', '/members', { body: { name, slug, language, storageLimit: limit } });
}

async function editMember(
  terminal: Terminal,
  options: Omit<AddMember, 'limit'> & { name?: string; limit?: string | false },
  reference: string,
): Promise<void> {
  const { name, language, limit } = options;
  const storageLimit = limit === false ? null : limit;
  await edit(terminal, memberPath(reference), { name, language, storageLimit });
}

async function place(terminal: Terminal, _: object, member: string, service: string, server: string): Promise<void> {
  const path = `${memberPath(member)}/placements/${encodeURIComponent(service)}`;
  const answer = await change<object>(terminal, 'PUT', path, { body: { server } });
  if (terminal.isDryRun) return;
  terminal.output.json(answer);
  terminal.output.line(`${service} de ${member} : sur ${server}.`, `${service} of ${member}: on ${server}.`);
}

/** Path of a member named by its short name or id. */
export const memberPath = (reference: string): string => `/members/${encodeURIComponent(reference)}`;

const columns = ({ say, language }: Output): Column<Member>[] => [
  { title: ['Nom court', 'Short name'], show: member => member.slug },
  { title: ['Nom', 'Name'], show: member => member.name },
  { title: ['Domaines', 'Domains'], show: member => member.domains.join(', ') },
  { title: ['Personnes', 'People'], show: member => String(member.people) },
  { title: ['Espace attribué', 'Space given'], show: member => spaceOf(member, language, say) },
  { title: ['État', 'State'], show: member => stateWord(member.state, say) },
];

function spaceOf(member: Member, language: Language, say: Say): string {
  const given = showStorage(member.storageGivenKib, language);
  const limit = showStorage(member.storageLimitKib, language);
  return limit ? say(`${given || '0'} sur ${limit}`, `${given || '0'} of ${limit}`) : given;
}
