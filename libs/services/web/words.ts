import type { ServiceWords } from '../kind-words.js';

export const webWords: ServiceWords = {
  kinds: {
    site: { fr: ['site', 'sites', false], en: ['site', 'sites'] },
    'site-database': { fr: ['base de données', 'bases de données', true], en: ['database', 'databases'] },
    'site-access': { fr: ['accès aux fichiers', 'accès aux fichiers', false], en: ['file access', 'file accesses'] },
  },
  settings: {
    content: { fr: 'contenu', en: 'content' },
    phpVersion: { fr: 'version de PHP', en: 'version of PHP' },
    domains: { fr: 'noms', en: 'names' },
    mainDomain: { fr: 'nom principal', en: 'main name' },
    redirects: { fr: 'redirections', en: 'redirects' },
    isHstsOn: { fr: 'HTTPS imposé aux navigateurs', en: 'HTTPS forced upon browsers' },
    protectedFolders: { fr: 'dossiers protégés', en: 'protected folders' },
    importedCertificate: { fr: 'certificat importé', en: 'imported certificate' },
    engine: { fr: 'moteur', en: 'engine' },
    keys: { fr: 'clés', en: 'keys' },
    hasPassword: { fr: 'avec mot de passe', en: 'with a password' },
    faults: { fr: 'manque sur le serveur', en: 'missing on the server' },
  },
};
