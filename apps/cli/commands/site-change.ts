import { type Command, InvalidArgumentError } from 'commander';
import { acting, changes, gather } from '../command-line.js';
import type { Terminal } from '../terminal.js';
import type { Say } from '../words.js';
import { changeOnce, type Site, sitePath } from './site-parts.js';

interface SiteChange {
  readonly addName?: string[];
  readonly removeName?: string[];
  readonly mainName?: string;
  readonly static?: boolean;
  readonly php?: string;
  readonly limit?: string;
  readonly hsts?: boolean;
  readonly redirect?: Site['redirects'];
  readonly temporaryRedirect?: Site['redirects'];
  readonly dropRedirect?: string[];
  readonly protect?: Site['protectedFolders'];
  readonly unprotect?: string[];
}

export function registerSiteChange(sites: Command, say: Say): void {
  changes(sites.command('change <site>'), say)
    .description(say('modifie un site', 'changes a site'))
    .option('--add-name <domain>', say('noms de plus', 'more names'), gather)
    .option('--remove-name <domain>', say('noms de moins', 'fewer names'), gather)
    .option('--main-name <domain>', say('nom principal', 'main name'))
    .option('--static', say('des fichiers seulement, sans PHP', 'files alone, without PHP'))
    .option('--php <version>', say('version de PHP', 'version of PHP'))
    .option('--limit <size>', say('taille, par exemple « 2 Go »', 'size, such as "2 GB"'))
    .option('--hsts', say('impose HTTPS aux navigateurs', 'forces HTTPS upon browsers'))
    .option('--no-hsts', say('ne l’impose plus', 'forces it no longer'))
    .option(
      '--redirect <from=to>',
      say('redirige, par exemple « /ancien=/nouveau »', 'redirects, such as "/old=/new"'),
      readRedirect(true),
    )
    .option(
      '--temporary-redirect <from=to>',
      say('redirige pour un temps : rien ne le retient', 'redirects for a while: nobody remembers it'),
      readRedirect(false),
    )
    .option('--drop-redirect <from>', say('retire une redirection', 'takes a redirect away'), gather)
    .option(
      '--protect <path=login>',
      say('protège un dossier par mot de passe', 'protects a folder with a password'),
      readFolder,
    )
    .option('--unprotect <path>', say('ouvre un dossier à nouveau', 'opens a folder again'), gather)
    .action(acting(changeBy));
}

async function changeBy(terminal: Terminal, options: SiteChange, reference: string): Promise<void> {
  const { body: site } = await terminal.client.get<Site>(sitePath(reference));
  await changeSite(terminal, reference, {
    addDomains: options.addName,
    removeDomains: options.removeName,
    mainDomain: options.mainName,
    content: options.static ? 'static' : options.php === undefined ? undefined : 'php',
    phpVersion: options.php,
    limit: options.limit,
    isHstsOn: options.hsts,
    redirects: redirectsAfter(site, options),
    protectedFolders: foldersAfter(site, options),
  });
}

/** Edits a site, and prints the passwords of protected folders that the edit made. */
export async function changeSite(terminal: Terminal, reference: string, body: object): Promise<void> {
  await changeOnce(terminal, 'PATCH', sitePath(reference), body);
}

/** All redirects a site is to have; undefined when none is asked to change. */
export function redirectsAfter(site: Pick<Site, 'redirects'>, options: SiteChange): Site['redirects'] | undefined {
  const { redirect = [], temporaryRedirect = [], dropRedirect = [] } = options;
  if (redirect.length + temporaryRedirect.length + dropRedirect.length === 0) return undefined;
  const all = new Map([...site.redirects, ...redirect, ...temporaryRedirect].map(one => [one.from, one]));
  for (const from of dropRedirect) all.delete(from);
  return [...all.values()];
}

/** All protected folders a site is to have, `/a/` being `/a`; undefined when none is asked to change. */
export function foldersAfter(
  site: Pick<Site, 'protectedFolders'>,
  { protect = [], unprotect = [] }: SiteChange,
): Site['protectedFolders'] | undefined {
  if (protect.length + unprotect.length === 0) return undefined;
  const all = new Map<string, string[]>();
  for (const { path, logins } of [...site.protectedFolders, ...protect])
    all.set(folderOf(path), [...new Set([...(all.get(folderOf(path)) ?? []), ...logins])]);
  for (const path of unprotect) all.delete(folderOf(path));
  return [...all].map(([path, logins]) => ({ path, logins }));
}

const folderOf = (path: string): string => path.replace(/(?<=.)\/$/, '');

function readRedirect(isPermanent: boolean) {
  return (text: string, before: Site['redirects'] = []): Site['redirects'] => {
    const [from, to] = halves(text);
    return [...before, { from, to, isPermanent }];
  };
}

function readFolder(text: string, before: Site['protectedFolders'] = []): Site['protectedFolders'] {
  const [path, logins] = halves(text);
  return [...before, { path, logins: gather(logins) }];
}

function halves(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('…=…');
  return [text.slice(0, at), text.slice(at + 1)];
}
