import type { Command } from 'commander';
import { change, setAside } from '../change.js';
import { acting, changes, gather, group } from '../command-line.js';
import type { Terminal } from '../terminal.js';
import type { Say } from '../words.js';
import { changeOnce, keyLine, type Once, type Site, sitePath, tellPasswords } from './site-parts.js';

interface NewAccess {
  readonly key?: string[];
  readonly password?: boolean;
}

interface KeyChange {
  readonly add?: string[];
  readonly remove?: string[];
}

export function registerSiteAccesses(sites: Command, say: Say): void {
  const accesses = group(sites, 'access', say('qui atteint les fichiers d’un site', 'who reaches the files of a site'));
  const key = say('clé publique, ou le fichier qui la contient', 'public key, or the file that holds it');
  changes(accesses.command('add <site> <name>'), say)
    .description(say('donne un accès par SFTP', 'gives access by SFTP'))
    .option('--key <key>', key, gather)
    .option('--password', say('fait un mot de passe, montré une fois', 'makes a password, shown once'))
    .action(acting(add));
  changes(accesses.command('keys <login>'), say)
    .description(say('change les clés d’un accès', 'changes the keys of an access'))
    .option('--add <key>', key, gather)
    .option('--remove <key>', key, gather)
    .action(acting(keys));
  changes(accesses.command('password <login>'), say)
    .description(say('donne un nouveau mot de passe, ou le retire', 'gives a new password, or takes it away'))
    .option('--none', say('retire le mot de passe', 'takes the password away'))
    .action(acting(password));
  changes(accesses.command('remove <login>'), say)
    .description(say('met un accès à la corbeille', 'moves an access to the bin'))
    .action(acting((terminal: Terminal, _: object, login: string) => setAside(terminal, pathOf(login))));
}

const pathOf = (login: string): string => `/site-accesses/${encodeURIComponent(login)}`;
const linesOf = (terminal: Terminal, given: readonly string[] = []): Promise<string[]> =>
  Promise.all(given.map(one => keyLine(terminal, one)));

async function add(terminal: Terminal, options: NewAccess, site: string, name: string): Promise<void> {
  const { body } = await terminal.client.get<Site>(sitePath(site));
  const asked = { keys: await linesOf(terminal, options.key), withPassword: options.password };
  const sent = { body: { site: body.name, name, ...asked } };
  const path = `/members/${body.memberId}/site-accesses`;
  await change<Once>(terminal, 'POST', path, sent, answer => tellPasswords(terminal, answer));
}

async function keys(terminal: Terminal, options: KeyChange, login: string): Promise<void> {
  const [addKeys, removeKeys] = await Promise.all([linesOf(terminal, options.add), linesOf(terminal, options.remove)]);
  await changeOnce(terminal, 'PATCH', pathOf(login), { addKeys, removeKeys });
}

async function password(terminal: Terminal, { none }: { readonly none?: boolean }, login: string): Promise<void> {
  if (none) return changeOnce(terminal, 'PATCH', pathOf(login), { hasPassword: false });
  await changeOnce(terminal, 'POST', `${pathOf(login)}/password`, undefined, pathOf(login));
}
