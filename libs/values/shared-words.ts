/** A word in French, the source text, and in English. */
export type BothWords = readonly [french: string, english: string];

/** Meters as people say them, wherever a figure is shown or typed. */
export const meterWords: Readonly<Record<string, BothWords>> = {
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
  'train.minutes': ['présence aux formations', 'attendance of trainings'],
};

/** Pools of collective minutes as people say them. */
export const poolWords: Readonly<Record<string, BothWords>> = {
  mail: ['mail', 'mail'],
  web: ['sites web', 'web sites'],
  backup: ['sauvegardes', 'backups'],
  directory: ['annuaire', 'directory'],
  training: ['formation', 'training'],
  emergency: ['urgences', 'emergencies'],
  management: ['gestion', 'management'],
};
