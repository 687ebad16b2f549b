import { type ProblemRow, row } from '../row.js';

/** Values of backups that are refused. */
export const backupValueRows = {
  'repository-name-shape': row(
    422,
    [
      'Ce nom de dépôt n’est pas utilisable',
      '« {value} » : la lettre b, puis 5 à 9 chiffres.',
      'Laissez Amie choisir ce nom.',
    ],
    [
      'This repository name cannot be used',
      '“{value}”: the letter b, then 5 to 9 digits.',
      'Let Amie choose this name.',
    ],
  ),
  'machine-label-shape': row(
    422,
    [
      'Ce nom de machine n’est pas utilisable',
      '« {value} » : lettres minuscules, chiffres et traits d’union, 63 au plus.',
      'Choisissez par exemple « poste-accueil ».',
    ],
    [
      'This machine name cannot be used',
      '“{value}”: lower-case letters, digits and hyphens, 63 at most.',
      'Choose for instance “front-desk”.',
    ],
  ),
  'machine-key-shape': row(
    422,
    [
      'Cette clé n’est pas utilisable',
      'Une ligne « ssh-ed25519 AAAA… » est attendue, sans rien devant.',
      'Sur la machine : ssh-keygen -t ed25519, puis donnez le fichier .pub.',
    ],
    [
      'This key cannot be used',
      'A line “ssh-ed25519 AAAA…” is expected, with nothing before it.',
      'On the machine: ssh-keygen -t ed25519, then give the .pub file.',
    ],
  ),
  'escrow-key-shape': row(
    422,
    [
      'Cette clé de séquestre n’est pas utilisable',
      'Une clé publique « age1… » de 62 caractères est attendue.',
      'Faites-en une avec age-keygen et gardez l’autre moitié hors ligne.',
    ],
    [
      'This escrow key cannot be used',
      'A public key “age1…” of 62 characters is expected.',
      'Make one with age-keygen and keep its other half offline.',
    ],
  ),
} satisfies Record<string, ProblemRow>;

