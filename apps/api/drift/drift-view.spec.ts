import { describe, expect, it } from '@jest/globals';
import { driftSentence, driftText } from './drift-view.js';

const spec = { limitKib: 2_097_152, forwards: [] };
const base = { key: 'mailbox/la-recre/ada.martin', kind: 'drift', fields: [] } as const;
const present = { presence: 'present', spec } as const;
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('the words of a drift', () => {
  it.each([
    [{ found: null }, 'introuvable sur le serveur', 'missing on the server'],
    [{ kind: 'orphan' }, 'là sans que rien ne le demande', 'there though nothing asks for it'],
    [
      { found: { presence: 'aside', spec } },
      'à la corbeille, et non en place comme demandé',
      'in the bin, and not in place as asked',
    ],
    [
      { wanted: { presence: 'absent', spec } },
      'en place, et non hors du serveur comme demandé',
      'in place, and not off the server as asked',
    ],
    [
      { fields: ['limitKib', 'forwards'] },
      'autrement que demandé (taille (Kio), transfert)',
      'other than asked (limit (KiB), forwarding)',
    ],
    [{}, 'plus récent sur le serveur que la demande connue ici', 'newer on the server than what is known here'],
  ] as const)('%j', (given, french, english) => {
    const row = { ...base, found: present, wanted: present, ...given } as unknown as Parameters<
      typeof driftSentence
    >[0];
    expect(plain(driftSentence(row, 'fr'))).toBe(`boîte mail ada.martin (la-recre) : ${french}`);
    expect(driftSentence(row, 'en')).toBe(`mailbox ada.martin (la-recre): ${english}`);
  });

  it('show each setting as asked and as found, and let no value forge a line', () => {
    const found = { presence: 'present', spec: { limitKib: 1024, forwards: ['a@own.test\nx'] } } as const;
    const row = { ...base, fields: ['limitKib', 'forwards'], found, wanted: present };
    expect(plain(driftText(row, 'fr')).split('\n').slice(1)).toEqual([
      '    taille (Kio) : demandé 2097152, trouvé 1024',
      '    transfert : demandé rien, trouvé a@own.test\\u{a}x',
    ]);
    expect(driftText(row, 'en')).toContain('    limit (KiB): asked 2097152, found 1024');
  });
});
