import { change, setAside } from '../change.js';
import { collect } from '../collect.js';
import { acting, changes, gather, group, type Register } from '../command-line.js';
import { memberOfAddress, onlyMember } from '../only-member.js';
import { stateWord } from '../state-words.js';
import { showStorage } from '../storage.js';
import type { Terminal } from '../terminal.js';
import { memberPath } from './members.js';
import { registerSiteAccesses } from './site-accesses.js';
import { changeSite, registerSiteChange } from './site-change.js';
import { registerSiteDatabases } from './site-databases.js';
import { registerSiteLogs } from './site-logs.js';
import { changeOnce, type Site, sitePath, textOf } from './site-parts.js';

interface OfMember {
  readonly member?: string;
}

export const registerSites: Register = (program, say) => {
  const sites = group(program, 'sites', say('les sites web', 'the web sites'));
  const ofMember = ['--member <member>', say('association : nom court ou id', 'member: short name or id')] as const;
  sites
    .command('list')
    .description(say('liste les sites', 'lists the sites'))
    .option(...ofMember)
    .action(acting(list));
  sites
    .command('show <site>')
    .description(say('montre un site, par son nom ou son domaine', 'shows a site, by its name or domain'))
    .action(acting((terminal: Terminal, _: object, site: string) => show(terminal, site)));
  changes(sites.command('add <domain...>'), say)
    .description(
      say('crée un site ; le premier nom est le principal', 'creates a site; the first name is the main one'),
    )
    .option(...ofMember)
    .option('--static', say('des fichiers seulement, sans PHP', 'files alone, without PHP'))
    .option('--php <version>', say('version de PHP', 'version of PHP'))
    .option('--limit <size>', say('taille, par exemple « 2 Go »', 'size, such as "2 GB"'))
    .option('--hsts', say('impose HTTPS aux navigateurs', 'forces HTTPS upon browsers'))
    .action(acting(add));
  registerSiteChange(sites, say);
  changes(sites.command('suspend <site>'), say)
    .description(say('montre une page d’entretien à tout le monde', 'shows everybody a maintenance page'))
    .action(acting((terminal: Terminal, _: object, site: string) => changeSite(terminal, site, { isSuspended: true })));
  changes(sites.command('resume <site>'), say)
    .description(say('remet le site en ligne', 'puts the site back'))
    .action(
      acting((terminal: Terminal, _: object, site: string) => changeSite(terminal, site, { isSuspended: false })),
    );
  changes(sites.command('remove <site>'), say)
    .description(
      say(
        'met un site à la corbeille, bases et accès compris',
        'moves a site to the bin, with its databases and accesses',
      ),
    )
    .action(acting((terminal: Terminal, _: object, site: string) => setAside(terminal, sitePath(site))));
  changes(sites.command('certificate <site> [chain] [key]'), say)
    .description(
      say(
        'importe un certificat (fichiers PEM) ; sans fichiers, le serveur s’en procure un lui-même',
        'imports a certificate (PEM files); without files, the server gets one itself',
      ),
    )
    .action(acting(certificate));
  registerSiteLogs(sites, say);
  registerSiteDatabases(sites, say);
  registerSiteAccesses(sites, say);
};

async function list(terminal: Terminal, options: OfMember): Promise<void> {
  const { client, output } = terminal;
  const member = options.member ?? (await onlyMember(terminal));
  output.rows(await collect(client.list<Site>(`${memberPath(member)}/sites`)), [
    { title: ['Site', 'Site'], show: ({ mainDomain }) => mainDomain },
    { title: ['Nom', 'Name'], show: ({ name }) => name },
    { title: ['Contenu', 'Content'], show: contentOf },
    { title: ['Taille', 'Limit'], show: ({ limitKib }) => showStorage(limitKib, output.language) },
    { title: ['État', 'State'], show: site => stateOfSite(terminal, site) },
  ]);
}

const contentOf = ({ content, phpVersion }: Site): string => (content === 'php' ? `PHP ${phpVersion}` : 'static');

/** A version that has gone from the server since, and those there are. */
export function phpTrouble(
  { output }: Pick<Terminal, 'output'>,
  { phpVersion, phpVersions }: Pick<Site, 'phpVersion' | 'phpVersions'>,
): string {
  if (phpVersion === null || phpVersions === null || phpVersions.includes(phpVersion)) return '';
  const there = phpVersions.join(', ') || '—';
  return output.say(
    ` (n’est plus sur le serveur, qui a ${there})`,
    ` (not on the server any more, which has ${there})`,
  );
}