/** What a request about backups, their restores or the tokens of technicians can be refused for. */
export const backupRows = {
  'repository-exists': row(
    409,
    [
      'Cette association a déjà un dépôt',
      'Elle en a un, en service ou en attente de suppression : {value}.',
      'Changez sa limite, ou annulez sa suppression.',
    ],
    [
      'This member already has a repository',
      'It has one, in use or waiting to be deleted: {value}.',
      'Change its limit, or cancel its deletion.',
    ],
  ),
  'machine-unknown': row(
    404,
    [
      'Cette machine n’a pas de clé ici',
      '« {value} » n’est ni une source, ni une machine du dépôt.',
      'Voyez lesquelles : amie backup keys list.',
    ],
    [
      'This machine has no key here',
      '“{value}” is neither a source nor a machine of the repository.',
      'See which ones: amie backup keys list.',
    ],
  ),
  'machine-taken': row(
    409,
    [
      'Ce nom de machine est déjà pris',
      '« {value} » a déjà une clé, ou est le nom d’un de nos serveurs.',
      'Choisissez un autre nom, ou changez sa clé : amie backup keys rotate.',
    ],
    [
      'This machine name is taken already',
      '“{value}” has a key already, or is the name of one of our servers.',
      'Choose another name, or change its key: amie backup keys rotate.',
    ],
  ),
  'source-stays': row(
    409,
    [
      'Un de nos serveurs ne se retire pas',
      '« {value} » sauvegarde ce qu’il héberge ; son historique en dépend.',
      'Changez plutôt sa clé : amie backup keys rotate.',
    ],
    [
      'One of our servers cannot be removed',
      '“{value}” backs up what it hosts; its history depends on it.',
      'Change its key instead: amie backup keys rotate.',
    ],
  ),
  'key-needed': row(
    422,
    [
      'La nouvelle clé manque',
      'La clé d’une machine de l’association est la sienne : Amie ne peut pas la faire.',
      'Donnez-la : --key, le fichier .pub de la machine.',
    ],
    [
      'The new key is missing',
      'The key of a member’s machine is its own: Amie cannot make it.',
      'Give it: --key, the .pub file of the machine.',
    ],
  ),
  'archive-unknown': row(
    404,
    [
      'Pas de sauvegarde à cette date',
      'Aucune sauvegarde réussie ne répond à « {value} ».',
      'Choisissez-en une : amie backup list.',
    ],
    ['No backup at that date', 'No backup that succeeded answers to “{value}”.', 'Choose one: amie backup list.'],
  ),
  'thing-unknown': row(
    404,
    [
      'Ceci n’est pas sauvegardé',
      '« {value} » n’est pas dans la sauvegarde de cette date.',
      'Voyez ce qu’elle contient : amie backup list --things.',
    ],
    [
      'This is not backed up',
      '“{value}” is not in the backup of that date.',
      'See what it holds: amie backup list --things.',
    ],
  ),
  'part-not-offered': row(
    422,
    [
      'Une base ne se restaure qu’entière',
      'Un dossier a été demandé dans une base de données.',
      'Redemandez-la sans dossier.',
    ],
    ['A database is restored whole only', 'A folder was asked for inside a database.', 'Ask again without a folder.'],
  ),
  'limit-too-small': row(
    422,
    [
      'Cette limite est trop petite',
      'Un dépôt de sauvegarde tient au moins {minimum}.',
      'Donnez-lui davantage, par exemple 10 Go.',
    ],
    ['This limit is too small', 'A backup repository holds at least {minimum}.', 'Give it more, 10 GB for instance.'],
  ),
  'escrow-key-stays': row(
    409,
    [
      'La clé de séquestre ne se change pas d’ici',
      'Qui pourrait la changer pourrait lire toutes les sauvegardes. Rien n’a été changé.',
      'Sur chaque source, en root : amie-backup-job reseal.',
    ],
    [
      'The escrow key cannot be changed from here',
      'Whoever could change it could read every backup. Nothing was changed.',
      'On each source, as root: amie-backup-job reseal.',
    ],
  ),
  'nothing-hosted': row(
    409,
    [
      'Il n’y a rien à sauvegarder',
      'Aucun serveur du dépôt n’héberge quelque chose de cette association.',
      'Créez d’abord une boîte mail ou un site.',
    ],
    [
      'There is nothing to back up',
      'No server of the repository hosts anything of this member.',
      'Create a mailbox or a site first.',
    ],
  ),
  'backup-running': row(
    409,
    [
      'C’est déjà en cours',
      'Le même travail est demandé ou se fait en ce moment.',
      'Attendez sa fin : amie backup status.',
    ],
    [
      'It is on its way already',
      'The same work was asked for or is being done.',
      'Wait for its end: amie backup status.',
    ],
  ),
  'deletion-not-asked': row(
    409,
    ['Personne n’a demandé cette suppression', 'Ce dépôt est en service.', 'Demandez-la d’abord : amie backup delete.'],
    ['Nobody asked for this deletion', 'This repository is in use.', 'Ask for it first: amie backup delete.'],
  ),
  'deletion-approved-already': row(
    409,
    [
      'La suppression est déjà approuvée',
      'Elle se fera une fois les 72 heures passées.',
      'Pour la reprendre : amie backup cancel-delete.',
    ],
    [
      'The deletion was approved already',
      'It will happen once the 72 hours are over.',
      'To take it back: amie backup cancel-delete.',
    ],
  ),
  'second-person-needed': row(
    403,
    [
      'Une autre personne doit approuver',
      'Qui a demandé une suppression ne peut pas l’approuver.',
      'Demandez à un second technicien, avec son propre jeton.',
    ],
    [
      'Another person has to approve',
      'Whoever asked for a deletion cannot approve it.',
      'Ask a second technician, with a token of their own.',
    ],
  ),
  'deletion-waits': row(
    409,
    [
      'Ces sauvegardes ne peuvent pas encore être effacées',
      'Il faut l’accord d’une seconde personne, et 72 heures depuis la demande.',
      'Faites-la approuver : amie backup approve-delete.',
    ],
    [
      'These backups cannot be erased yet',
      'It takes the approval of a second person, and 72 hours since the request.',
      'Have it approved: amie backup approve-delete.',
    ],
  ),
  'token-name-taken': row(
    409,
    [
      'Ce nom de jeton est déjà pris',
      '« {value} » a déjà servi : les traces disent qui a fait quoi.',
      'Choisissez un autre nom, par exemple un prénom.',
    ],
    [
      'This token name is taken already',
      '“{value}” was used before: the records tell who did what.',
      'Choose another name, a given name for instance.',
    ],
  ),
  'token-last': row(
    409,
    [
      'C’est le dernier jeton',
      'Sans lui, plus personne ne pourrait entrer.',
      'Faites-en d’abord un autre : amie tokens add.',
    ],
    ['This is the last token', 'Without it nobody could get in any more.', 'Make another one first: amie tokens add.'],
  ),
} satisfies Record<string, ProblemRow>;
