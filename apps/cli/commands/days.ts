import { type Command, InvalidArgumentError } from 'commander';
import { change, edit } from '../change.js';
import { acting, changes, gather, group, type Register } from '../command-line.js';
import { clockOf, localDay, readDay, readPurpose, readWhen, type When } from '../day-words.js';
import { type Entry, entryLine, type Flag, tellFlags } from '../days.js';
import { CommandFailure, exitCodes } from '../exit-codes.js';
import type { Terminal } from '../terminal.js';
import type { Say } from '../words.js';
import { registerDayReports } from './day-reports.js';

interface EntryOptions {
  readonly technician?: string;
  readonly day?: string;
  readonly half?: 'morning' | 'afternoon';
  readonly start?: string;
  readonly end?: string;
  readonly minutes?: number;
  readonly member?: string;
  readonly note?: string;
  readonly attendee?: readonly string[];
}

interface Logged {
  readonly entry: Entry;
  readonly flags: readonly Flag[];
}

export const registerDays: Register = (program, say) => {
  const days = group(program, 'day', say('les journées travaillées', 'the days worked'));
  withEntry(changes(days.command('log <what> [when]'), say), say)
    .description(
      say(
        'note du temps : <what> une association, un poste (mail, web, sauvegardes, annuaire, formation, urgences, gestion), absence ou imprévu ; [when] matin, 9:00-12:30 ou 1h30',
        'writes time down: <what> a member, a pool (mail, web, backup, directory, training, emergency, management), absence or unplanned; [when] morning, 9:00-12:30 or 1h30',
      ),
    )
    .option('--technician <name>', say('de qui, s’ils sont plusieurs', 'whose, when there are several'))
    .action(acting(log));
  withEntry(changes(days.command('edit <entry> [when]'), say), say)
    .description(say('corrige une ligne pas encore validée', 'edits an entry nobody validated yet'))
    .option('--for <what>', say('association, poste, absence ou imprévu', 'member, pool, absence or unplanned'))
    .action(acting(editEntry));
  changes(days.command('withdraw <entry>'), say)
    .description(say('retire une ligne pas encore validée', 'withdraws an entry nobody validated yet'))
    .action(acting(withdraw));
  changes(days.command('validate [entries...]'), say)
    .description(
      say(
        'valide des lignes, en seconde personne ; toutes ou aucune',
        'validates entries, as a second person; all or none',
      ),
    )
    .option('--day <day>', say('toutes celles d’un jour', 'all those of a day'))
    .option('--week <week>', say('toutes celles d’une semaine (2025-W42)', 'all those of a week (2025-W42)'))
    .option('--month <month>', say('toutes celles d’un mois (2025-10)', 'all those of a month (2025-10)'))
    .option('--technician <name>', say('d’une seule personne', 'of one person alone'))
    .action(acting(validate));
  changes(days.command('reverse <entry>'), say)
    .description(
      say('annule une ligne validée par une ligne contraire', 'takes a validated entry back by a contrary one'),
    )
    .requiredOption('--reason <text>', say('pourquoi', 'why'))
    .action(acting(reverse));
  registerDayReports(days, say);
};

function withEntry(command: Command, say: Say): Command {
  return command
    .option('--day <day>', say('jour : 2025-10-14, 14/10/2025, hier', 'day: 2025-10-14, 14/10/2025, yesterday'))
    .option('--half <half>', say('morning ou afternoon : 3 h 30', 'morning or afternoon: 3 h 30'), readHalf)
    .option('--start <time>', say('début', 'start'), clockOf)
    .option('--end <time>', say('fin', 'end'), clockOf)
    .option('--minutes <n>', say('durée en minutes', 'length in minutes'), readMinutes)
    .option('--member <member>', say('d’un poste : qui il a surtout aidé', 'of a pool: whom it helped most'))
    .option('--note <text>', say('note', 'note'))
    .option('--attendee <member:people>', say('d’une formation : la-recre:4', 'of a training: la-recre:4'), gather);
}

