import { describe, expect, test } from '@jest/globals';
import { type Machine, machineLine, type Repository, type Source, sourceState, spaceOf, troubles } from './backups.js';
import { Output } from './output.js';

const english = new Output(false, 'en');
const source: Source = {
  name: 'mail1',
  publicKey: null,
  sealed: null,
  lastSucceededAt: '2026-11-24T01:00:00Z',
  lastProvenAt: null,
  isOverdue: false,
  isRunning: false,
  usedKib: null,
  grownKib: null,
  problem: null,
};
const problem = (code: string, detail = '') => ({ code, title: 'It is so', detail, action: 'Do that.' });
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('what the command says of backups:', () => {
  test('nothing backed up comes before late, and late before failing', () => {
    const none = { ...source, isOverdue: true, problem: problem('backup-none') };
    expect(sourceState(none, english)).toBe('NOT BACKED UP');
    expect(sourceState({ ...source, isOverdue: true, problem: problem('backup-failed') }, english)).toBe('OVERDUE');
    expect(sourceState({ ...source, problem: problem('backup-things-missing') }, english)).toBe('failing');
    expect(sourceState(source, english)).toBe('up to date');
  });

  test('a trouble names what it is about', () => {
    const missing = { ...source, problem: problem('backup-things-missing', 'ada@recre.test') };
    expect(troubles([source, missing])).toEqual(['mail1: It is so (ada@recre.test). Do that.']);
    expect(troubles([{ ...source, problem: problem('backup-overdue') }])).toEqual(['mail1: It is so. Do that.']);
  });

  test('use stands against the limit where it is known', () => {
    const space = (usedKib: number | null) => plain(spaceOf({ usedKib, limitKib: 52_428_800 } as Repository, english));
    expect([space(12_582_912), space(null)]).toEqual(['12 GB of 50 GB', '50 GB']);
  });

  test('a machine that wrote nothing is told from one of which nothing is known', () => {
    const line = (told: Pick<Machine, 'usedKib' | 'writtenAt'>) =>
      plain(machineLine({ label: 'laptop', publicKey: '', ...told }, english));
    expect(line({ usedKib: null, writtenAt: null })).toBe('laptop');
    expect(line({ usedKib: 0, writtenAt: null })).toBe('laptop (wrote nothing yet)');
    expect(line({ usedKib: 1_048_576, writtenAt: '2026-11-22T21:00:00Z' })).toBe(
      'laptop (1 GB, last wrote on 22/11/2026, 22:00)',
    );
  });
});
