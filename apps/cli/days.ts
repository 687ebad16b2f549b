import { entryState, hours, poolWord, purposeText } from './day-words.js';
import type { Output } from './output.js';
import type { Column } from './table.js';
import { shortId } from './task.js';

/** One entry of the ledger of days, as the API shows it. */
export interface Entry {
  readonly id: string;
  readonly technician: string;
  readonly day: string;
  readonly start: string;
  readonly end: string;
  readonly isTimed: boolean;
  readonly minutes: number;
  readonly kind: string;
  readonly pool: string | null;
  readonly member: string | null;
  readonly note: string;
  readonly state: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly editedBy: string | null;
  readonly validatedBy: string | null;
  readonly validatedAt: string | null;
  readonly reverses: string | null;
  readonly reversedBy: string | null;
  readonly reason: string | null;
  readonly attendance: readonly { member: string; minutes: number }[];
}

/** Something right to write down and worth a look. */
export interface Flag {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly action: string;
}

export interface Week {
  readonly technician: string;
  readonly week: string;
  readonly days: readonly string[];
  readonly rows: readonly WeekRow[];
  readonly totals: readonly { day: string; minutes: number }[];
  readonly minutes: number;
  readonly draftMinutes: number;
  readonly entries: readonly Entry[];
  readonly flags: readonly Flag[];
}

interface WeekRow {
  readonly kind: string;
  readonly pool: string | null;
  readonly member: string | null;
  readonly cells: readonly { day: string; minutes: number }[];
  readonly minutes: number;
}

export interface Month {
  readonly technicians: readonly {
    technician: string;
    individual: number;
    collective: number;
    absence: number;
    unplanned: number;
    presence: number;
  }[];
  readonly validated: {
    readonly pools: Readonly<Record<string, number>>;
    readonly individual: readonly { member: string; minutes: number }[];
  };
  readonly drafts: number;
  readonly flags: readonly Flag[];
}

/** The grid of a week, its entries below with the ids that commands take, then what is worth a look. */
export function tellWeek(output: Output, week: Week): void {
  if (output.isJson) return output.json(week);
  const { say } = output;
  output.line(`${week.technician}, semaine ${week.week}`, `${week.technician}, week ${week.week}`);
  const total = { kind: say('total', 'total'), pool: null, member: null, cells: week.totals, minutes: week.minutes };
  output.table([...week.rows, total], weekColumns(output, week.days));
  if (week.entries.length > 0) output.text('');
  if (week.entries.length > 0) output.table(week.entries, entryColumns(output));
  const left = hours(week.draftMinutes);
  if (left) output.line(`À valider par une autre personne : ${left}.`, `To be validated by another person: ${left}.`);
  tellFlags(output, week.flags);
}

function weekColumns({ language, say }: Output, days: readonly string[]): Column<WeekRow>[] {
  const name = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    weekday: 'short',
    day: '2-digit',
    timeZone: 'UTC',
  });
  return [
    { title: ['Pour', 'For'], show: row => purposeText(row, say) },
    ...days.map((day, index): Column<WeekRow> => {
      const title = name.format(new Date(`${day}T00:00Z`));
      return { title: [title, title], show: ({ cells }) => hours(cells[index]?.minutes ?? 0) };
    }),
    { title: ['Total', 'Total'], show: ({ minutes }) => hours(minutes) },
  ];
}

export const entryColumns = ({ say }: Output): Column<Entry>[] => [
  { title: ['Id', 'Id'], show: ({ id }) => shortId(id) },
  { title: ['Jour', 'Day'], show: ({ day }) => day },
  { title: ['De', 'From'], show: ({ isTimed, start }) => (isTimed ? start : '') },
  { title: ['À', 'To'], show: ({ isTimed, end }) => (isTimed ? end : '') },
  { title: ['Durée', 'Time'], show: ({ minutes }) => hours(minutes) },
  { title: ['Pour', 'For'], show: entry => purposeText(entry, say) },
  { title: ['État', 'State'], show: ({ state }) => entryState(state, say) },
  { title: ['Note', 'Note'], show: ({ note }) => note },
];

/** One entry in a sentence: « 2025-10-14, 3:30, mail (0f3c2a1b, à valider) ». */
export function entryLine(entry: Entry, { say }: Output): string {
  const { day, start, end, isTimed, minutes, id, state } = entry;
  const when = isTimed ? `${start}–${end}, ${hours(minutes)}` : hours(minutes);
  return `${day}, ${when}, ${purposeText(entry, say)} (${shortId(id)}, ${entryState(state, say)})`;
}

/** One entry with who wrote it, who validated it, and what reversed it. */
export function tellEntry(output: Output, entry: Entry): void {
  const { say } = output;
  const by = (who: string | null, at: string | null): string => (who ? `${who}, ${output.time(at)}` : '');
  output.facts(entry, [
    ['Technicien', 'Technician', entry.technician],
    ['Jour', 'Day', entry.day],
    ['Horaires', 'Hours', entry.isTimed ? `${entry.start}–${entry.end}` : say('non dits', 'not told')],
    ['Durée', 'Time', hours(entry.minutes)],
    ['Pour', 'For', purposeText(entry, say)],
    ['Présents', 'Who came', entry.attendance.map(({ member, minutes }) => `${member} ${hours(minutes)}`).join('\n')],
    ['Note', 'Note', entry.note],
    ['État', 'State', entryState(entry.state, say)],
    ['Noté par', 'Written by', by(entry.createdBy, entry.createdAt)],
    ['Corrigé par', 'Edited by', entry.editedBy],
    ['Validé par', 'Validated by', by(entry.validatedBy, entry.validatedAt)],
    ['Annule', 'Reverses', entry.reverses && shortId(entry.reverses)],
    ['Annulé par', 'Reversed by', entry.reversedBy && shortId(entry.reversedBy)],
    ['Pourquoi', 'Why', entry.reason],
  ]);
}

/** What is worth a look, one sentence each; nothing under --json. */
export function tellFlags(output: Output, flags: readonly Flag[]): void {
  for (const { title, detail, action } of flags) output.text(`! ${title}. ${detail} ${action}`);
}

/** A month: what its hours were for, and what is validated of them. */
export function tellMonth(output: Output, month: Month): void {
  if (output.isJson) return output.json(month);
  output.rows(month.technicians, [
    { title: ['Technicien', 'Technician'], show: ({ technician }) => technician },
    { title: ['Pour une association', 'For a member'], show: ({ individual }) => hours(individual) },
    { title: ['Collectif', 'Collective'], show: ({ collective }) => hours(collective) },
    { title: ['Absence', 'Absence'], show: ({ absence }) => hours(absence) },
    { title: ['Imprévu', 'Unplanned'], show: ({ unplanned }) => hours(unplanned) },
    { title: ['Présence', 'Presence'], show: ({ presence }) => hours(presence) },
  ]);
  const { pools, individual } = month.validated;
  const worked = Object.entries(pools).filter(([, minutes]) => minutes !== 0);
  output.facts(month, [
    ['Validé, collectif', 'Validated, collective', listed(worked.map(([pool, n]) => [poolWord(pool, output.say), n]))],
    ['Validé, par association', 'Validated, by member', listed(individual.map(one => [one.member, one.minutes]))],
    ['Lignes à valider', 'Entries to validate', month.drafts > 0 ? String(month.drafts) : ''],
  ]);
  tellFlags(output, month.flags);
}

const listed = (amounts: readonly (readonly [string, number])[]): string =>
  amounts.map(([name, minutes]) => `${name} ${hours(minutes) || '0:00'}`).join(', ');
