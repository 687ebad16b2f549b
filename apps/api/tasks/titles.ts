import type { Language } from '@amie/values';

type Title = Readonly<Record<Language, string>>;

/** What each kind of task is called; `{name}` stands for one of its parameters. */
export const titles = {
  'member-create': { fr: 'Nouvelle association : {name}', en: 'New member: {name}' },
  'member-edit': { fr: 'Modification de l’association {name}', en: 'Edit of the member {name}' },
  'person-create': { fr: 'Nouvelle personne : {name} ({address})', en: 'New person: {name} ({address})' },
  'person-edit': { fr: 'Modification de {name}', en: 'Edit of {name}' },
  'person-suspend': { fr: 'Suspension de {name}', en: 'Suspending {name}' },
  'person-resume': { fr: 'Réactivation de {name}', en: 'Resuming {name}' },
  'person-leave': { fr: 'Départ de {name}', en: 'Departure of {name}' },
  'person-restore': { fr: 'Restauration de {name}', en: 'Restoring {name}' },
  'person-activate': { fr: 'Mot de passe choisi par {name}', en: 'Password chosen by {name}' },
  'domain-add': { fr: 'Nouveau domaine : {name}', en: 'New domain: {name}' },
  'domain-approve': { fr: 'Domaine approuvé : {name}', en: 'Domain approved: {name}' },
  'domain-remove': { fr: 'Retrait du domaine {name}', en: 'Removing the domain {name}' },
  'group-create': { fr: 'Nouveau groupe : {name}', en: 'New group: {name}' },
  'group-edit': { fr: 'Modification du groupe {name}', en: 'Edit of the group {name}' },
  'group-remove': { fr: 'Retrait du groupe {name}', en: 'Removing the group {name}' },
  'shared-address-create': { fr: 'Nouvelle adresse partagée : {name}', en: 'New shared address: {name}' },
  'shared-address-edit': { fr: 'Modification de l’adresse partagée {name}', en: 'Edit of the shared address {name}' },
  'shared-address-remove': { fr: 'Retrait de l’adresse partagée {name}', en: 'Removing the shared address {name}' },
  'site-create': { fr: 'Nouveau site : {name}', en: 'New site: {name}' },
  'site-edit': { fr: 'Modification du site {name}', en: 'Edit of the site {name}' },
  'site-remove': { fr: 'Retrait du site {name}', en: 'Removing the site {name}' },
  'site-certificate': { fr: 'Certificat du site {name}', en: 'Certificate of the site {name}' },
  'site-database-create': { fr: 'Nouvelle base de données : {name}', en: 'New database: {name}' },
  'site-database-edit': { fr: 'Modification de la base {name}', en: 'Edit of the database {name}' },
  'site-database-remove': { fr: 'Retrait de la base {name}', en: 'Removing the database {name}' },
  'site-database-password': { fr: 'Nouveau mot de passe de la base {name}', en: 'New password of the database {name}' },
  'site-access-create': { fr: 'Nouvel accès aux fichiers : {name}', en: 'New file access: {name}' },
  'site-access-edit': { fr: 'Modification de l’accès {name}', en: 'Edit of the access {name}' },
  'site-access-remove': { fr: 'Retrait de l’accès {name}', en: 'Removing the access {name}' },
  'site-access-password': { fr: 'Nouveau mot de passe de l’accès {name}', en: 'New password of the access {name}' },
  'people-import': { fr: 'Ajout de {people} personnes', en: 'Adding {people} people' },
  'bin-restore': { fr: 'Restauration de {name}', en: 'Restoring {name}' },
  'bin-purge': { fr: 'Suppression définitive de {name}', en: 'Deleting {name} for good' },
  'repository-create': { fr: 'Nouveau dépôt de sauvegarde : {name}', en: 'New backup repository: {name}' },
  'repository-edit': { fr: 'Modification du dépôt {name}', en: 'Edit of the repository {name}' },
  'repository-remove': {
    fr: 'Suppression demandée du dépôt {name}',
    en: 'Deletion asked for of the repository {name}',
  },
  'backup-run': { fr: 'Sauvegarde de {name}', en: 'Backup of {name}' },
  'backup-drill': { fr: 'Essai de restauration de {name}', en: 'Restore drill of {name}' },
  'backup-restore': { fr: 'Restauration de {name} depuis une sauvegarde', en: 'Restoring {name} from a backup' },
  'drift-adopt': { fr: 'Écart adopté : {name}', en: 'Drift adopted: {name}' },
  'drift-correct': { fr: 'Écart corrigé : {name}', en: 'Drift corrected: {name}' },
  undo: { fr: 'Annulation : {title}', en: 'Undoing: {title}' },
} satisfies Record<string, Title>;

export type TaskKind = keyof typeof titles;
export type TaskParams = Readonly<Record<string, unknown>>;

/** The title people read. An undo carries the kind and parameters of what it undoes. */
export function titleOf(kind: string, params: TaskParams, language: Language): string {
  const title: Title | undefined = Object.hasOwn(titles, kind) ? titles[kind as TaskKind] : undefined;
  if (!title) return kind;
  const { undone, undoneParams } = params as { undone?: string; undoneParams?: TaskParams };
  const words = undone ? { ...params, title: titleOf(undone, undoneParams ?? {}, language) } : params;
  const filled = title[language].replace(/\{(\w+)\}/g, (_, name: string) => shown(words[name]));
  return language === 'fr' ? filled.replace(/ :/g, '\u00a0:') : filled;
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '—';
}
