const dayMilliseconds = 86_400_000;

/** Days as people write them, `2025-10-14`, counted without any clock or zone: which day comes after which. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + count * dayMilliseconds).toISOString().slice(0, 10);
}

/** Whether such a day is in the calendar: 2025-02-29 is not. */
export function isDay(text: string): boolean {
  const time = /^(?:19|20)\d\d-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The ISO week of a day, `2025-W42`: weeks begin on Monday and belong to the year of their Thursday. */
export function weekOf(day: string): string {
  const thursday = addDays(day, 3 - weekday(day));
  const year = thursday.slice(0, 4);
  const place = Math.floor((Date.parse(thursday) - Date.parse(`${year}-01-01`)) / dayMilliseconds / 7) + 1;
  return `${year}-W${String(place).padStart(2, '0')}`;
}

/** The seven days of an ISO week, from Monday; undefined when its year has no such week. */
export function daysOfWeek(week: string): readonly string[] | undefined {
  const [, year = '', place = ''] = /^((?:19|20)\d\d)-W(\d\d)$/.exec(week) ?? [];
  if (year === '') return undefined;
  // 4 January is in the first week of its year.
  const first = addDays(`${year}-01-04`, -weekday(`${year}-01-04`));
  const monday = addDays(first, 7 * (Number(place) - 1));
  return weekOf(monday) === week ? Array.from({ length: 7 }, (_, index) => addDays(monday, index)) : undefined;
}

/** First and last day of a month, `2025-10`. */
export function daysOfMonth(month: string): readonly [first: string, last: string] {
  const first = `${month}-01`;
  const next = addDays(first, 31).slice(0, 7);
  return [first, addDays(`${next}-01`, -1)];
}

/** Days from one to another, both included. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / dayMilliseconds + 1;
}

/** Monday is 0. */
function weekday(day: string): number {
  return (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7;
}
