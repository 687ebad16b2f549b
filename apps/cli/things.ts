import { stateWord } from './state-words.js';
import type { Say } from './words.js';

type Word = readonly [french: string, english: string];

const fields: Readonly<Record<string, Word>> = {
  address: ['adresse', 'address'],
  content: ['contenu', 'content'],
  domains: ['noms', 'names'],
  engine: ['moteur', 'engine'],
  faults: ['manque sur le serveur', 'missing on the server'],
  hasPassword: ['avec mot de passe', 'with a password'],
  importedCertificate: ['certificat importé', 'imported certificate'],
  isHstsOn: ['HTTPS imposé aux navigateurs', 'HTTPS forced upon browsers'],
  keys: ['clés', 'keys'],
  mainDomain: ['nom principal', 'main name'],
  phpVersion: ['version de PHP', 'version of PHP'],
  protectedFolders: ['dossiers protégés', 'protected folders'],
  redirects: ['redirections', 'redirects'],
  description: ['à quoi il sert', 'what it is for'],
  domain: ['domaine', 'domain'],
  extraAddresses: ['adresses secondaires', 'extra addresses'],
  familyName: ['nom', 'family name'],
  forwards: ['transfert', 'forwarding'],
  givenName: ['prénom', 'given name'],
  groups: ['groupes', 'groups'],
  isSuspended: ['accès suspendu', 'sign-in suspended'],
  keepsCopy: ['copie gardée', 'copy kept'],
  language: ['langue', 'language'],
  limit: ['taille', 'limit'],
  limitKib: ['taille (Kio)', 'limit (KiB)'],
  name: ['nom', 'name'],
  ownEmail: ['e-mail personnel', 'own e-mail'],
  people: ['personnes', 'people'],
  presence: ['présence', 'presence'],
  senders: ['peuvent s’en servir', 'may send with it'],
  slug: ['nom court', 'short name'],
  store: ['dossier du mail', 'mail store'],
  targets: ['arrive chez', 'reaches'],
  attendance: ['présents', 'who came'],
  day: ['jour', 'day'],
  end: ['fin', 'end'],
  from: ['dès le', 'from'],
  fullName: ['nom complet', 'full name'],
  half: ['demi-journée', 'half a day'],
  leftOn: ['départ', 'left on'],
  member: ['association', 'member'],
  month: ['mois', 'month'],
  parts: ['parts', 'parts'],
  pool: ['poste', 'pool'],
  reason: ['pourquoi', 'why'],
  start: ['début', 'start'],
  technician: ['technicien', 'technician'],
  until: ['jusqu’au', 'until'],
  week: ['semaine', 'week'],
  uid: ['identifiant', 'sign-in id'],
};

const wordOf = (name: string, say: Say): string => (Object.hasOwn(fields, name) ? say(...fields[name]!) : name);

/** A field of a request for people; one of a newer API is shown as it is. */
export const fieldName = (field: string, say: Say): string => {
  const [first = '', ...inside] = field.split('/');
  return [wordOf(first, say), ...inside].join(' / ');
};

/** What a key such as `mailbox/la-recre/marie.dupont` names: « boîte mail marie.dupont (la-recre) ». */
export function thingName(key: string, say: Say): string {
  const [, kind = '', member = '', name] = /^([a-z-]+)\/([^/]+)(?:\/(.+))?$/.exec(key) ?? [];
  const word = stateWord(kind, say);
  if (word === kind) return key;
  return name === undefined ? `${word} ${member}` : `${word} ${name} (${member})`;
}
