import type { ServiceWords } from '../kind-words.js';

export const directoryWords: ServiceWords = {
  kinds: {
    unit: { fr: ['association', 'associations', true], en: ['member', 'members'] },
    account: { fr: ['compte', 'comptes', false], en: ['account', 'accounts'] },
    group: { fr: ['groupe', 'groupes', false], en: ['group', 'groups'] },
  },
  settings: {
    description: { fr: 'à quoi il sert', en: 'what it is for' },
    displayName: { fr: 'nom affiché', en: 'name shown' },
    familyName: { fr: 'nom', en: 'family name' },
    givenName: { fr: 'prénom', en: 'given name' },
    isSuspended: { fr: 'accès suspendu', en: 'sign-in suspended' },
    language: { fr: 'langue', en: 'language' },
    name: { fr: 'nom', en: 'name' },
    people: { fr: 'personnes', en: 'people' },
  },
};
