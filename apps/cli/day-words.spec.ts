import { describe, expect, it } from '@jest/globals';
import { hours, localDay, purposeText, readDay, readPurpose, readWhen } from './day-words.js';
import { sayIn } from './words.js';

describe('when hours were worked', () => {
  it.each([
    ['morning', { half: 'morning' }],
    ['matin', { half: 'morning' }],
    ['après-midi', { half: 'afternoon' }],
    ['9:00-12:30', { start: '09:00', end: '12:30' }],
    ['9h-12h30', { start: '09:00', end: '12:30' }],
    ['22-24', { start: '22:00', end: '24:00' }],
    ['1h30', { minutes: 90 }],
    ['2h', { minutes: 120 }],
    ['90', { minutes: 90 }],
    ['45 min', { minutes: 45 }],
  ])('is typed as %s', (text, when) => {
    expect(readWhen(text)).toEqual(when);
  });

  it.each(['', 'noon', '1.5h', '-30', '9:00-', '12:30:00'])('is not "%s"', text => {
    expect(readWhen(text)).toBeUndefined();
  });
});

describe('what hours were for', () => {
  it.each([
    ['mail', { pool: 'mail' }],
    ['formation', { pool: 'training' }],
    ['Urgence', { pool: 'emergency' }],
    ['absence', { kind: 'absence' }],
    ['imprévu', { kind: 'unplanned' }],
    ['la-recre', { member: 'la-recre' }],
  ])('is typed as %s', (text, purpose) => {
    expect(readPurpose(text)).toEqual(purpose);
  });

  it('is told in the language of the terminal', () => {
    expect(purposeText({ kind: 'collective', pool: 'training', member: 'theatre' }, sayIn('fr'))).toBe(
      'formation (theatre)',
    );
    expect(purposeText({ kind: 'unplanned' }, sayIn('en'))).toBe('unplanned');
    expect(purposeText({ kind: 'of-a-newer-api' }, sayIn('en'))).toBe('of-a-newer-api');
  });
});

describe('a day', () => {
  it.each([
    ['hier', '2025-10-25'],
    ['yesterday', '2025-10-25'],
    ['today', '2025-10-26'],
    ['3/1/2025', '2025-01-03'],
    ['2025-10-14', '2025-10-14'],
    ['soon', 'soon'],
  ])('typed as %s is %s', (text, day) => {
    expect(readDay(text, '2025-10-26')).toBe(day);
  });

  it('begins at midnight in Paris', () => {
    expect(localDay(new Date('2025-10-25T22:00:00Z'))).toBe('2025-10-26');
    expect(localDay(new Date('2025-12-31T22:59:59Z'))).toBe('2025-12-31');
  });
});

describe('hours', () => {
  it('are told with their minutes, and not at all when there are none', () => {
    expect([210, 0, -65].map(hours)).toEqual(['3:30', '', '−1:05']);
  });
});
