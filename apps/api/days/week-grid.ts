import { addDays, daysOfWeek, weekOf } from './calendar.js';
import { type EntryRow, showEntry } from './entry-rows.js';

/** Minutes of a day beyond which it is pointed out. */
const longDay = 600;

/** The week of a technician as a grid: one row for each purpose, one cell for each day, sums both ways. Pure. */
export function weekGrid(technician: string, week: string, entries: readonly EntryRow[]): object {
  const days = daysOfWeek(week) ?? [];
  const groups = [...Map.groupBy(entries, ({ kind, pool, member }) => JSON.stringify([kind, pool, member])).values()];
  return {
    technician,
    week,
    previous: weekOf(addDays(days[0] ?? '', -7)),
    next: weekOf(addDays(days[0] ?? '', 7)),
    days,
    rows: groups.toSorted((a, b) => orderOf(a).localeCompare(orderOf(b))).map(group => gridRow(days, group)),
    totals: days.map(day => {
      const of = entries.filter(entry => entry.day === day);
      return { day, minutes: sum(of), isOver: sum(of.filter(({ kind }) => kind !== 'absence')) > longDay };
    }),
    minutes: sum(entries),
    draftMinutes: sum(entries.filter(({ validated_at: at }) => at === null)),
    entries: entries.map(showEntry),
  };
}

function gridRow(days: readonly string[], group: readonly EntryRow[]): object {
  const [first] = group;
  const cells = days.map(day => {
    const of = group.filter(entry => entry.day === day);
    return { day, minutes: sum(of), entries: of.map(({ id }) => id) };
  });
  return { kind: first?.kind, pool: first?.pool ?? null, member: first?.member ?? null, cells, minutes: sum(group) };
}

// Members first, then pools, then what is neither.
const turns = { individual: 0, collective: 1, unplanned: 2, absence: 3 } as const;
const orderOf = ([first]: readonly EntryRow[]): string =>
  first ? `${turns[first.kind]} ${first.pool ?? ''} ${first.member ?? ''}` : '';

const sum = (entries: readonly { minutes: number }[]): number => entries.reduce((all, { minutes }) => all + minutes, 0);
