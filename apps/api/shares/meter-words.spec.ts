import { describe, expect, it } from '@jest/globals';
import { averageText, keyUnit } from './meter-words.js';

const plain = (text: string | undefined) => text?.replace(/[\u00a0\u202f]/g, ' ');

describe('the words of a meter', () => {
  const seconds = 31n * 86_400n + 3600n;

  it('W16: tell storage in GiB-days and GiB on average, as the specification does', () => {
    const amount = 115_743_301_632_000n;
    expect(plain(averageText('mail.storage', amount, seconds, 'en'))).toBe('1,277.6 GiB-days, 41.2 GiB on average');
    expect(plain(averageText('mail.storage', amount, seconds, 'fr'))).toBe('1 277,6 Gio·jours, 41,2 Gio en moyenne');
  });

  it('name what is counted, on average and by the second', () => {
    expect(plain(averageText('mail.boxes', 25n * seconds, seconds, 'fr'))).toBe('25,0 boîtes en moyenne');
    expect(plain(averageText('backup.repos', seconds, seconds, 'en'))).toBe('1.0 repositories on average');
    expect([keyUnit('mail.boxes', 'fr'), keyUnit('web.sites', 'en')]).toEqual(['boîtes·s', 'sites·s']);
    expect(averageText('mail.sent', 5n, seconds, 'fr')).toBeUndefined();
  });
});
