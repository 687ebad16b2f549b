import type { Say } from './words.js';

type Word = readonly [french: string, english: string];

const words: Readonly<Record<string, Word>> = {
  held: ['retenu', 'held'],
  waiting: ['en attente', 'waiting'],
  failing: ['en échec', 'failing'],
  'in-progress': ['en cours', 'in progress'],
  applied: ['appliqué', 'applied'],
  ready: ['prêt', 'ready'],
  'set-aside': ['à la corbeille', 'in the bin'],
  purged: ['supprimé', 'deleted for good'],
  // People
  'to-invite': ['à inviter', 'to invite'],
  invited: ['invité', 'invited'],
  'never-signed-in': ['jamais connecté', 'never signed in'],
  activated: ['activé', 'activated'],
  suspended: ['suspendu', 'suspended'],
  // Tasks
  planned: ['prévu', 'planned'],
  running: ['en cours', 'running'],
  done: ['fait', 'done'],
  failed: ['en échec', 'failed'],
  cancelled: ['annulé', 'cancelled'],
  // Lanes
  idle: ['au repos', 'idle'],
  working: ['au travail', 'working'],
  stopped: ['arrêté', 'stopped'],
  away: ['sans réponse', 'no answer'],
  // Domains
  proved: ['prouvé', 'proved'],
  approved: ['approuvé', 'approved'],
  // Months and rules
  open: ['ouvert', 'open'],
  grace: ['en attente des retardataires', 'waiting for latecomers'],
  due: ['à proposer', 'to propose'],
  proposed: ['proposé', 'proposed'],
  closed: ['clos', 'closed'],
  draft: ['projet', 'draft'],
  active: ['en vigueur', 'in force'],
  retired: ['remplacée', 'replaced'],
  // Drift
  drift: ['écart', 'drift'],
  orphan: ['orphelin', 'orphan'],
  adopt: ['adopté', 'adopted'],
  correct: ['corrigé', 'corrected'],
  ignore: ['ignoré', 'ignored'],
  // Kinds of resource
  unit: ['association', 'member'],
  account: ['compte', 'account'],
  group: ['groupe', 'group'],
  domain: ['domaine', 'domain'],
  mailbox: ['boîte mail', 'mailbox'],
  'shared-address': ['adresse partagée', 'shared address'],
  repository: ['dépôt de sauvegarde', 'backup repository'],
  person: ['personne', 'person'],
  site: ['site', 'site'],
  'site-database': ['base de données', 'database'],
  'site-access': ['accès aux fichiers', 'file access'],
};

/** A word of the API for people; a word of a newer API is shown as it is. */
export function stateWord(state: string, say: Say): string {
  const word = Object.hasOwn(words, state) ? words[state] : undefined;
  return word ? say(...word) : state;
}
