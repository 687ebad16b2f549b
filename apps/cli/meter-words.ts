import type { Say } from './words.js';

type Word = readonly [french: string, english: string];

// As explanations name them.
const meters: Readonly<Record<string, Word>> = {
  'mail.storage': ['espace du mail', 'mail storage'],
  'mail.boxes': ['boîtes mail', 'mailboxes'],
  'mail.sent': ['messages envoyés', 'messages sent'],
  'web.sites': ['sites', 'web sites'],
  'web.storage': ['espace des sites', 'storage of web sites'],
  'web.bytes': ['trafic des sites', 'traffic of web sites'],
  'db.size': ['bases de données', 'databases'],
  'backup.repo': ['espace des sauvegardes', 'backup storage'],
  'backup.repos': ['dépôts de sauvegarde', 'backup repositories'],
  'dir.entries': ['entrées de l’annuaire', 'directory entries'],
};

/** The API's name of a meter, from that name or the words people say, in either language; else as typed. */
export function readMeter(text: string): string {
  const word = plain(text);
  return Object.keys(meters).find(name => name === word || meters[name]?.some(one => plain(one) === word)) ?? text;
}

export const meterWord = (meter: string, say: Say): string =>
  Object.hasOwn(meters, meter) ? say(...meters[meter]!) : meter;

// Typed with or without accents, and with either apostrophe.
const plain = (text: string): string =>
  text.toLowerCase().replaceAll('’', "'").normalize('NFD').replaceAll(/\p{M}/gu, '').trim();
