import {
  findRepository,
  machineLine,
  type OfMember,
  repositoriesPath,
  type Repository,
  size,
  type Source,
  sourceState,
  spaceOf,
  troubles,
} from '../backups.js';
import { change, edit, setAside } from '../change.js';
import { collect } from '../collect.js';
import { acting, changes, group, type Register } from '../command-line.js';
import { CommandFailure } from '../exit-codes.js';
import { onlyMember } from '../only-member.js';
import { stateWord } from '../state-words.js';
import type { Terminal } from '../terminal.js';
import { withQuery } from '../with-query.js';
import { registerBackupKeys } from './backup-keys.js';

interface Status extends Source {
  readonly member: { readonly slug: string };
  readonly repository: { readonly name: string } | null;
}

interface Archive {
  readonly source: string;
  readonly archive: string;
  readonly at: string;
  readonly things: readonly { kind: string; name: string; files: number; bytes: number }[];
}

interface RestoreOptions extends OfMember {
  readonly part?: string;
  readonly at?: string;
  readonly inPlace?: boolean;
}

export const registerBackup: Register = (program, say) => {
  const backup = group(program, 'backup', say('les sauvegardes et leurs restaurations', 'backups and restores'));
  const ofMember = ['--member <member>', say('association : nom court ou id', 'member: short name or id')] as const;
  backup
    .command('status')
    .description(say('âge, taille, dernier essai de toutes les sauvegardes', 'age, size, last drill of all backups'))
    .option(...ofMember)
    .action(acting(status));
  changes(backup.command('add'), say)
    .description(say('ouvre le dépôt d’une association', 'opens the repository of a member'))
    .option(...ofMember)
    .requiredOption('--limit <size>', say('place en tout, telle que 50 Go', 'space in all, such as 50 GB'))
    .option('--escrow <key>', say('clé publique age de l’association', 'the member’s public key of age'))
    .action(acting(add));
  backup
    .command('show')
    .description(say('montre un dépôt, ses sources et ses machines', 'shows a repository, its sources and machines'))
    .option(...ofMember)
    .action(acting(show));
  backup
    .command('list')
    .description(say('les dates que l’on peut restaurer', 'the dates that can be restored'))
    .option(...ofMember)
    .option('--things', say('avec ce que chacune contient', 'with what each holds'))
    .action(acting(list));
  changes(backup.command('limit <size>'), say)
    .description(say('change la place du dépôt', 'changes the space of the repository'))
    .option(...ofMember)
    .action(acting(limit));
  changes(backup.command('run'), say)
    .description(say('sauvegarde tout de suite', 'backs up now'))
    .option(...ofMember)
    .action(acting((terminal, options: OfMember) => work(terminal, options, 'runs')));
  changes(backup.command('drill'), say)
    .description(say('restaure un échantillon à part et compare', 'restores a sample elsewhere and compares'))
    .option(...ofMember)
    .action(acting((terminal, options: OfMember) => work(terminal, options, 'drills')));
  changes(backup.command('restore <what>'), say)
    .description(say('restaure une boîte, un site ou une base', 'restores a mailbox, a site or a database'))
    .option(...ofMember)
    .option('--part <folder>', say('un seul dossier ou fichier', 'a single folder or file'))
    .option('--at <date>', say('jour (2026-11-22) ; sinon la dernière', 'day (2026-11-22); else the last'))
    .option('--in-place', say('remplace, en gardant l’actuel à côté', 'replaces, keeping what is there beside'))
    .action(acting(restore));
  changes(backup.command('delete'), say)
    .description(say('demande la suppression : fermé aussitôt', 'asks for deletion: closed at once'))
    .option(...ofMember)
    .requiredOption('--confirm <name>', say('répète le nom du dépôt', 'repeats the name of the repository'))
    .action(acting(remove));
  backup
    .command('approve-delete')
    .description(say('approuve la demande d’une autre personne', 'approves what another person asked for'))
    .option(...ofMember)
    .action(acting(approve));
  changes(backup.command('cancel-delete'), say)
    .description(say('reprend une suppression demandée', 'takes a deletion back'))
    .option(...ofMember)
    .action(acting(cancel));
  registerBackupKeys(backup, say, ofMember);
};

async function status({ client, output }: Terminal, { member }: OfMember): Promise<void> {
  const sources = await collect(client.list<Status>(withQuery('/backups', { member })));
  output.rows(sources, [
    { title: ['Association', 'Member'], show: ({ member: { slug } }) => slug },
    { title: ['Source', 'Source'], show: ({ name }) => name },
    { title: ['État', 'State'], show: source => sourceState(source, output) },
    { title: ['Dernière', 'Last'], show: ({ lastSucceededAt }) => output.time(lastSucceededAt) },
    { title: ['Prouvée', 'Proven'], show: ({ lastProvenAt }) => output.time(lastProvenAt) },
    { title: ['Taille', 'Size'], show: ({ usedKib }) => size(usedKib, output) },
    { title: ['Ajouté', 'Grown'], show: ({ grownKib }) => size(grownKib, output) },
  ]);
  const named = sources.map(({ member: { slug }, name, problem }) => ({ name: `${slug} ${name}`, problem }));
  for (const line of troubles(named)) output.text(line);
}

