import { row } from '../row.js';

/** What the state of a member forbids: names, people, links. */
export const memberRows = {
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
  'name-in-bin': row(
    409,
    [
      'Ce nom est à la corbeille',
      '« {value} » peut encore être restauré. Rien n’a été créé.',
      'Restaurez-le, ou choisissez un autre nom.',
    ],
    [
      'This name is in the bin',
      '“{value}” can still be restored. Nothing was created.',
      'Restore it, or choose another name.',
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
  'person-set-aside': row(
    409,
    ['Cette personne est à la corbeille', 'Rien n’a été changé.', 'Restaurez-la d’abord.'],
    ['This person is in the bin', 'Nothing was changed.', 'Restore the person first.'],
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
  'mail-loop': row(
    422,
    [
      'Le courrier tournerait en rond',
      'Il reviendrait à son point de départ : {value}. Rien n’a été changé.',
      'Ôtez une de ces adresses des transferts ou de l’adresse partagée.',
    ],
    [
      'The mail would go round in circles',
      'It would come back to where it began: {value}. Nothing was changed.',
      'Take one of these addresses out of the forwards or out of the shared address.',
    ],
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
      'Pour lui envoyer un lien qui en choisit un autre, ajoutez resend.',
    ],
    [
      'This person has already chosen a password',
      'No invitation is needed any more.',
      'To send a link that sets another one, add resend.',
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
