import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysBetween, daysOfMonth, daysOfWeek, isDay, weekOf } from './calendar.js';

describe('weeks', () => {
  it.each([
    ['2025-10-14', '2025-W42'],
    ['2024-12-30', '2025-W01'],
    ['2021-01-03', '2020-W53'],
    ['2025-10-26', '2025-W43'],
    ['2026-01-01', '2026-W01'],
  ])('%s lies in %s', (day, week) => {
    expect(weekOf(day)).toBe(week);
  });

  it('begin on Monday, have seven days and hold every one of them', () => {
    const days = fc.integer({ min: 0, max: 40_000 }).map(count => addDays('1990-01-01', count));
    fc.assert(
      fc.property(days, day => {
        const week = daysOfWeek(weekOf(day)) ?? [];
        expect(week).toHaveLength(7);
        expect(week).toContain(day);
        expect(new Set(week.map(weekOf)).size).toBe(1);
      }),
    );
  });

  it('that a year does not have are none', () => {
    expect(daysOfWeek('2020-W53')).toHaveLength(7);
    for (const week of ['2025-W53', '2025-W00', '2025-W1', '2025-42', 'W42']) expect(daysOfWeek(week)).toBeUndefined();
  });
});

describe('months', () => {
  it.each([
    ['2025-02', '2025-02-28'],
    ['2024-02', '2024-02-29'],
    ['2025-12', '2025-12-31'],
    ['2025-01', '2025-01-31'],
  ])('%s ends on %s', (month, last) => {
    expect(daysOfMonth(month)).toEqual([`${month}-01`, last]);
  });
});

describe('days', () => {
  it('are those of the calendar', () => {
    expect(['2024-02-29', '2025-12-31'].every(isDay)).toBe(true);
    expect(['2025-02-29', '2025-13-01', '2025-1-1', '14/10/2025', ''].some(isDay)).toBe(false);
  });

  it('are counted with both ends, whatever the clocks do', () => {
    expect(daysBetween('2025-10-01', '2025-10-31')).toBe(31);
    expect(daysBetween('2025-03-30', '2025-03-30')).toBe(1);
  });
});