async function log(terminal: Terminal, options: EntryOptions, what: string, when?: string): Promise<void> {
  const { technician, note } = options;
  const purpose = { ...readPurpose(what), ...(options.member !== undefined && { member: options.member }) };
  const body = {
    technician,
    ...whenOf(terminal, options, when),
    ...purpose,
    note,
    attendance: sheetOf(terminal, options),
  };
  const answer = await change<Logged>(terminal, 'POST', '/days', { body });
  tellLogged(terminal, answer);
}

async function editEntry(
  terminal: Terminal,
  options: EntryOptions & { readonly for?: string },
  reference: string,
  when?: string,
): Promise<void> {
  const said =
    options.for === undefined ? {} : { kind: undefined, pool: null, member: null, ...readPurpose(options.for) };
  const member = options.member === undefined ? {} : { member: options.member };
  const body = {
    ...whenOf(terminal, options, when),
    ...said,
    ...member,
    note: options.note,
    attendance: sheetOf(terminal, options),
  };
  await edit(terminal, entryPath(reference), body);
}

function whenOf(terminal: Terminal, options: EntryOptions, when: string | undefined): When & { day?: string } {
  const { half, start, end, minutes, day } = options;
  const said = when === undefined ? {} : readWhen(when);
  if (said === undefined) {
    const examples = 'morning, 9:00-12:30, 1h30';
    const { output } = terminal;
    throw new CommandFailure(
      output.say(
        `« ${when} » ne dit pas quand. Par exemple : ${examples}.`,
        `"${when}" is no time. Such as: ${examples}.`,
      ),
      exitCodes.usage,
    );
  }
  const onDay = day === undefined ? {} : { day: readDay(day, localDay(new Date())) };
  return { ...onDay, half, start, end, minutes, ...said };
}

function sheetOf({ output }: Terminal, { attendee }: EntryOptions): { member: string; people: number }[] | undefined {
  return attendee?.map(text => {
    const [, member = '', people = '1'] = /^([^:]+)(?::(\d{1,4}))?$/.exec(text) ?? [];
    if (member) return { member, people: Number(people) };
    const message = output.say(`« ${text} » : écrivez la-recre:4.`, `"${text}": write la-recre:4.`);
    throw new CommandFailure(message, exitCodes.usage);
  });
}

async function withdraw(terminal: Terminal, _: object, reference: string): Promise<void> {
  const { etag } = await terminal.client.get<Entry>(entryPath(reference));
  tellLogged(terminal, await change<Logged>(terminal, 'DELETE', entryPath(reference), { ifMatch: etag }));
}

async function validate(
  terminal: Terminal,
  options: { day?: string; week?: string; month?: string; technician?: string },
  references: readonly string[],
): Promise<void> {
  const { week, month, technician } = options;
  const day = options.day === undefined ? undefined : readDay(options.day, localDay(new Date()));
  const entries = references.length > 0 ? references : undefined;
  const body = { entries, day, week, month, technician };
  const answer = await change<{ entries: readonly Entry[] }>(terminal, 'POST', '/days/validate', { body });
  if (terminal.isDryRun) return;
  terminal.output.json(answer);
  for (const entry of answer.entries) terminal.output.text(entryLine(entry, terminal.output));
}

async function reverse(terminal: Terminal, { reason }: { reason: string }, reference: string): Promise<void> {
  const path = `${entryPath(reference)}/reverse`;
  tellLogged(terminal, await change<Logged>(terminal, 'POST', path, { body: { reason } }));
}

function tellLogged(terminal: Terminal, answer: Logged): void {
  if (terminal.isDryRun) return;
  terminal.output.json(answer);
  terminal.output.text(entryLine(answer.entry, terminal.output));
  tellFlags(terminal.output, answer.flags ?? []);
}

const entryPath = (reference: string): string => `/days/${encodeURIComponent(reference)}`;

function readHalf(text: string): string {
  const half = readWhen(text)?.half;
  if (half === undefined) throw new InvalidArgumentError('morning, afternoon');
  return half;
}

function readMinutes(text: string): number {
  const minutes = Number(text);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 600) throw new InvalidArgumentError('1 … 600');
  return minutes;
}
