import { Option, type Command } from 'commander';
import { change, edit } from '../change.js';
import { acting, changes, gather, group, type Register } from '../command-line.js';
import { memberOfAddress, onlyMember } from '../only-member.js';
import { personPath } from '../people.js';
import type { Terminal } from '../terminal.js';
import type { Say } from '../words.js';
import { invitePerson } from './people-invite.js';
import { listPeople, showPerson } from './people-shown.js';
import { registerPersonAddresses } from './person-addresses.js';
import { memberPath } from './members.js';

interface PersonOptions {
  readonly language?: string;
  readonly address?: string;
  readonly limit?: string;
  readonly group?: string[];
  readonly allowReserved?: boolean;
}

interface AddPerson extends PersonOptions {
  readonly member?: string;
  readonly domain?: string;
}

interface EditPerson extends PersonOptions {
  readonly givenName?: string;
  readonly familyName?: string;
  readonly ownEmail?: string;
  readonly groups?: false;
  readonly oldAddress: boolean;
}

export const registerPeople: Register = (program, say) => {
  const people = group(program, 'people', say('les personnes', 'the people'));
  registerReads(people, say);
  withOptions(changes(people.command('add <given-name> <family-name> <own-email>'), say), say)
    .description(say('ajoute une personne et l’invite', 'adds a person and invites them'))
    .option('--member <member>', say('association : nom court ou id', 'member: short name or id'))
    .option('--domain <domain>', say('domaine de l’adresse proposée', 'domain of the proposed address'))
    .action(acting(add));
  withOptions(changes(people.command('edit <person>'), say), say)
    .description(say('modifie une personne', 'edits a person'))
    .option('--given-name <name>', say('prénom', 'given name'))
    .option('--family-name <name>', say('nom', 'family name'))
    .option('--own-email <address>', say('e-mail personnel', 'own e-mail'))
    .option('--no-groups', say('retire la personne de tous les groupes', 'takes the person out of every group'))
    .option('--no-old-address', say('ne garde pas l’ancienne adresse', 'does not keep the address before'))
    .action(acting(editPerson));
  registerMoves(people, say);
  changes(people.command('invite <person>'), say)
    .description(say('envoie une nouvelle invitation', 'sends a new invitation'))
    .option(
      '--resend',
      say('même si un lien est encore bon, ou le mot de passe choisi', 'even with a good link, or a password chosen'),
    )
    .action(acting(invitePerson));
  registerPersonAddresses(people, say);
};

function registerReads(people: Command, say: Say): void {
  people
    .command('list')
    .description(say('liste les personnes d’une association', 'lists the people of a member'))
    .option('--member <member>', say('association : nom court ou id', 'member: short name or id'))
    .addOption(new Option('--status <status>', say('état', 'status')).choices(statuses))
    .option('--search <text>', say('nom ou adresse contenant ce texte', 'name or address holding this text'))
    .action(acting(listPeople));
  people
    .command('show <person>')
    .description(say('montre une personne : adresse ou id', 'shows a person: address or id'))
    .action(acting(showPerson));
}

const statuses = ['to-invite', 'invited', 'never-signed-in', 'activated', 'suspended', 'set-aside'];

const moves = [
  ['suspend', 'suspend', 'suspend l’accès ; le mail arrive toujours', 'locks the sign-in; mail keeps arriving'],
  ['resume', 'resume', 'rouvre l’accès', 'opens the sign-in again'],
  ['remove', 'leave', 'met la personne à la corbeille', 'moves the person to the bin'],
  ['restore', 'restore', 'reprend la personne de la corbeille', 'brings the person back from the bin'],
] as const;

function registerMoves(people: Command, say: Say): void {
  for (const [name, verb, french, english] of moves) {
    changes(people.command(`${name} <person>`), say)
      .description(say(french, english))
      .action(
        acting(async (terminal: Terminal, _: object, person: string) => {
          await change(terminal, 'POST', `${personPath(person)}/${verb}`);
        }),
      );
  }
}

function withOptions(command: Command, say: Say): Command {
  return command
    .option('--address <address>', say('adresse voulue', 'address wanted'))
    .option('--group <name>', say('groupe, plusieurs possibles', 'group, may be given again'), gather)
    .option('--limit <size>', say('taille de la boîte, par exemple « 2 Go »', 'size of the mailbox, such as "2 GB"'))
    .option('--language <lang>', say('langue de la personne : fr ou en', 'language of the person: fr or en'))
    .option(
      '--allow-reserved',
      say('accepte exprès un nom tel que postmaster@', 'takes a name such as postmaster@ on purpose'),
    );
}

async function add(terminal: Terminal, options: AddPerson, ...names: [string, string, string]): Promise<void> {
  const [givenName, familyName, ownEmail] = names;
  const { address, domain, limit, language, group: groups, allowReserved } = options;
  const at = domain ?? address;
  const member = options.member ?? (await (at ? memberOfAddress(terminal, at) : onlyMember(terminal)));
  const body = { givenName, familyName, ownEmail, address, domain, limit, language, groups, allowReserved };
  await change(terminal, 'POST', `${memberPath(member)}/people`, { body });
}

async function editPerson(terminal: Terminal, options: EditPerson, person: string): Promise<void> {
  const { givenName, familyName, ownEmail, address, limit, language, allowReserved } = options;
  const groups = options.groups === false ? [] : options.group;
  const keepsOldAddress = options.oldAddress ? undefined : false;
  await edit(terminal, personPath(person), {
    ...{ givenName, familyName, ownEmail, address, limit, language, allowReserved },
    ...{ groups, keepsOldAddress },
  });
}
