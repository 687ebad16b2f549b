import { stateWord } from './state-words.js';
import type { Say } from './words.js';

type Word = readonly [french: string, english: string];

const fields: Readonly<Record<string, Word>> = {
  address: ['adresse', 'address'],
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
  uid: ['identifiant', 'sign-in id'],
  // What a thing can be on a server.
  present: ['en place', 'in place'],
  absent: ['absent', 'absent'],
  aside: ['à la corbeille', 'in the bin'],
  // What a plan writes where nothing is.
  '(none)': ['rien', 'nothing'],
  true: ['oui', 'yes'],
  false: ['non', 'no'],
};

const wordOf = (name: string, say: Say): string => (Object.hasOwn(fields, name) ? say(...fields[name]!) : name);

/** A setting, a presence or a plain value for people; one of a newer API is shown as it is. */
export const fieldName = (field: string, say: Say): string => {
  const [first = '', ...inside] = field.split('/');
  return [wordOf(first, say), ...inside].join(' / ');
};

/** A value of a setting on one line. */
export function fieldValue(value: unknown, say: Say): string {
  const isEmpty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  if (isEmpty) return say('rien', 'nothing');
  if (Array.isArray(value)) return value.map(item => fieldValue(item, say)).join(', ');
  if (typeof value === 'boolean') return wordOf(String(value), say);
  return typeof value === 'string' ? value.replaceAll(/\s/g, ' ') : JSON.stringify(value);
}

/** What a key such as `mailbox/la-recre/marie.dupont` names: « boîte mail marie.dupont (la-recre) ». */
export function thingName(key: string, say: Say): string {
  const [, kind = '', member = '', name] = /^([a-z-]+)\/([^/]+)(?:\/(.+))?$/.exec(key) ?? [];
  const word = stateWord(kind, say);
  if (word === kind) return key;
  return name === undefined ? `${word} ${member}` : `${word} ${name} (${member})`;
}

/** The lines of a plan for people: things and settings by their words; the totals are left to the plan's sentence. */
export function planText(text: string, say: Say): string {
  const lines = text.split('\n\n')[0]?.split('\n') ?? [];
  return lines.map(line => planLine(line, say)).join('\n');
}

function planLine(line: string, say: Say): string {
  const [, sign, key] = /^([-+~^x]) (\S+)$/.exec(line) ?? [];
  if (sign && key) return `${sign} ${thingName(key, say)}`;
  const [, field, from, to] = /^ {4}(\S+): (.*) → (.*)$/.exec(line) ?? [];
  if (field === undefined || from === undefined || to === undefined) return line;
  const change = `${plainValue(from, say)} → ${plainValue(to, say)}`;
  return say(`    ${fieldName(field, say)} : ${change}`, `    ${fieldName(field, say)}: ${change}`);
}

function plainValue(text: string, say: Say): string {
  if (text === '(none)') return wordOf(text, say);
  try {
    return fieldValue(JSON.parse(text), say);
  } catch {
    return text;
  }
}
