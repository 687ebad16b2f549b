import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';

/** `YYYY-MM`, as people and paths write a month. */
export type Month = string;

/** The first day of a month, as tables keep it. */
export const firstDay = (month: Month): string => `${month}-01`;

/** The month `count` months later (or earlier, below 0). */
export function monthsLater(month: Month, count: number): Month {
  // oxlint-disable-next-line no-restricted-globals -- a year and a month of the calendar: no amount
  const [year = 0, number = 1] = month.split('-').map(Number);
  const months = year * 12 + number - 1 + count;
  const inYear = ((months % 12) + 12) % 12;
  return `${String((months - inYear) / 12).padStart(4, '0')}-${String(inYear + 1).padStart(2, '0')}`;
}

/** The last day of the month after, on which late readings and entries still count: the grace of a month. */
export const graceEnd = (month: Month): string => `${monthsLater(month, 1)}-10`;

/** Today where Amie's people are, `YYYY-MM-DD`. */
export async function homeToday(em: EntityManager): Promise<string> {
  const [found] = await rows<{ today: string }>(em, today);
  return found?.today ?? '';
}

const today = `select to_char(clock_timestamp() at time zone amie_zone(), 'YYYY-MM-DD') as today`;
