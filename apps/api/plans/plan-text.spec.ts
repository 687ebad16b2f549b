import { describe, expect, it } from '@jest/globals';
import type { Change } from '@amie/reconcile';
import { newDesired, newFound } from '../../../test/factories/desired.js';
import { planText } from './plan-text.js';

const box = newDesired({
  key: 'mailbox/la-recre/ada.martin',
  kind: 'mailbox',
  spec: { limitKib: 2_097_152, forwards: [], keepsCopy: true },
});
const found = newFound(box, { spec: { limitKib: 1_048_576, forwards: ['a@own.test', 'b\n@own.test'] } });
const unit = newDesired({ key: 'unit/la-recre', kind: 'unit', spec: {} });
const changes: Change[] = [
  { action: 'create', desired: unit, found: undefined, fields: [] },
  { action: 'update', desired: box, found, fields: ['forwards', 'keepsCopy', 'limitKib', 'novel'] },
];

describe('the text of a plan', () => {
  it('calls things and settings as people do, in the language asked for', () => {
    expect(planText(changes, 'Deux choses', 'fr').split('\n')).toEqual([
      '+ association la-recre',
      '~ boîte mail ada.martin (la-recre)',
      '    transfert\u00a0: a@own.test, b\\u{a}@own.test → rien',
      '    copie gardée\u00a0: rien → oui',
      '    taille (Kio)\u00a0: 1048576 → 2097152',
      '    novel\u00a0: rien → rien',
      '',
      'Deux choses',
      '',
    ]);
    expect(planText(changes, 'x', 'en')).toContain('~ mailbox ada.martin (la-recre)\n    forwarding: a@own.test');
  });

  it('is the sentence alone when nothing changes', () => {
    expect(planText([], 'rien à changer', 'fr')).toBe('rien à changer\n');
  });
});
