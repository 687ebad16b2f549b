import { csvCell, type Language } from '@amie/values';
import type { WorkedDay, WorkedWeek, WorkingTime } from './working-time.js';

const words = {
  fr: {
    columns: [
      'Relevé',
      'Technicien',
      'Semaine',
      'Jour',
      'Horaires',
      'Heures',
      'Minutes',
      'Absence (minutes)',
      'Validé',
    ],
    day: 'jour',
    week: 'semaine',
    to: 'au',
    yes: 'oui',
    no: 'non',
  },
  en: {
    columns: [
      'Record',
      'Technician',
      'Week',
      'Day',
      'Hours of the day',
      'Time',
      'Minutes',
      'Absence (minutes)',
      'Validated',
    ],
    day: 'day',
    week: 'week',
    to: 'to',
    yes: 'yes',
    no: 'no',
  },
} as const;

/**
 * The record for a spreadsheet: UTF-8 with its mark, `;`, one line a day and, after the days of a week, one line for
 * that week. Texts that would run as a formula are made inert. Pure.
 */
export function workingTimeCsv({ days, weeks }: WorkingTime, language: Language): string {
  const lines = weeks.flatMap(week => [
    ...days
      .filter(one => one.technician === week.technician && one.week === week.week)
      .map(one => dayLine(one, language)),
    weekLine(week, language),
  ]);
  return `\uFEFF${[words[language].columns, ...lines].map(line => line.map(cell => csvCell(cell)).join(';')).join('\r\n')}\r\n`;
}

type Line = readonly (string | number)[];

function dayLine(one: WorkedDay, language: Language): Line {
  const { day, yes, no } = words[language];
  const untimed = one.untimedMinutes > 0 && one.periods.length > 0 ? [`+ ${clockLength(one.untimedMinutes)}`] : [];
  const hours = [...one.periods.map(({ start, end }) => `${start}–${end}`), ...untimed].join(', ');
  const validated = one.isValidated ? yes : no;
  return [
    day,
    one.fullName,
    one.week,
    one.day,
    hours,
    clockLength(one.minutes),
    one.minutes,
    one.absenceMinutes,
    validated,
  ];
}

function weekLine({ fullName, week, from, to, minutes, absenceMinutes }: WorkedWeek, language: Language): Line {
  const { week: word, to: until } = words[language];
  return [word, fullName, week, `${from} ${until} ${to}`, '', clockLength(minutes), minutes, absenceMinutes, ''];
}

/** 210 minutes as 3:30. */
export function clockLength(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