const stateOfSite = ({ output }: Terminal, { state, isSuspended }: Site): string =>
  isSuspended ? stateWord('suspended', output.say) : stateWord(state, output.say);

async function show(terminal: Terminal, reference: string): Promise<void> {
  const { client, output } = terminal;
  const { body } = await client.get<Site>(sitePath(reference));
  const { say, language } = output;
  const used = showStorage(body.usedKib, language) || '0';
  const limit = showStorage(body.limitKib, language);
  output.facts(body, [
    ['Site', 'Site', body.mainDomain],
    ['Nom', 'Name', body.name],
    ['Noms', 'Names', body.domains.join('\n')],
    ['Contenu', 'Content', `${contentOf(body)}${phpTrouble(terminal, body)}`],
    ['Taille', 'Size', body.usedKib === null ? limit : say(`${used} sur ${limit}`, `${used} of ${limit}`)],
    ['Certificat', 'Certificate', certificateWords(terminal, body)],
    ['Redirections', 'Redirects', redirectLines(terminal, body)],
    [
      'Dossiers protégés',
      'Protected folders',
      body.protectedFolders.map(({ path, logins }) => `${path}: ${logins.join(', ')}`).join('\n'),
    ],
    ['Fichiers', 'Files', body.filesAt],
    ['Accès', 'Accesses', body.accesses.map(({ login }) => login).join('\n')],
    ['Bases de données', 'Databases', body.databases.map(({ name, engine }) => `${name} (${engine})`).join('\n')],
    ['État', 'State', stateOfSite(terminal, body)],
  ]);
}

const redirectLines = ({ output }: Terminal, { redirects }: Site): string =>
  redirects
    .map(
      ({ from, to, isPermanent }) =>
        `${from} → ${to}${isPermanent ? '' : output.say(' (pour un temps)', ' (for a while)')}`,
    )
    .join('\n');

function certificateWords({ output }: Terminal, { certificate: { state, until, problem, without } }: Site): string {
  const { say } = output;
  const kinds: Readonly<Record<string, string>> = {
    temporary: say('provisoire, en attendant le vrai', 'temporary, until the real one comes'),
    acme: say('obtenu par le serveur', 'obtained by the server'),
    imported: say('importé', 'imported'),
  };
  const words = state === null ? '' : (kinds[state] ?? state);
  const end = until ? say(`, jusqu’au ${output.time(until)}`, `, until ${output.time(until)}`) : '';
  const names = without.length > 0 ? `: ${without.join(', ')}` : '';
  return `${words}${end}${problem ? ` (${problem}${names})` : ''}`;
}

interface AddSite extends OfMember {
  readonly static?: boolean;
  readonly php?: string;
  readonly limit?: string;
  readonly hsts?: boolean;
}

async function add(terminal: Terminal, options: AddSite, domains: string[]): Promise<void> {
  const { php: phpVersion, limit, hsts: isHstsOn } = options;
  const member = options.member ?? (await memberOf(terminal, domains[0] ?? ''));
  const content = options.static ? 'static' : 'php';
  const body = { domains: domains.flatMap(one => gather(one)), content, phpVersion, limit, isHstsOn };
  await change(terminal, 'POST', `${memberPath(member)}/sites`, { body });
}

/** The member whose domain a name is below; the only one there is when that cannot be told. */
async function memberOf(terminal: Terminal, name: string): Promise<string> {
  for (let rest = name; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
    const found = await memberOfAddress(terminal, rest).catch(() => undefined);
    if (found !== undefined) return found;
  }
  return onlyMember(terminal);
}

async function certificate(terminal: Terminal, _: object, site: string, chain?: string, key?: string): Promise<void> {
  const path = `${sitePath(site)}/certificate`;
  if (chain === undefined) return changeOnce(terminal, 'DELETE', path, undefined, sitePath(site));
  const body = { chain: await textOf(terminal, chain), key: await textOf(terminal, key ?? chain) };
  await changeOnce(terminal, 'PUT', path, body, sitePath(site));
}
