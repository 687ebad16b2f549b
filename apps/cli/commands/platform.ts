import path from 'node:path';
import { Credentials, environment, readConfig } from '@amie/config';
import { acting, group, type Register } from '../command-line.js';
import { makePlatformCredentials } from '../platform-credentials.js';
import type { Terminal } from '../terminal.js';

// The database and the queue are loaded by these commands alone, so that all others start at once.
export const registerPlatform: Register = (program, say) => {
  program
    .command('up')
    .description(say('fait tourner toute la plateforme sur cette machine', 'runs the whole platform on this machine'))
    .action(
      acting(async () => {
        const { up } = await import('../up/up.js');
        await up(environment());
      }),
    );
  program
    .command('migrate')
    .description(say('met la base de données à niveau', 'brings the database up to this version'))
    .action(
      acting(async ({ output }: Terminal) => {
        const { prepareDatabase } = await import('../up/platform.js');
        await prepareDatabase(environment());
        output.json({ migrated: true });
        output.line('La base de données est à niveau.', 'The database is up to date.');
      }),
    );
  group(program, 'credentials', say('les secrets de la plateforme', 'the secrets of the platform'))
    .command('init')
    .description(
      say('crée ceux qui manquent, un par fichier (0600)', 'makes those that are missing, one per file (0600)'),
    )
    .option('--folder <folder>', say('dossier ; sinon AMIE_CREDENTIALS', 'folder; else AMIE_CREDENTIALS'))
    .action(acting(initCredentials));
};

async function initCredentials({ output }: Terminal, options: { readonly folder?: string }): Promise<void> {
  const folder = options.folder === undefined ? readConfig().credentialsFolder : path.resolve(options.folder);
  const made = makePlatformCredentials(new Credentials(folder));
  output.json({ folder, made });
  if (made.length === 0) output.line(`Rien ne manque dans ${folder}.`, `Nothing is missing in ${folder}.`);
  else output.line(`Créés dans ${folder} : ${made.join(', ')}`, `Made in ${folder}: ${made.join(', ')}`);
}