async function add(
  terminal: Terminal,
  options: OfMember & { readonly limit: string; readonly escrow?: string },
): Promise<void> {
  const member = options.member ?? (await onlyMember(terminal));
  const body = { limit: options.limit, escrowKey: options.escrow };
  await change(terminal, 'POST', repositoriesPath(member), { body });
}

async function show(terminal: Terminal, options: OfMember): Promise<void> {
  const { output } = terminal;
  const found = await findRepository(terminal, options);
  const sources = found.sources.map(source => {
    const last = source.lastSucceededAt ? `, ${output.time(source.lastSucceededAt)}` : '';
    return `${source.name} (${sourceState(source, output)}${last})`;
  });
  output.facts(found, [
    ['Dépôt', 'Repository', found.name],
    ['Place', 'Space', spaceOf(found, output)],
    ['Sources', 'Sources', sources.join('\n')],
    ['Machines', 'Machines', found.machines.map(machine => machineLine(machine, output)).join('\n')],
    ['Copie du soir', 'Evening copy', found.keptOn],
    ['Clé de séquestre', 'Escrow key', found.escrowKey],
    ['État', 'State', stateWord(found.state, output.say)],
    ['Suppression', 'Deletion', deletionLine(found, terminal)],
    ['À régler', 'To settle', troubles(found.sources).join('\n')],
  ]);
}

function deletionLine({ deletion }: Repository, { output }: Terminal): string | undefined {
  if (!deletion) return undefined;
  const asked = output.say(
    `demandée par ${deletion.askedBy} le ${output.time(deletion.askedAt)}`,
    `asked for by ${deletion.askedBy} on ${output.time(deletion.askedAt)}`,
  );
  if (!deletion.approvedBy) return output.say(`${asked}, à approuver`, `${asked}, to be approved`);
  const due = output.time(deletion.purgedAfter);
  return output.say(
    `${asked}, approuvée par ${deletion.approvedBy}, faite après le ${due}`,
    `${asked}, approved by ${deletion.approvedBy}, done after ${due}`,
  );
}

async function list(terminal: Terminal, options: OfMember & { readonly things?: boolean }): Promise<void> {
  const { client, output } = terminal;
  const { id } = await findRepository(terminal, options);
  const archives = await collect(client.list<Archive>(`/repositories/${id}/archives`));
  const things = ({ things: held }: Archive): string =>
    options.things ? held.map(({ name, files }) => `${name} (${files})`).join(', ') : String(held.length);
  output.rows(archives, [
    { title: ['Date', 'Date'], show: ({ at }) => output.time(at) },
    { title: ['Archive', 'Archive'], show: ({ archive }) => archive },
    { title: ['Source', 'Source'], show: ({ source }) => source },
    { title: ['Contenu', 'Content'], show: things },
  ]);
}

async function limit(terminal: Terminal, options: OfMember, text: string): Promise<void> {
  const { id } = await findRepository(terminal, options);
  await edit(terminal, `/repositories/${id}`, { limit: text });
}

async function work(terminal: Terminal, options: OfMember, what: 'runs' | 'drills'): Promise<void> {
  const { id } = await findRepository(terminal, options);
  await change(terminal, 'POST', `/repositories/${id}/${what}`);
}

async function restore(terminal: Terminal, options: RestoreOptions, what: string): Promise<void> {
  const { id } = await findRepository(terminal, options);
  const body = { what, part: options.part, at: options.at, into: options.inPlace ? 'in-place' : 'beside' };
  await change(terminal, 'POST', `/repositories/${id}/restores`, { body });
}

async function remove(terminal: Terminal, options: OfMember & { readonly confirm: string }): Promise<void> {
  const { id, name } = await findRepository(terminal, options);
  if (options.confirm !== name) {
    throw new CommandFailure(
      terminal.output.say(`Pour confirmer : --confirm ${name}`, `To confirm: --confirm ${name}`),
    );
  }
  await setAside(terminal, `/repositories/${id}`);
}

async function approve(terminal: Terminal, options: OfMember): Promise<void> {
  const { id } = await findRepository(terminal, options);
  const { body } = await terminal.client.send<{ repository: Repository }>(
    'POST',
    `/repositories/${id}/approve-deletion`,
  );
  const { output } = terminal;
  output.json(body);
  const due = output.time(body.repository.deletion?.purgedAfter);
  output.line(`Approuvé. Rien n’est effacé avant le ${due}.`, `Approved. Nothing is erased before ${due}.`);
}

async function cancel(terminal: Terminal, options: OfMember): Promise<void> {
  const { id } = await findRepository(terminal, options);
  await change(terminal, 'POST', `/bin/${id}/restore`);
}
