import type { ServiceWords } from '../kind-words.js';

export const backupWords: ServiceWords = {
  kinds: {
    repository: {
      fr: ['dépôt de sauvegarde', 'dépôts de sauvegarde', false],
      en: ['backup repository', 'backup repositories'],
    },
  },
  settings: {
    escrowKey: { fr: 'clé de secours', en: 'escrow key' },
    machines: { fr: 'machines', en: 'machines' },
    sources: { fr: 'serveurs', en: 'servers' },
  },
};
