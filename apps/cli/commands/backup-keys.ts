import type { Command } from 'commander';
import { findRepository, type OfMember } from '../backups.js';
import { edit } from '../change.js';
import { acting, changes, group } from '../command-line.js';
import { readInput, type Terminal } from '../terminal.js';
import type { Say } from '../words.js';

interface WithKey extends OfMember {
  readonly key?: string;
}

/** `amie backup keys …`: who may write into a repository. */
export function registerBackupKeys(backup: Command, say: Say, ofMember: readonly [string, string]): void {
  const keys = group(backup, 'keys', say('les clés d’un dépôt', 'the keys of a repository'));
  const key = say('fichier .pub de la machine (Ed25519)', '.pub file of the machine (Ed25519)');
  keys
    .command('list')
    .description(say('liste les sources et les machines', 'lists sources and machines'))
    .option(...ofMember)
    .action(acting(list));
  changes(keys.command('add <machine>'), say)
    .description(say('laisse une machine de l’association sauvegarder', 'lets a machine of the member back up'))
    .option(...ofMember)
    .requiredOption('--key <file>', key)
    .action(acting(add));
  changes(keys.command('rotate <name>'), say)
    .description(say('change la clé d’une source ou d’une machine', 'changes the key of a source or a machine'))
    .option(...ofMember)
    .option('--key <file>', key)
    .action(acting(rotate));
  changes(keys.command('remove <machine>'), say)
    .description(say('retire la clé d’une machine', 'removes the key of a machine'))
    .option(...ofMember)
    .action(acting(remove));
  keys
    .command('sealed <source>')
    .description(say('la copie scellée de la phrase secrète', 'the sealed copy of the passphrase'))
    .option(...ofMember)
    .action(acting(sealed));
}

async function list(terminal: Terminal, options: OfMember): Promise<void> {
  const { output } = terminal;
  const { sources, machines } = await findRepository(terminal, options);
  const ours = sources.map(({ name, publicKey }) => ({ name, publicKey, isOurs: true }));
  const theirs = machines.map(({ label, publicKey }) => ({ name: label, publicKey, isOurs: false }));
  output.rows(
    [...ours, ...theirs],
    [
      { title: ['Nom', 'Name'], show: ({ name }) => name },
      {
        title: ['Quoi', 'What'],
        show: ({ isOurs }) => (isOurs ? output.say('notre serveur', 'our server') : output.say('machine', 'machine')),
      },
      { title: ['Clé', 'Key'], show: ({ publicKey }) => publicKey },
    ],
  );
}

async function add(terminal: Terminal, options: WithKey, label: string): Promise<void> {
  await change(terminal, options, { add: [{ label, publicKey: readKey(terminal, options.key ?? '') }] });
}

async function rotate(terminal: Terminal, options: WithKey, name: string): Promise<void> {
  const publicKey = options.key === undefined ? undefined : readKey(terminal, options.key);
  await change(terminal, options, { rotate: [{ name, publicKey }] });
}

async function remove(terminal: Terminal, options: OfMember, label: string): Promise<void> {
  await change(terminal, options, { remove: [label] });
}

async function change(terminal: Terminal, options: OfMember, body: object): Promise<void> {
  const { id } = await findRepository(terminal, options);
  await edit(terminal, `/repositories/${id}`, body);
}

async function sealed(terminal: Terminal, options: OfMember, name: string): Promise<void> {
  const { sources } = await findRepository(terminal, options);
  const text = sources.find(source => source.name === name)?.sealed ?? null;
  terminal.output.json({ source: name, sealed: text });
  if (text) return terminal.output.text(text);
  terminal.output.line(
    'Rien de scellé : il faut une clé de séquestre et une première sauvegarde.',
    'Nothing sealed: it takes an escrow key and a first backup.',
  );
}

/** The one line of a .pub file, or the key itself. */
function readKey(terminal: Terminal, given: string): string {
  if (given.startsWith('ssh-')) return given.trim();
  return Buffer.from(readInput(terminal, given)).toString('utf8').trim();
}
