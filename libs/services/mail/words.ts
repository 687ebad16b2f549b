import type { ServiceWords } from '../kind-words.js';

export const mailWords: ServiceWords = {
  kinds: {
    domain: { fr: ['domaine', 'domaines', false], en: ['domain', 'domains'] },
    mailbox: { fr: ['boîte mail', 'boîtes mail', true], en: ['mailbox', 'mailboxes'] },
    'shared-address': {
      fr: ['adresse partagée', 'adresses partagées', true],
      en: ['shared address', 'shared addresses'],
    },
  },
  settings: {
    address: { fr: 'adresse', en: 'address' },
    domain: { fr: 'domaine', en: 'domain' },
    extraAddresses: { fr: 'adresses secondaires', en: 'extra addresses' },
    forwards: { fr: 'transfert', en: 'forwarding' },
    keepsCopy: { fr: 'copie gardée', en: 'copy kept' },
    limitKib: { fr: 'taille (Kio)', en: 'limit (KiB)' },
    senders: { fr: 'peuvent s’en servir', en: 'may send with it' },
    targets: { fr: 'arrive chez', en: 'reaches' },
  },
};
