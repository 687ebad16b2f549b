import type { Command } from 'commander';
import { acting } from '../command-line.js';
import { hours, localDay, readDay } from '../day-words.js';
import { type Entry, type Month, tellEntry, tellMonth, tellWeek, type Week } from '../days.js';
import type { Terminal } from '../terminal.js';
import { withQuery } from '../with-query.js';
import type { Say } from '../words.js';

interface WorkedDay {
  readonly technician: string;
  readonly day: string;
  readonly week: string;
  readonly periods: readonly { start: string; end: string }[];
  readonly minutes: number;
  readonly untimedMinutes: number;
  readonly absenceMinutes: number;
}

interface WorkingTime {
  readonly days: readonly WorkedDay[];
  readonly weeks: readonly Omit<WorkedDay, 'day' | 'periods' | 'untimedMinutes'>[];
}

interface RecordOptions {
  readonly from: string;
  readonly to: string;
  readonly technician?: string;
  readonly format: 'table' | 'csv' | 'json';
}

export function registerDayReports(days: Command, say: Say): void {
  const technician = ['--technician <name>', say('de cette personne', 'of this person')] as const;
  days
    .command('week [week]')
    .description(say('la semaine en grille (2025-W42)', 'the week as a grid (2025-W42)'))
    .option(...technician)
    .action(acting(showWeek));
  days
    .command('show <entry>')
    .description(say('une ligne : qui l’a notée, validée, annulée', 'one entry: who wrote, validated, reversed it'))
    .action(acting(showEntry));
  days
    .command('month [month]')
    .description(say('un mois (2025-10) : à quoi ont servi les heures', 'a month (2025-10): what its hours were for'))
    .action(acting(showMonth));
  days
    .command('record')
    .description(
      say(
        'le relevé légal du temps de travail, par jour et semaine',
        'the legal record of working time, by day and week',
      ),
    )
    .requiredOption('--from <day>', say('premier jour', 'first day'))
    .requiredOption('--to <day>', say('dernier jour, compris', 'last day, included'))
    .option(...technician)
    .addOption(formatOption(days, say))
    .action(acting(record));
}

function formatOption(days: Command, say: Say) {
  return days
    .createOption('--format <format>', say('table, csv (tableur) ou json', 'table, csv (spreadsheet) or json'))
    .choices(['table', 'csv', 'json'])
    .default('table');
}

async function showWeek({ client, output }: Terminal, options: { technician?: string }, week?: string): Promise<void> {
  const { technician } = options;
  tellWeek(output, (await client.get<Week>(withQuery('/days', { technician, week }))).body);
}

async function showEntry({ client, output }: Terminal, _: object, reference: string): Promise<void> {
  tellEntry(output, (await client.get<Entry>(`/days/${encodeURIComponent(reference)}`)).body);
}

async function showMonth({ client, output }: Terminal, _: object, month?: string): Promise<void> {
  const shown = month ?? localDay(new Date()).slice(0, 7);
  tellMonth(output, (await client.get<Month>(`/days/months/${encodeURIComponent(shown)}`)).body);
}

async function record({ client, output }: Terminal, options: RecordOptions): Promise<void> {
  const today = localDay(new Date());
  const { technician, format } = options;
  const range = { from: readDay(options.from, today), to: readDay(options.to, today), technician };
  const wanted = output.isJson ? 'json' : format;
  if (wanted !== 'table') {
    process.stdout.write(await client.bytes(withQuery('/days/record', { ...range, format: wanted })));
    if (wanted === 'json') process.stdout.write('\n');
    return;
  }
  const { days, weeks } = (await client.get<WorkingTime>(withQuery('/days/record', range))).body;
  output.rows(days, [
    { title: ['Technicien', 'Technician'], show: one => one.technician },
    { title: ['Semaine', 'Week'], show: one => one.week },
    { title: ['Jour', 'Day'], show: one => one.day },
    {
      title: ['Horaires', 'Hours'],
      show: one => [...one.periods.map(({ start, end }) => `${start}–${end}`), ...untimed(one)].join(', '),
    },
    { title: ['Travail', 'Work'], show: one => hours(one.minutes) },
    { title: ['Absence', 'Absence'], show: one => hours(one.absenceMinutes) },
  ]);
  for (const one of weeks) {
    const work = hours(one.minutes) || '0:00';
    output.line(`Semaine ${one.week}, ${one.technician} : ${work}`, `Week ${one.week}, ${one.technician}: ${work}`);
  }
}

/** Hours whose start nobody told, beside those with one. */
function untimed({ periods, untimedMinutes }: WorkedDay): string[] {
  return untimedMinutes > 0 && periods.length > 0 ? [`+ ${hours(untimedMinutes)}`] : [];
}
