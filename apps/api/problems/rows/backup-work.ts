import { type ProblemRow, row } from '../row.js';

/** What can go wrong with backups on their servers; shown on repositories, runs and restores. */
export const backupWorkRows = {
  'backup-source-missing': row(
    409,
    [
      'Un serveur à sauvegarder est inconnu',
      'Le dépôt nomme un serveur que la plateforme n’a pas.',
      'Voyez amie servers list, puis redonnez le serveur sous son nom.',
    ],
    [
      'A server to back up is unknown',
      'The repository names a server the platform does not have.',
      'See amie servers list, then add the server again under its name.',
    ],
  ),
  'backup-source-unreachable': row(
    503,
    [
      'Un serveur à sauvegarder ne répond pas',
      'Ce qui le concerne attend ; les sauvegardes faites sont intactes.',
      'Vérifiez ce serveur et le réseau ; Amie réessaie seule.',
    ],
    [
      'A server to back up does not answer',
      'What concerns it waits; the backups that exist are intact.',
      'Check that server and the network; Amie tries again by itself.',
    ],
  ),
  'backup-not-yet': row(
    409,
    [
      'Ces sauvegardes ne peuvent pas encore être effacées',
      'Le serveur attend 72 heures de sa propre horloge ; rien n’a été effacé.',
      'Aucune action nécessaire : Amie réessaie seule.',
    ],
    [
      'These backups cannot be erased yet',
      'The server waits 72 hours by its own clock; nothing was erased.',
      'No action needed: Amie tries again by itself.',
    ],
  ),
  'backup-in-use': row(
    409,
    [
      'Ce dépôt est en service',
      'Seul un dépôt mis de côté peut être effacé.',
      'Demandez d’abord sa suppression : amie backup delete.',
    ],
    [
      'This repository is in use',
      'Only a repository that was set aside can be erased.',
      'Ask for its deletion first: amie backup delete.',
    ],
  ),
  'backup-name-taken': row(
    409,
    [
      'Ce dépôt est à quelqu’un d’autre',
      'Le serveur de sauvegarde connaît ce nom pour une autre association.',
      'Vérifiez que la base de la plateforme est la bonne.',
    ],
    [
      'This repository belongs to someone else',
      'The backup server knows this name for another member.',
      'Check that the platform runs on the right database.',
    ],
  ),
  'backup-repository-unreachable': row(
    503,
    [
      'Le serveur de sauvegarde ne répond pas à la source',
      'La sauvegarde attend ; les précédentes sont intactes.',
      'Vérifiez le réseau entre les deux serveurs ; Amie réessaie seule.',
    ],
    [
      'The backup server does not answer the source',
      'The backup waits; earlier ones are intact.',
      'Check the network between the two servers; Amie tries again by itself.',
    ],
  ),
  'backup-repository-refused': row(
    502,
    [
      'Le dépôt refuse la clé de la source',
      'La source ne peut pas ouvrir son dépôt.',
      'Changez sa clé : amie backup keys rotate.',
    ],
    [
      'The repository refuses the key of the source',
      'The source cannot open its repository.',
      'Change its key: amie backup keys rotate.',
    ],
  ),
  'backup-repository-full': row(
    507,
    [
      'Le dépôt est plein',
      'Le serveur a refusé l’écriture au-delà de la limite ; les sauvegardes faites sont intactes.',
      'Relevez la limite : amie backup limit.',
    ],
    [
      'The repository is full',
      'The server refused to write beyond the limit; the backups that exist are intact.',
      'Raise the limit: amie backup limit.',
    ],
  ),
  'backup-repository-older': row(
    502,
    [
      'Le dépôt est plus ancien que ce que sa source en sait',
      'Il a été ramené à un soir d’avant, par vous ou par un intrus : la source n’y touche plus.',
      'Si c’est vous : sur la source, en root, amie-backup-job forget et le nom du dépôt. Sinon, cherchez qui, avant tout.',
    ],
    [
      'The repository is older than what its source knows of it',
      'It was brought back to an earlier evening, by you or by an intruder: the source does not touch it any more.',
      'If it was you: on the source, as root, amie-backup-job forget and the repository’s name. If not, find out who, before anything else.',
    ],
  ),
  'backup-repository-locked': row(
    503,
    [
      'Le dépôt est pris par un autre travail',
      'Une autre sauvegarde ou restauration s’y fait.',
      'Amie réessaie seule ; si cela dure, voyez le serveur de sauvegarde.',
    ],
    [
      'The repository is taken by other work',
      'Another backup or restore is going on in it.',
      'Amie tries again by itself; if it lasts, look at the backup server.',
    ],
  ),
  'backup-passphrase-missing': row(
    500,
    [
      'La source n’a plus la phrase secrète',
      'Sans elle, le dépôt ne peut être ni lu ni continué.',
      'Rendez-lui la copie scellée, que l’association peut ouvrir.',
    ],
    [
      'The source lost its passphrase',
      'Without it the repository can be neither read nor continued.',
      'Give it back from the sealed copy, which the member can open.',
    ],
  ),
  'backup-archive-missing': row(
    404,
    [
      'Cette sauvegarde n’est plus dans le dépôt',
      'La date demandée n’existe pas, ou plus.',
      'Choisissez une date de amie backup list.',
    ],
    [
      'This backup is no longer in the repository',
      'The date asked for does not exist, or no longer.',
      'Choose a date from amie backup list.',
    ],
  ),
  'backup-thing-missing': row(
    404,
    [
      'Ceci n’est pas dans cette sauvegarde',
      'La sauvegarde de cette date ne contient pas ce qui est demandé.',
      'Choisissez une autre date ou un autre dossier.',
    ],
    [
      'This is not in that backup',
      'The backup of that date does not hold what was asked for.',
      'Choose another date or another folder.',
    ],
  ),
  'backup-thing-aside': row(
    409,
    [
      'Cette boîte n’est pas en service',
      'Elle est à la corbeille, ou supprimée : ce qui y reviendrait, personne ne pourrait le lire. Rien n’a été changé.',
      'Si elle est à la corbeille, sortez-la d’abord : amie bin restore.',
    ],
    [
      'This mailbox is not in use',
      'It is in the bin, or deleted: nobody could read what would come back. Nothing was changed.',
      'If it is in the bin, take it out first: amie bin restore.',
    ],
  ),
  'backup-content-differs': row(
    500,
    [
      'L’essai de restauration a échoué',
      'Ce qui revient du dépôt n’est pas ce qui y était entré.',
      'Faites une sauvegarde neuve, puis cherchez la cause sur le serveur.',
    ],
    [
      'The restore drill failed',
      'What comes back from the repository is not what went in.',
      'Make a new backup, then look for the cause on the server.',
    ],
  ),
  'backup-interrupted': row(
    503,
    [
      'Le travail s’est arrêté en route',
      'La source a redémarré ou l’a perdu ; les sauvegardes faites sont intactes.',
      'Amie recommence seule une sauvegarde ; redemandez une restauration.',
    ],
    [
      'The work stopped half-way',
      'The source restarted or lost it; the backups that exist are intact.',
      'Amie repeats a backup by itself; ask again for a restore.',
    ],
  ),
  'backup-no-space': row(
    507,
    [
      'Il n’y a pas la place de restaurer',
      'La limite de la boîte, du site ou de la base serait dépassée, ou le disque du serveur est plein ; rien n’a été changé.',
      'Relevez la limite, ou restaurez à côté ou un seul dossier.',
    ],
    [
      'There is no room to restore',
      'The limit of the mailbox, site or database would be passed, or the server’s disk is full; nothing was changed.',
      'Raise the limit, or restore beside or a single folder.',
    ],
  ),
  'backup-failed': row(
    502,
    [
      'Le travail de sauvegarde a échoué',
      'La source dit pourquoi dans son journal.',
      'Voyez le journal de la source ; Amie réessaie seule une sauvegarde.',
    ],
    [
      'The backup work failed',
      'The source tells why in its journal.',
      'Look at the journal of the source; Amie tries a backup again by itself.',
    ],
  ),
  'backup-none': row(
    503,
    [
      'Rien n’y est sauvegardé',
      'Aucun dépôt en service ne prend ce que l’association a sur ce serveur.',
      'Ouvrez un dépôt : amie backup add. S’il y en a un, reprenez sa suppression (amie backup cancel-delete), ou retirez la machine qui porte le nom du serveur (amie backup keys remove).',
    ],
    [
      'Nothing there is backed up',
      'No repository in use takes what the member has on this server.',
      'Open a repository: amie backup add. If there is one, take its deletion back (amie backup cancel-delete), or remove the machine that bears the server’s name (amie backup keys remove).',
    ],
  ),
  'backup-things-missing': row(
    503,
    [
      'La dernière sauvegarde n’a pas tout trouvé',
      'Ce qui devait y être n’est plus sur le disque du serveur ; les sauvegardes d’avant l’ont encore.',
      'Restaurez-le : amie backup restore ; ou supprimez-le, s’il ne sert plus.',
    ],
    [
      'The last backup did not find everything',
      'What should be in it is no longer on the server’s disk; earlier backups still hold it.',
      'Restore it: amie backup restore; or delete it, if it is no longer needed.',
    ],
  ),
  'backup-evening-missing': row(
    503,
    [
      'Le serveur de sauvegarde n’a pas gardé la veille',
      'La copie du soir, que nul ne peut effacer à distance, manque depuis plus d’une journée.',
      'Sur ce serveur, voyez pourquoi : journalctl -u amie-backup-keep.',
    ],
    [
      'The backup server did not keep the evening before',
      'The evening’s copy, which nobody can erase from afar, has been missing for more than a day.',
      'See why on that server: journalctl -u amie-backup-keep.',
    ],
  ),
  'backup-overdue': row(
    503,
    [
      'La sauvegarde est en retard',
      'La dernière réussie a plus de 26 heures, ou il n’y en a aucune.',
      'Voyez pourquoi : amie backup show ; puis relancez : amie backup run.',
    ],
    [
      'The backup is overdue',
      'The last that succeeded is more than 26 hours old, or there is none.',
      'See why: amie backup show; then run it: amie backup run.',
    ],
  ),
} satisfies Record<string, ProblemRow>;
