import { row } from '../row.js';

/** What the state of the platform forbids: servers, lanes, imports, undoing, the bin. */
export const operationRows = {
  'domain-in-use': row(
    409,
    ['Ce domaine sert encore', '{count} boîtes ou adresses l’utilisent. Rien n’a été changé.', 'Retirez-les d’abord.'],
    [
      'This domain is still in use',
      '{count} mailboxes or addresses use it. Nothing was changed.',
      'Remove them first.',
    ],
  ),
  'domain-proved-already': row(
    409,
    ['Ce domaine est déjà accepté', 'Il n’y a plus rien à prouver.', 'Aucune action nécessaire.'],
    ['This domain is already accepted', 'Nothing is left to prove.', 'No action needed.'],
  ),
  'proof-not-found': row(
    409,
    [
      'La ligne de preuve n’est pas encore visible',
      'Aucune ligne TXT « {wanted} » sous {name}.',
      'Publiez la ligne, attendez quelques minutes et vérifiez de nouveau.',
    ],
    [
      'The proof line cannot be seen yet',
      'No TXT line “{wanted}” at {name}.',
      'Publish the line, wait some minutes and check again.',
    ],
  ),
  'not-set-aside': row(
    409,
    ['Rien à restaurer', 'Ceci n’est pas à la corbeille.', 'Aucune action nécessaire.'],
    ['Nothing to restore', 'This is not in the bin.', 'No action needed.'],
  ),
  'stands-on-set-aside': row(
    409,
    [
      'Il manque de quoi restaurer ceci',
      'À la corbeille ou supprimé : {names}. Rien n’a été changé.',
      'Restaurez-le d’abord.',
    ],
    ['What this needs is missing', 'In the bin or deleted: {names}. Nothing was changed.', 'Restore that first.'],
  ),
  'set-aside-already': row(
    409,
    ['Ceci est déjà à la corbeille', 'Rien n’a été changé.', 'Aucune action nécessaire.'],
    ['This is in the bin already', 'Nothing was changed.', 'No action needed.'],
  ),
  'purged-already': row(
    409,
    ['Ceci a été supprimé définitivement', 'Le délai de la corbeille est passé.', 'Créez de nouveau ce qui manque.'],
    ['This was deleted for good', 'The time in the bin is over.', 'Create again what is missing.'],
  ),
  'confirmation-wrong': row(
    422,
    [
      'La confirmation ne correspond pas',
      'Pour supprimer définitivement, recopiez exactement : {wanted}',
      'Recopiez le nom dans le champ confirm.',
    ],
    [
      'The confirmation does not match',
      'To delete for good, copy exactly: {wanted}',
      'Copy the name into the field confirm.',
    ],
  ),
  'server-address-taken': row(
    409,
    [
      'Un autre serveur a déjà cette adresse',
      '« {address} » est celle du serveur {name}. Rien n’a été changé.',
      'Ajoutez plutôt le service à ce serveur : amie servers edit {name} --services …',
    ],
    [
      'Another server has this address already',
      '“{address}” is that of the server {name}. Nothing was changed.',
      'Rather add the service to that server: amie servers edit {name} --services …',
    ],
  ),
  'mail-name-needed': row(
    422,
    [
      'Ce serveur de courrier n’a pas de nom',
      'Les lignes DNS des domaines nomment leur serveur : « {address} » n’est pas un nom complet. Rien n’a été changé.',
      'Donnez son nom : --setting mail.name=mail.exemple.fr (réglage mail.name).',
    ],
    [
      'This mail server has no name',
      'The DNS lines of domains name their server: “{address}” is no full name. Nothing was changed.',
      'Give its name: --setting mail.name=mail.example.org (the setting mail.name).',
    ],
  ),
  'no-server-for-service': row(
    409,
    [
      'Aucun serveur ne porte ce service',
      'Service : {service}. Rien n’a été créé.',
      'Ajoutez un serveur : amie servers add.',
    ],
    ['No server carries this service', 'Service: {service}. Nothing was created.', 'Add a server: amie servers add.'],
  ),
  'placement-needed': row(
    409,
    [
      'Choisissez le serveur de cette association',
      'Plusieurs serveurs portent le service {service}. Rien n’a été créé.',
      'Nommez-en un pour cette association : amie members place.',
    ],
    [
      'Choose the server of this member',
      'Several servers carry the service {service}. Nothing was created.',
      'Name one for this member: amie members place.',
    ],
  ),
  'server-without-service': row(
    422,
    ['Ce serveur ne porte pas ce service', 'Service : {service}.', 'Choisissez un autre serveur.'],
    ['This server does not carry this service', 'Service: {service}.', 'Choose another server.'],
  ),
  'placement-in-use': row(
    409,
    [
      'Ce service a déjà commencé ailleurs',
      '{count} éléments de l’association sont déjà sur un autre serveur.',
      'Le déménagement d’un serveur à l’autre n’est pas encore proposé.',
    ],
    [
      'This service has already begun elsewhere',
      '{count} things of this member are already on another server.',
      'Moving between servers is not offered yet.',
    ],
  ),
  'service-in-use': row(
    409,
    ['Ce service sert encore sur ce serveur', '{count} éléments l’utilisent.', 'Gardez le service sur ce serveur.'],
    ['This service is still in use on this server', '{count} things use it.', 'Keep the service on this server.'],
  ),
  'import-outdated': row(
    409,
    [
      'Le plan n’est plus à jour',
      'Quelque chose a changé depuis : {count} lignes donneraient autre chose. Rien n’a été créé.',
      'Envoyez de nouveau le fichier et relisez le plan.',
    ],
    [
      'The plan is out of date',
      'Something changed since: {count} rows would give something else. Nothing was created.',
      'Send the file again and read the plan.',
    ],
  ),
  'undo-edited-since': row(
    409,
    [
      'Ce travail ne peut plus être annulé',
      'Modifié depuis : {names}. Rien n’a été changé.',
      'Défaites ces modifications d’abord, ou changez à la main.',
    ],
    [
      'This task can no longer be undone',
      'Edited since: {names}. Nothing was changed.',
      'Undo those edits first, or change things by hand.',
    ],
  ),
  'undo-in-use': row(
    409,
    [
      'Ce travail ne peut plus être annulé',
      'Ce qu’il a créé sert encore : {count} éléments ajoutés depuis en dépendent. Rien n’a été changé.',
      'Retirez d’abord ces éléments.',
    ],
    [
      'This task can no longer be undone',
      'What it made is still in use: {count} things added since depend on it. Nothing was changed.',
      'Remove those things first.',
    ],
  ),
  'undo-done-already': row(
    409,
    ['Ce travail est déjà annulé', 'Le travail {id} l’a fait.', 'Aucune action nécessaire.'],
    ['This task is undone already', 'The task {id} did it.', 'No action needed.'],
  ),
  'undo-nothing': row(
    409,
    ['Il n’y a rien à annuler', 'Ce travail n’a rien changé.', 'Aucune action nécessaire.'],
    ['There is nothing to undo', 'This task changed nothing.', 'No action needed.'],
  ),
  'undo-not-offered': row(
    409,
    [
      'Ce travail ne peut pas être annulé',
      'Il a confirmé ou accepté quelque chose, sans rien remplacer. Rien n’a été changé.',
      'Changez à la main ce qui ne va plus : retirer un domaine, par exemple.',
    ],
    [
      'This task cannot be undone',
      'It confirmed or accepted something and replaced nothing. Nothing was changed.',
      'Change by hand what is no longer right: remove a domain, for instance.',
    ],
  ),
  'undo-purged': row(
    409,
    [
      'Ce travail ne peut plus être annulé',
      'Supprimé définitivement depuis : {names}.',
      'Créez de nouveau ce qui manque.',
    ],
    ['This task can no longer be undone', 'Deleted for good since: {names}.', 'Create again what is missing.'],
  ),
  'lane-not-stopped': row(
    409,
    ['Ce service n’est pas arrêté', 'Il n’y a rien à reprendre.', 'Aucune action nécessaire.'],
    ['This service is not stopped', 'There is nothing to resume.', 'No action needed.'],
  ),
  'drift-decided-already': row(
    409,
    ['Cet écart est déjà réglé', 'Rien n’a été changé.', 'Aucune action nécessaire.'],
    ['This drift is settled already', 'Nothing was changed.', 'No action needed.'],
  ),
  'drift-not-adoptable': row(
    409,
    [
      'Cet écart ne peut pas être adopté',
      'Ce que montre le serveur ne peut pas devenir la règle.',
      'Corrigez-le ou ignorez-le.',
    ],
    ['This drift cannot be adopted', 'What the server shows cannot become the rule.', 'Correct or ignore it.'],
  ),
  'orphan-left-alone': row(
    409,
    [
      'Amie ne touche pas à ce qu’elle ne connaît pas',
      '« {key} » n’a été demandé par personne.',
      'Ignorez-le, ou retirez-le sur le serveur vous-même.',
    ],
    [
      'Amie leaves alone what it does not know',
      '“{key}” was asked for by nobody.',
      'Ignore it, or remove it on the server yourself.',
    ],
  ),
};
