import { row } from '../row.js';

/** What the directory and the agents answer when they refuse. */
export const daemonRows = {
  'bind-refused': row(
    502,
    [
      'L’annuaire refuse le mot de passe d’Amie',
      'Aucun changement n’y est possible.',
      'Relancez Ansible sur ce serveur pour remettre le mot de passe.',
    ],
    [
      'The directory refuses Amie’s password',
      'No change is possible there.',
      'Run Ansible on this server to set the password again.',
    ],
  ),
  'ldap-base-missing': row(
    502,
    [
      'L’annuaire n’a pas la racine attendue',
      'Il n’est pas encore préparé, ou un réglage la nomme mal.',
      'Relancez Ansible sur ce serveur, ou corrigez le réglage.',
    ],
    [
      'The directory lacks the expected root',
      'It is not prepared yet, or a setting names it wrongly.',
      'Run Ansible on this server, or correct the setting.',
    ],
  ),
  'ldap-busy': row(
    503,
    ['L’annuaire est occupé', 'Les changements attendent ; rien n’est perdu.', 'Amie réessaie seule.'],
    ['The directory is busy', 'Changes wait; nothing is lost.', 'Amie tries again by itself.'],
  ),
  'ldap-constraint': row(
    409,
    [
      'Une autre entrée de l’annuaire a déjà cette adresse ou cet identifiant',
      'L’annuaire a refusé le changement.',
      'Voyez les écarts : une entrée inconnue tient peut-être ce nom.',
    ],
    [
      'Another entry of the directory holds this address or identifier',
      'The directory refused the change.',
      'Look at the drift: an unknown entry may hold that name.',
    ],
  ),
  'ldap-failed': row(
    502,
    [
      'L’annuaire a refusé le changement',
      'Voyez le détail technique.',
      'Amie réessaie seule ; si cela dure, voyez l’annuaire.',
    ],
    [
      'The directory refused the change',
      'See the technical detail.',
      'Amie tries again by itself; if it lasts, look at the directory.',
    ],
  ),
  'ldap-fence-blind': row(
    502,
    [
      'L’annuaire ne protège pas des écritures en retard',
      'Amie n’y écrit rien tant que cette protection manque.',
      'Relancez Ansible sur ce serveur.',
    ],
    [
      'The directory does not guard against late writes',
      'Amie writes nothing there while that guard is missing.',
      'Run Ansible on this server.',
    ],
  ),
  'ldap-forbidden': row(
    502,
    [
      'L’annuaire n’accorde pas ce droit à Amie',
      'L’annuaire a refusé le changement.',
      'Relancez Ansible sur ce serveur pour remettre les droits.',
    ],
    [
      'The directory does not grant Amie this right',
      'The directory refused the change.',
      'Run Ansible on this server to set the rights again.',
    ],
  ),
  'ldap-invalid': row(
    422,
    [
      'L’annuaire ne comprend pas cette valeur',
      'Voyez le détail technique.',
      'Modifiez cette valeur ; le détail technique la nomme.',
    ],
    [
      'The directory does not understand this value',
      'See the technical detail.',
      'Edit that value; the technical detail names it.',
    ],
  ),
  'ldap-missing': row(
    409,
    [
      'L’entrée dont dépend ce changement n’existe pas',
      'Elle a peut-être été retirée à la main.',
      'Voyez les écarts et corrigez-les.',
    ],
    [
      'The entry this change belongs to does not exist',
      'Perhaps it was removed by hand.',
      'Look at the drift and correct it.',
    ],
  ),
  'ldap-not-empty': row(
    409,
    [
      'L’entrée contient encore autre chose',
      'Amie ne retire pas ce qu’elle ne connaît pas.',
      'Voyez les écarts : retirez vous-même ce qui reste.',
    ],
    [
      'The entry still holds something else',
      'Amie does not remove what it does not know.',
      'Look at the drift: remove what is left yourself.',
    ],
  ),
  'ldap-referral': row(
    502,
    [
      'L’annuaire renvoie vers un autre',
      'Ce n’est pas le serveur à modifier.',
      'Corrigez l’adresse du serveur : amie servers edit.',
    ],
    [
      'The directory refers to another one',
      'This is not the server to change.',
      'Correct the server’s address: amie servers edit.',
    ],
  ),
  'ldap-taken': row(
    409,
    [
      'L’annuaire a déjà une entrée de ce nom',
      'Elle n’a pas été touchée.',
      'Voyez les écarts : une entrée inconnue tient ce nom.',
    ],
    [
      'The directory already has an entry of this name',
      'It was not touched.',
      'Look at the drift: an unknown entry holds that name.',
    ],
  ),
  'agent-bad-request': row(
    502,
    [
      'L’agent du serveur n’est pas de la même version',
      'Il n’a pas compris la demande.',
      'Relancez Ansible sur ce serveur pour le mettre à jour.',
    ],
    [
      'The server’s agent is of another version',
      'It did not understand the request.',
      'Run Ansible on this server to update it.',
    ],
  ),
  'agent-busy': row(
    503,
    ['L’agent du serveur est occupé', 'Les changements attendent ; rien n’est perdu.', 'Amie réessaie seule.'],
    ['The server’s agent is busy', 'Changes wait; nothing is lost.', 'Amie tries again by itself.'],
  ),
  'agent-failed': row(
    502,
    [
      'L’agent du serveur n’a pas pu faire le changement',
      'Voyez le détail technique.',
      'Amie réessaie seule ; si cela dure, voyez le serveur.',
    ],
    [
      'The server’s agent could not make the change',
      'See the technical detail.',
      'Amie tries again by itself; if it lasts, look at the server.',
    ],
  ),
  'agent-unreadable': row(
    502,
    [
      'La réponse de l’agent n’est pas lisible',
      'Elle a peut-être été coupée.',
      'Amie réessaie seule ; si cela dure, relancez Ansible.',
    ],
    [
      'The agent’s answer cannot be read',
      'Perhaps it was cut short.',
      'Amie tries again by itself; if it lasts, run Ansible.',
    ],
  ),
};
