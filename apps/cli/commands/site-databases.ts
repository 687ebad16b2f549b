import type { Command } from 'commander';
import { change, edit, setAside } from '../change.js';
import { acting, changes, group } from '../command-line.js';
import type { Terminal } from '../terminal.js';
import type { Say } from '../words.js';
import { changeOnce, type Once, type Site, sitePath, tellPasswords } from './site-parts.js';

interface NewDatabase {
  readonly engine?: string;
  readonly limit?: string;
}

export function registerSiteDatabases(sites: Command, say: Say): void {
  const databases = group(sites, 'database', say('les bases de données d’un site', 'the databases of a site'));
  const limit = ['--limit <size>', say('taille, par exemple « 500 Mo »', 'size, such as "500 MB"')] as const;
  changes(databases.command('add <site> <name>'), say)
    .description(say('crée une base ; son mot de passe est montré une fois', 'creates one; its password is shown once'))
    .option('--engine <engine>', say('mariadb ou postgresql', 'mariadb or postgresql'))
    .option(...limit)
    .action(acting(add));
  changes(databases.command('limit <database> <size>'), say)
    .description(say('change la taille d’une base', 'changes the size of one'))
    .action(
      acting((terminal: Terminal, _: object, name: string, size: string) =>
        edit(terminal, pathOf(name), { limit: size }),
      ),
    );
  changes(databases.command('password <database>'), say)
    .description(say('donne un nouveau mot de passe', 'gives a new password'))
    .action(
      acting((terminal: Terminal, _: object, name: string) =>
        changeOnce(terminal, 'POST', `${pathOf(name)}/password`, undefined, pathOf(name)),
      ),
    );
  changes(databases.command('remove <database>'), say)
    .description(say('met une base à la corbeille', 'moves one to the bin'))
    .action(acting((terminal: Terminal, _: object, name: string) => setAside(terminal, pathOf(name))));
}

const pathOf = (name: string): string => `/site-databases/${encodeURIComponent(name)}`;

async function add(terminal: Terminal, { engine, limit }: NewDatabase, site: string, name: string): Promise<void> {
  const { body } = await terminal.client.get<Site>(sitePath(site));
  const sent = { body: { site: body.name, name, engine, limit } };
  const path = `/members/${body.memberId}/site-databases`;
  await change<Once>(terminal, 'POST', path, sent, answer => tellPasswords(terminal, answer));
}
