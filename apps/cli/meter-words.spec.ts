import { describe, expect, it } from '@jest/globals';
import { poolWord, readPool } from './day-words.js';
import { meterWord, readMeter } from './meter-words.js';
import { sayIn } from './words.js';

describe('pools and meters at the command line', () => {
  it.each([
    ['urgences', 'emergency'],
    ['Urgence', 'emergency'],
    ['sauvegarde', 'backup'],
    ['sites web', 'web'],
    ['emergencies', 'emergency'],
    ['mail', 'mail'],
    ['jardin', 'jardin'],
  ])('takes the pool %s as %s', (typed, pool) => {
    expect(readPool(typed)).toBe(pool);
  });

  it.each([
    ['mail.boxes', 'mail.boxes'],
    ['Boîtes mail', 'mail.boxes'],
    ['boites mail', 'mail.boxes'],
    ["entrées de l'annuaire", 'dir.entries'],
    ['mailboxes', 'mail.boxes'],
    ['smell', 'smell'],
  ])('takes the meter %s as %s', (typed, meter) => {
    expect(readMeter(typed)).toBe(meter);
  });

  it('shows the words it takes, in the language of the reader', () => {
    expect(poolWord('backup', sayIn('fr'))).toBe('sauvegardes');
    expect(meterWord('mail.storage', sayIn('fr'))).toBe('espace du mail');
    expect(meterWord('new.meter', sayIn('fr'))).toBe('new.meter');
  });
});
