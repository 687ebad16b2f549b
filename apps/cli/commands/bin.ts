import { change } from '../change.js';
import { collect } from '../collect.js';
import { acting, changes, group, type Register } from '../command-line.js';
import { findInList } from '../find-by-id.js';
import { stateWord } from '../state-words.js';
import { shortId } from '../task.js';
import type { Terminal } from '../terminal.js';
import { withQuery } from '../with-query.js';

interface InBin {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly address: string | null;
  readonly setAsideAt: string;
  readonly setAsideBy: string | null;
  readonly restorableUntil: string | null;
}

export const registerBin: Register = (program, say) => {
  const bin = group(program, 'bin', say('la corbeille', 'the bin'));
  bin
    .command('list')
    .description(say('ce qui peut encore être restauré', 'what can still be restored'))
    .option('--member <member>', say('d’une association', 'of one member'))
    .action(acting(list));
  changes(bin.command('restore <thing>'), say)
    .description(say('reprend une chose : adresse, nom ou id', 'brings a thing back: address, name or id'))
    .action(acting(restore));
  changes(bin.command('purge <thing>'), say)
    .description(say('supprime définitivement, tout de suite', 'deletes for good, now'))
    .requiredOption('--confirm <name>', say('répète son adresse ou son nom', 'repeats its address or name'))
    .action(acting(purge));
};

async function list({ client, output }: Terminal, { member }: { member?: string }): Promise<void> {
  output.rows(await collect(client.list<InBin>(withQuery('/bin', { member }))), [
    { title: ['Id', 'Id'], show: ({ id }) => shortId(id) },
    { title: ['Quoi', 'What'], show: ({ kind }) => stateWord(kind, output.say) },
    { title: ['Nom', 'Name'], show: ({ name }) => name },
    { title: ['Adresse', 'Address'], show: ({ address }) => address },
    { title: ['Depuis', 'Since'], show: ({ setAsideAt }) => output.time(setAsideAt) },
    { title: ['Par', 'By'], show: ({ setAsideBy }) => setAsideBy?.replace('technician:', '') },
    { title: ['Jusqu’au', 'Until'], show: ({ restorableUntil }) => output.time(restorableUntil) },
  ]);
}

const find = (terminal: Terminal, reference: string): Promise<InBin> =>
  findInList<InBin>(terminal, '/bin', reference, ({ name, address }) => [name, address]);

async function restore(terminal: Terminal, _: object, reference: string): Promise<void> {
  const { id } = await find(terminal, reference);
  await change(terminal, 'POST', `/bin/${id}/restore`);
}

async function purge(terminal: Terminal, { confirm }: { confirm: string }, reference: string): Promise<void> {
  const { id } = await find(terminal, reference);
  await change(terminal, 'POST', `/bin/${id}/purge`, { body: { confirm } });
}
