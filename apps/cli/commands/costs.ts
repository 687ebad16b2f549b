import { change } from '../change.js';
import { acting, changes, group, type Register } from '../command-line.js';
import { CommandFailure } from '../exit-codes.js';
import { moneyOf, readCents } from '../money.js';
import type { Output } from '../output.js';
import type { Column } from '../table.js';
import { shortId } from '../task.js';
import type { Terminal } from '../terminal.js';
import { withQuery } from '../with-query.js';

interface Cost {
  readonly id: string;
  readonly month: string;
  readonly cents: string;
  readonly note: string;
  readonly recordedBy: string;
  readonly recordedAt: string;
}

interface Provision extends Cost {
  readonly member: string;
}

interface Noted {
  readonly note?: string;
}

export const registerCosts: Register = (program, say) => {
  const note = ['--note <text>', say('une note', 'a note')] as const;
  const cost = group(program, 'cost', say('le coût réel de chaque mois', 'the real cost of each month'));
  changes(cost.command('set <month> <euros>'), say)
    .description(say('fixe le coût d’un mois (2025-10 2000,00)', 'sets the cost of a month (2025-10 2000.00)'))
    .option(...note)
    .action(acting(setCost));
  cost
    .command('list <year>')
    .description(say('les coûts d’une année, ligne à ligne', 'the costs of a year, row by row'))
    .action(acting(listCosts));
  const provision = group(program, 'provision', say('ce que les associations ont avancé', 'what members paid ahead'));
  changes(provision.command('add <member> <month> <euros>'), say)
    .description(say('enregistre une provision', 'records a provision'))
    .option(...note)
    .action(acting(addProvision));
  changes(provision.command('reverse <provision>'), say)
    .description(say('annule une provision par une ligne inverse', 'takes a provision back by an opposite row'))
    .requiredOption('--year <year>', say('année de la provision', 'year of the provision'))
    .action(acting(reverse));
  provision
    .command('list <year>')
    .description(say('les provisions d’une année', 'the provisions of a year'))
    .option('--member <member>', say('d’une association', 'of one member'))
    .action(acting(listProvisions));
};

async function setCost(terminal: Terminal, { note }: Noted, month: string, euros: string): Promise<void> {
  const cents = readCents(euros, terminal.output.say);
  const answer = await change<{ recorded: Cost | null }>(terminal, 'POST', '/costs', { body: { month, cents, note } });
  const { output, isDryRun } = terminal;
  if (isDryRun) return;
  output.json(answer);
  const money = moneyOf(cents, output.language);
  if (answer.recorded) output.line(`Coût de ${month} : ${money}.`, `Cost of ${month}: ${money}.`);
  else output.line(`Le coût de ${month} est déjà ${money}.`, `The cost of ${month} is ${money} already.`);
}

async function listCosts({ client, output }: Terminal, _: object, year: string): Promise<void> {
  const { body } = await client.get<{ items: Cost[] }>(withQuery('/costs', { year }));
  output.rows(body.items, columns(output));
}

async function addProvision(
  terminal: Terminal,
  { note }: Noted,
  member: string,
  month: string,
  euros: string,
): Promise<void> {
  await provide(terminal, { member, month, cents: readCents(euros, terminal.output.say), note });
}

async function reverse(terminal: Terminal, { year }: { year: string }, reference: string): Promise<void> {
  const { body } = await terminal.client.get<{ items: Provision[] }>(withQuery('/provisions', { year }));
  // As `list` shows it, or whole: fewer signs could be anybody's.
  const found = reference.length < 8 ? [] : body.items.filter(({ id }) => id.startsWith(reference));
  const [only] = found;
  if (!only || found.length > 1) {
    const { say } = terminal.output;
    throw new CommandFailure(
      say(`Aucune provision seule ne s’appelle ${reference}.`, `No single provision is called ${reference}.`),
    );
  }
  const { member, month, cents, id } = only;
  await provide(terminal, { member, month, cents: String(-BigInt(cents)), note: `annule ${id}` });
}

async function provide(terminal: Terminal, body: object): Promise<void> {
  const answer = await change<Provision>(terminal, 'POST', '/provisions', { body });
  const { output, isDryRun } = terminal;
  if (isDryRun) return;
  output.json(answer);
  const money = moneyOf(answer.cents, output.language);
  const { member, month } = answer;
  output.line(`Provision de ${member}, ${month} : ${money}.`, `Provision of ${member}, ${month}: ${money}.`);
}

async function listProvisions(
  { client, output }: Terminal,
  { member }: { member?: string },
  year: string,
): Promise<void> {
  const { body } = await client.get<{ items: Provision[] }>(withQuery('/provisions', { year, member }));
  output.rows(body.items, [{ title: ['Association', 'Member'], show: one => one.member }, ...columns(output)]);
}

const columns = (output: Output): Column<Cost>[] => [
  { title: ['Id', 'Id'], show: ({ id }) => shortId(id) },
  { title: ['Mois', 'Month'], show: ({ month }) => month },
  { title: ['Montant', 'Amount'], show: ({ cents }) => moneyOf(cents, output.language) },
  { title: ['Note', 'Note'], show: ({ note }) => note },
  { title: ['Par', 'By'], show: ({ recordedBy }) => recordedBy.replace('technician:', '') },
  { title: ['Le', 'On'], show: ({ recordedAt }) => output.time(recordedAt) },
];
