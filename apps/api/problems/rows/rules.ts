import { row } from '../row.js';

/** What the state of the association forbids. */
export const ruleRows = {
  'slug-taken': row(
    409,
    ['Ce nom court est déjà pris', '« {value} » appartient à une autre association.', 'Choisissez un autre nom court.'],
    ['This short name is taken', '“{value}” belongs to another member.', 'Choose another short name.'],
  ),
  'address-taken': row(
    409,
    ['Cette adresse existe déjà', '« {value} » est déjà utilisée. Rien n’a été créé.', 'Choisissez une autre adresse.'],
    ['This address exists already', '“{value}” is already in use. Nothing was created.', 'Choose another address.'],
  ),
  'address-tombstoned': row(
    409,
    [
      'Cette adresse a appartenu à quelqu’un d’autre',
      '« {value} » n’est plus jamais attribuée ailleurs : du courrier privé pourrait y arriver encore.',
      'Choisissez une autre adresse.',
    ],
    [
      'This address once belonged to somebody else',
      '“{value}” is never given to others again: private mail might still arrive.',
      'Choose another address.',
    ],
  ),
  'name-taken': row(
    409,
    ['Ce nom est déjà pris', '« {value} » existe déjà. Rien n’a été créé.', 'Choisissez un autre nom.'],
    ['This name is taken', '“{value}” exists already. Nothing was created.', 'Choose another name.'],
  ),
  'domain-taken': row(
    409,
    [
      'Ce domaine est déjà utilisé ici',
      '« {value} » appartient à une autre association, ou lui a appartenu.',
      'Vérifiez le nom ; s’il est bien le vôtre, voyez avec le technicien.',
    ],
    [
      'This domain is already in use here',
      '“{value}” belongs, or belonged, to another member.',
      'Check the name; if it is yours, ask the technician.',
    ],
  ),
  'domain-not-of-member': row(
    422,
    [
      'Ce domaine n’est pas celui de l’association',
      '« {domain} » ne fait pas partie de ses domaines : {known}.',
      'Utilisez un de ses domaines, ou ajoutez d’abord celui-ci.',
    ],
    [
      'This domain is not the member’s',
      '“{domain}” is not among its domains: {known}.',
      'Use one of its domains, or add this one first.',
    ],
  ),
  'domain-needed': row(
    422,
    [
      'Choisissez le domaine des adresses',
      'L’association en a plusieurs, ou aucun : {known}.',
      'Nommez le domaine (champ domain), ou ajoutez-en un.',
    ],
    [
      'Choose the domain of the addresses',
      'The member has several, or none: {known}.',
      'Name the domain (field domain), or add one.',
    ],
  ),
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
  'domain-unproved': row(
    409,
    [
      'Ce domaine attend sa preuve',
      'Son courrier n’est pas encore accepté ici.',
      'Publiez la ligne TXT indiquée, ou approuvez le domaine.',
    ],
    [
      'This domain awaits its proof',
      'Its mail is not accepted here yet.',
      'Publish the TXT line shown, or approve the domain.',
    ],
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
  'person-set-aside': row(
    409,
    ['Cette personne est à la corbeille', 'Rien n’a été changé.', 'Restaurez-la d’abord.'],
    ['This person is in the bin', 'Nothing was changed.', 'Restore the person first.'],
  ),
  'not-set-aside': row(
    409,
    ['Rien à restaurer', 'Ceci n’est pas à la corbeille.', 'Aucune action nécessaire.'],
    ['Nothing to restore', 'This is not in the bin.', 'No action needed.'],
  ),
  'set-aside-already': row(
    409,
    ['Ceci est déjà à la corbeille', 'Rien n’a été changé.', 'Aucune action nécessaire.'],
    ['This is in the bin already', 'Nothing was changed.', 'No action needed.'],
  ),
  'purged-already': row(
    409,
    ['Ceci a été supprimé définitivement', 'Le délai de la corbeille est passé.', 'Créez-la de nouveau.'],
    ['This was deleted for good', 'The time in the bin is over.', 'Create it again.'],
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
  'member-set-aside': row(
    409,
    ['Cette association est fermée', 'Rien n’a été changé.', 'Choisissez une autre association.'],
    ['This member is closed', 'Nothing was changed.', 'Choose another member.'],
  ),
  'people-unknown': row(
    422,
    [
      'Certaines personnes sont inconnues ici',
      'Inconnues dans cette association : {names}.',
      'Vérifiez les adresses, ou ajoutez d’abord ces personnes.',
    ],
    [
      'Some people are unknown here',
      'Unknown in this member: {names}.',
      'Check the addresses, or add these people first.',
    ],
  ),
  'group-unknown': row(
    422,
    [
      'Ce groupe n’existe pas',
      'Inconnus dans cette association : {names}. Connus : {known}.',
      'Vérifiez le nom, ou créez d’abord le groupe.',
    ],
    [
      'This group does not exist',
      'Unknown in this member: {names}. Known: {known}.',
      'Check the name, or create the group first.',
    ],
  ),
  'own-email-is-mailbox': row(
    422,
    [
      'L’e-mail personnel est la boîte de la personne',
      '« {value} » : l’invitation n’arriverait à personne.',
      'Indiquez une adresse que la personne lit ailleurs.',
    ],
    [
      'The own e-mail is the person’s mailbox',
      '“{value}”: nobody would receive the invitation.',
      'Give an address the person reads elsewhere.',
    ],
  ),
  'forward-to-itself': row(
    422,
    [
      'Le transfert tournerait en rond',
      '« {value} » est une adresse de cette même boîte.',
      'Indiquez une autre adresse.',
    ],
    ['The forward would go round in circles', '“{value}” is an address of this same mailbox.', 'Give another address.'],
  ),
  'keeps-copy-needed': row(
    422,
    [
      'Sans transfert, le courrier doit rester dans la boîte',
      'Sinon il serait perdu.',
      'Gardez une copie, ou ajoutez un transfert.',
    ],
    [
      'Without a forward, mail must stay in the mailbox',
      'Otherwise it would be lost.',
      'Keep a copy, or add a forward.',
    ],
  ),
  'activated-already': row(
    409,
    [
      'Cette personne a déjà choisi son mot de passe',
      'Elle n’a plus besoin d’invitation.',
      'Aucune action nécessaire.',
    ],
    ['This person has already chosen a password', 'No invitation is needed any more.', 'No action needed.'],
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
      'Nommez-en un pour cette association (placements).',
    ],
    [
      'Choose the server of this member',
      'Several servers carry the service {service}. Nothing was created.',
      'Name one for this member (placements).',
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
  'lane-stopped': row(
    409,
    ['Ce service est arrêté sur ce serveur', 'Raison : {reason}.', 'Voyez les écarts, puis reprenez-le.'],
    ['This service is stopped on this server', 'Reason: {reason}.', 'Look at the drift, then resume it.'],
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
  'link-unknown': row(
    404,
    ['Ce lien n’existe pas', 'Il a peut-être été coupé en le copiant.', 'Ouvrez le lien depuis le mail, en entier.'],
    ['This link does not exist', 'Perhaps it was cut when copied.', 'Open the whole link from the mail.'],
  ),
  'link-used': row(
    410,
    ['Ce lien a déjà servi', 'Le mot de passe a été choisi.', 'Connectez-vous avec ce mot de passe.'],
    ['This link was used already', 'The password has been chosen.', 'Sign in with that password.'],
  ),
  'link-expired': row(
    410,
    ['Ce lien a expiré', 'Pour votre sécurité, il ne dure que quelques jours.', 'Demandez un nouveau lien.'],
    ['This link has expired', 'For your safety it lasts some days only.', 'Ask for a new link.'],
  ),
  'passwords-differ': row(
    422,
    ['Les deux mots de passe sont différents', 'Rien n’a été enregistré.', 'Tapez deux fois le même.'],
    ['The two passwords differ', 'Nothing was saved.', 'Type the same one twice.'],
  ),
};
