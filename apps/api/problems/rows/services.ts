import { row } from '../row.js';

/** What can go wrong between the platform and the world; shown on tasks, lanes and resources. */
export const serviceRows = {
  'read-incomplete': row(
    503,
    [
      'Le serveur n’a répondu qu’en partie',
      'Rien n’a été changé : une lecture incomplète ne compte pas.',
      'Amie réessaie seule ; si cela dure, voyez le serveur.',
    ],
    [
      'The server answered only in part',
      'Nothing was changed: an incomplete read does not count.',
      'Amie tries again by itself; if it lasts, look at the server.',
    ],
  ),
  'generation-stale': row(
    409,
    [
      'Une version plus récente est déjà sur le serveur',
      'Cette écriture a été refusée, comme il se doit.',
      'Amie relit et recommence seule.',
    ],
    [
      'A newer version is already on the server',
      'This write was refused, as it should be.',
      'Amie reads again and retries by itself.',
    ],
  ),
  'epoch-stale': row(
    409,
    [
      'Un autre exécutant a pris la suite',
      'Cette écriture a été refusée, comme il se doit.',
      'Aucune action nécessaire.',
    ],
    ['Another run has taken over', 'This write was refused, as it should be.', 'No action needed.'],
  ),
  'change-not-seen': row(
    502,
    [
      'Le changement ne se voit pas sur le serveur',
      'Il a été envoyé, mais une seconde lecture ne le montre pas.',
      'Amie réessaie seule ; si cela dure, voyez le serveur.',
    ],
    [
      'The change cannot be seen on the server',
      'It was sent, but a second look does not show it.',
      'Amie tries again by itself; if it lasts, look at the server.',
    ],
  ),
  'server-unreachable': row(
    503,
    [
      'Le serveur ne répond pas',
      'Les changements attendent ; rien n’est perdu.',
      'Vérifiez le serveur et le réseau ; Amie réessaie seule.',
    ],
    [
      'The server does not answer',
      'Changes wait; nothing is lost.',
      'Check the server and the network; Amie tries again by itself.',
    ],
  ),
  'host-key-wrong': row(
    502,
    [
      'Le serveur ne présente pas la clé attendue',
      'Ce n’est peut-être pas le bon serveur : rien ne lui a été envoyé.',
      'Si le serveur a été réinstallé, donnez sa nouvelle clé : amie servers edit --host-key.',
    ],
    [
      'The server does not show the expected key',
      'It may not be the right server: nothing was sent to it.',
      'If the server was reinstalled, give its new key: amie servers edit --host-key.',
    ],
  ),
  'certificate-wrong': row(
    502,
    [
      'Le certificat du serveur n’est pas le nôtre',
      'Ce n’est peut-être pas le bon serveur : rien ne lui a été envoyé.',
      'Relancez Ansible sur ce serveur pour refaire son certificat.',
    ],
    [
      'The server’s certificate is not ours',
      'It may not be the right server: nothing was sent to it.',
      'Run Ansible on this server to make its certificate again.',
    ],
  ),
  'ssh-refused': row(
    502,
    [
      'Le serveur refuse la clé d’Amie',
      'La connexion SSH n’a pas été acceptée.',
      'Relancez Ansible sur ce serveur pour autoriser la clé.',
    ],
    [
      'The server refuses Amie’s key',
      'The SSH connection was not accepted.',
      'Run Ansible on this server to authorise the key.',
    ],
  ),
  'credentials-unreadable': row(
    500,
    [
      'Un secret de la plateforme manque',
      'Un fichier du dossier des secrets manque, ou d’autres peuvent le lire.',
      'Relancez Ansible, qui refait ce dossier.',
    ],
    [
      'A secret of the platform is missing',
      'A file of the credentials folder is missing, or others can read it.',
      'Run Ansible, which makes that folder.',
    ],
  ),
  'debug-log-on': row(
    500,
    [
      'Un journal de mise au point est ouvert',
      'Il écrirait des mots de passe : Amie ne démarre pas ainsi.',
      'Retirez NODE_DEBUG de l’environnement.',
    ],
    [
      'A debugging log is on',
      'It would write passwords: Amie does not start that way.',
      'Remove NODE_DEBUG from the environment.',
    ],
  ),
  'settings-refused': row(
    422,
    [
      'Un réglage du serveur n’est pas utilisable',
      'Voyez le détail technique.',
      'Corrigez le réglage : amie servers edit.',
    ],
    ['A setting of the server cannot be used', 'See the technical detail.', 'Correct the setting: amie servers edit.'],
  ),
  'value-refused': row(
    422,
    [
      'Une valeur enregistrée n’est pas utilisable',
      'Elle n’a pas été envoyée au serveur.',
      'Modifiez cette valeur ; le détail technique la nomme.',
    ],
    [
      'A stored value cannot be used',
      'It was not sent to the server.',
      'Edit that value; the technical detail names it.',
    ],
  ),
  'smtp-refused': row(
    502,
    [
      'Le serveur de mail a refusé le message',
      'Voyez le détail technique.',
      'Amie réessaie seule ; si cela dure, voyez le serveur de mail.',
    ],
    [
      'The mail server refused the message',
      'See the technical detail.',
      'Amie tries again by itself; if it lasts, look at the mail server.',
    ],
  ),
  'dns-unanswered': row(
    503,
    [
      'Le DNS n’a pas répondu',
      'On ne sait pas ce que le domaine publie.',
      'Vérifiez de nouveau dans quelques minutes.',
    ],
    ['The DNS did not answer', 'What the domain publishes is unknown.', 'Check again in some minutes.'],
  ),
  'probe-broken': row(
    502,
    [
      'La boîte est en place, mais l’essai a échoué',
      'Un message d’essai n’est pas arrivé, ou n’a pas pu être lu.',
      'Amie réessaie seule ; si cela dure, voyez le serveur de mail.',
    ],
    [
      'The mailbox is in place, but its test failed',
      'A test message did not arrive, or could not be read.',
      'Amie tries again by itself; if it lasts, look at the mail server.',
    ],
  ),
  'probe-unknown': row(
    503,
    ['L’essai n’a pas pu être fait', 'On ne sait pas encore si cela marche.', 'Amie réessaie seule.'],
    ['The test could not be made', 'Whether it works is not known yet.', 'Amie tries again by itself.'],
  ),
  'relay-refused': row(
    502,
    [
      'L’invitation n’a pas pu partir',
      'Le relais de courrier l’a refusée, ou ne répond pas.',
      'Vérifiez le relais et l’adresse de la personne ; Amie réessaie seule.',
    ],
    [
      'The invitation could not leave',
      'The mail relay refused it, or does not answer.',
      'Check the relay and the person’s address; Amie tries again by itself.',
    ],
  ),
  'relay-missing': row(
    503,
    [
      'Aucun relais de courrier n’est réglé',
      'Les invitations attendent.',
      'Réglez AMIE_RELAY_URL et AMIE_RELAY_FROM, puis redémarrez.',
    ],
    ['No mail relay is set up', 'Invitations wait.', 'Set AMIE_RELAY_URL and AMIE_RELAY_FROM, then restart.'],
  ),
  'relay-unreachable': row(
    503,
    [
      'Le relais de courrier ne répond pas',
      'Les invitations attendent ; rien n’est perdu.',
      'Vérifiez le relais ; Amie réessaie seule.',
    ],
    [
      'The mail relay does not answer',
      'Invitations wait; nothing is lost.',
      'Check the relay; Amie tries again by itself.',
    ],
  ),
  'worker-away': row(
    503,
    [
      'Le service qui applique les changements ne répond plus',
      'Ce qui est demandé est gardé et attend ; rien n’est perdu.',
      'Relancez Amie là où elle tourne : docker compose restart, ou amie up.',
    ],
    [
      'The service that applies changes does not answer',
      'What was asked is kept and waits; nothing is lost.',
      'Restart Amie where it runs: docker compose restart, or amie up.',
    ],
  ),
  'stopped-breaker': row(
    409,
    [
      'Trop de choses ont disparu d’un coup',
      'Toute écriture est arrêtée sur ce service, pour ne rien aggraver.',
      'Regardez le serveur, faites corriger chaque écart, puis reprenez le service : amie drift list.',
    ],
    [
      'Too many things vanished at once',
      'All writes of this service are stopped, to make nothing worse.',
      'Look at the server, have each drift corrected, then resume the service: amie drift list.',
    ],
  ),
  'stopped-restored': row(
    409,
    [
      'La plateforme semble revenir d’une sauvegarde',
      'Le serveur est plus récent que la base : rien n’y est écrit.',
      'Décidez de chaque écart, puis reprenez le service : amie drift list.',
    ],
    [
      'The platform seems to come back from a backup',
      'The server is newer than the database: nothing is written there.',
      'Decide about each drift, then resume the service: amie drift list.',
    ],
  ),
};
