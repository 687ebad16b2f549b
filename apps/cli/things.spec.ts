import { describe, expect, it } from '@jest/globals';
import { differences, type Drift } from './drift.js';
import { planText, thingName } from './things.js';
import { sayIn } from './words.js';

const french = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('what people read of a thing', () => {
  it.each([
    ['mailbox/la-recre/marie.dupont', 'boîte mail marie.dupont (la-recre)'],
    ['unit/la-recre', 'association la-recre'],
    ['song/la-recre/x', 'song/la-recre/x'],
    ['', ''],
  ])('%s is « %s »', (key, name) => {
    expect(thingName(key, sayIn('fr'))).toBe(name);
  });

  it('in a plan is in their words, without the totals its sentence gives', () => {
    const text = [
      '+ mailbox/la-recre/marie.dupont',
      '~ account/la-recre/marie.dupont',
      '    isSuspended: false → true',
      '    extraAddresses: (none) → ["a@recre.test","b@recre.test"]',
      '',
      'mailbox: 1 created',
      '',
    ].join('\n');
    expect(french(planText(text, sayIn('fr'))).split('\n')).toEqual([
      '+ boîte mail marie.dupont (la-recre)',
      '~ compte marie.dupont (la-recre)',
      '    accès suspendu : non → oui',
      '    adresses secondaires : rien → a@recre.test, b@recre.test',
    ]);
  });

  it('in a drift too', () => {
    const wanted = { presence: 'present', spec: { keepsCopy: true } };
    const drift = { fields: ['keepsCopy'], wanted, found: null } as unknown as Drift;
    expect(differences(drift, sayIn('fr')).map(french)).toEqual([
      'présence : en place → absent',
      'copie gardée : oui → rien',
    ]);
  });

  it('that is only newer on the server is said to be', () => {
    const side = { presence: 'present', spec: {} };
    const drift = { kind: 'drift', fields: [], wanted: side, found: side } as unknown as Drift;
    expect(differences(drift, sayIn('en'))).toEqual(['newer on the server than what is known here']);
    expect(differences({ ...drift, kind: 'orphan' }, sayIn('en'))).toEqual([]);
  });
});
