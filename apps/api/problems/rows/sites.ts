import { row } from '../row.js';

/** What a web server or a request about a site can meet. */
export const siteRows = {
  'site-config-refused': row(
    500,
    [
      'Le serveur web refuse les réglages du site',
      'Il a gardé les réglages d’avant : {detail}',
      'Annulez la dernière modification ou appelez le technicien.',
    ],
    [
      'The web server refuses the settings of the site',
      'It kept the earlier ones: {detail}',
      'Undo the last edit or call the technician.',
    ],
  ),
  'site-secret-needed': row(
    409,
    [
      'Un mot de passe ou un certificat manque sur le serveur',
      'La plateforme ne le garde pas : elle ne peut pas le rendre.',
      'Créez un nouveau mot de passe, ou importez le certificat à nouveau.',
    ],
    [
      'A password or a certificate is missing on the server',
      'The platform does not keep it and cannot give it back.',
      'Make a new password, or import the certificate again.',
    ],
  ),
  'site-name-taken': row(
    500,
    ['Le serveur garde ce nom pour une autre association', 'Rien n’a été touché : {detail}', 'Appelez le technicien.'],
    ['The server keeps this name for another member', 'Nothing was touched: {detail}', 'Call the technician.'],
  ),
  'site-in-use': row(
    409,
    [
      'Quelque chose tient encore à ce site',
      'Ses bases de données et ses accès passent avant lui.',
      'Attendez un instant : la plateforme recommence d’elle-même.',
    ],
    [
      'Something still stands on this site',
      'Its databases and accesses go before it.',
      'Wait a moment: the platform tries again by itself.',
    ],
  ),
  'site-missing': row(
    500,
    [
      'Le site n’est pas sur son serveur',
      'Ce qui lui appartient ne peut pas être créé : {detail}',
      'Attendez un instant ; si cela dure, appelez le technicien.',
    ],
    [
      'The site is not on its server',
      'What belongs to it cannot be made: {detail}',
      'Wait a moment; if it lasts, call the technician.',
    ],
  ),
  'site-server-full': row(
    507,
    [
      'Le serveur web n’a plus de place',
      'Aucun site n’a été touché.',
      'Appelez le technicien : il faut un disque plus grand.',
    ],
    ['The web server has no room left', 'No site was touched.', 'Call the technician: it needs a larger disk.'],
  ),
  'site-php-missing': row(
    500,
    [
      'Le serveur n’a pas la version de PHP de ce site',
      'Rien n’a été touché : {detail}',
      'Choisissez une autre version : « amie sites change --php ».',
    ],
    [
      'The server does not have this site’s version of PHP',
      'Nothing was touched: {detail}',
      'Choose another version: “amie sites change --php”.',
    ],
  ),
  'site-log-gone': row(
    410,
    [
      'Cette partie du journal n’est plus gardée',
      'Le serveur l’a effacée entre-temps : elle était la plus ancienne.',
      'Relisez le journal depuis son début : « amie sites logs --all ».',
    ],
    [
      'This part of the log is not kept any more',
      'The server erased it meanwhile: it was the oldest.',
      'Read the log again from its beginning: “amie sites logs --all”.',
    ],
  ),
  'site-broken': row(
    500,
    ['Le site ne répond pas', 'Essayé depuis son serveur : {detail}', 'Regardez le journal des erreurs du site.'],
    ['The site does not answer', 'Tried from its server: {detail}', 'Look at the error log of the site.'],
  ),
  'site-unknown': row(
    500,
    ['Le site n’a pas pu être essayé', '{detail}', 'Attendez un instant : la plateforme recommence d’elle-même.'],
    ['The site could not be tried', '{detail}', 'Wait a moment: the platform tries again by itself.'],
  ),
  'answer-late': row(
    504,
    [
      'Le serveur n’a pas répondu à temps',
      'La plateforme le lui a demandé sans recevoir de réponse.',
      'Essayez à nouveau dans un instant ; si cela dure, voyez « amie lanes list ».',
    ],
    [
      'The server did not answer in time',
      'The platform asked it and got no answer.',
      'Try again in a moment; if it lasts, see “amie lanes list”.',
    ],
  ),
  'site-domain-unproved': row(
    409,
    [
      'Ce nom de domaine n’est pas prouvé',
      '« {value} » n’est ni un domaine prouvé de cette association, ni un nom au-dessous. Rien n’a été créé.',
      'Ajoutez d’abord le domaine : « amie domains add ».',
    ],
    [
      'This domain name is not proved',
      '“{value}” is neither a proved domain of this member nor a name below one. Nothing was created.',
      'Add the domain first: “amie domains add”.',
    ],
  ),
  'site-domain-taken': row(
    409,
    [
      'Un autre site répond déjà à ce nom',
      '« {value} » est déjà utilisé par un site. Rien n’a été créé.',
      'Retirez-le de l’autre site d’abord, ou choisissez un autre nom.',
    ],
    [
      'Another site answers to this name',
      '“{value}” is used by a site already. Nothing was created.',
      'Take it off the other site first, or choose another name.',
    ],
  ),
  'site-domain-uncovered': row(
    409,
    [
      'Le certificat importé ne couvre pas ce nom',
      '« {value} » : le certificat couvre {names}. Rien n’a été changé.',
      'Importez d’abord un certificat qui le couvre aussi, ou laissez le serveur s’en procurer un : « amie sites certificate ».',
    ],
    [
      'The imported certificate does not cover this name',
      '“{value}”: the certificate covers {names}. Nothing was changed.',
      'Import one that covers it as well first, or let the server get one itself: “amie sites certificate”.',
    ],
  ),
  'site-folder-twice': row(
    422,
    [
      'Un dossier est protégé deux fois',
      '« {value} » est déjà dans la liste : une barre à la fin n’en fait pas un autre. Rien n’a été changé.',
      'Mettez tous ses identifiants sous un seul chemin.',
    ],
    [
      'A folder is protected twice',
      '“{value}” is in the list already: a slash at its end makes no other folder of it. Nothing was changed.',
      'Put all of its sign-in names under one path.',
    ],
  ),
  'site-php-unknown': row(
    422,
    [
      'Cette version de PHP n’est pas sur le serveur',
      '« {value} » : le serveur a {known}. Rien n’a été créé.',
      'Choisissez une de celles-là.',
    ],
    [
      'This version of PHP is not on the server',
      '“{value}”: the server has {known}. Nothing was created.',
      'Choose one of those.',
    ],
  ),
  'site-php-gone': row(
    409,
    [
      'Le serveur n’a plus la version de PHP de ce site',
      '« {value} » : le serveur a {known}. Rien n’a été changé.',
      'Choisissez d’abord une de celles-là : « amie sites change --php ».',
    ],
    [
      'The server does not have this site’s version of PHP any more',
      '“{value}”: the server has {known}. Nothing was changed.',
      'Choose one of those first: “amie sites change --php”.',
    ],
  ),
  'site-php-untold': row(
    409,
    [
      'Le serveur n’a pas encore dit quelles versions de PHP il a',
      '« {value} » : on ne sait pas encore s’il l’a. Sûres : {known}. Rien n’a été créé.',
      'Attendez un instant ; si cela dure, voyez « amie lanes list ».',
    ],
    [
      'The server has not said yet which versions of PHP it has',
      '“{value}”: nobody knows yet whether it has it. Sure: {known}. Nothing was created.',
      'Wait a moment; if it lasts, see “amie lanes list”.',
    ],
  ),
  'site-content-unclear': row(
    422,
    [
      'Une version de PHP ne va pas avec des fichiers statiques',
      'Rien n’a été changé.',
      'Choisissez le contenu « php », ou aucune version.',
    ],
    [
      'A version of PHP does not go with static files',
      'Nothing was changed.',
      'Choose the content “php”, or no version.',
    ],
  ),
  'site-main-domain-missing': row(
    422,
    [
      'Le nom principal doit être un des noms du site',
      '« {value} » n’est pas parmi eux. Rien n’a été changé.',
      'Ajoutez-le aux noms du site, ou choisissez-en un qui y est.',
    ],
    [
      'The main name must be one of the site’s names',
      '“{value}” is not among them. Nothing was changed.',
      'Add it to the names of the site, or choose one that is there.',
    ],
  ),
  'site-set-aside': row(
    409,
    ['Ce site est à la corbeille', 'Rien n’a été changé.', 'Restaurez-le d’abord : « amie bin restore ».'],
    ['This site is in the bin', 'Nothing was changed.', 'Restore it first: “amie bin restore”.'],
  ),
  'certificate-unusable': row(
    422,
    [
      'Ce certificat n’est pas utilisable',
      '{reason} Rien n’a été changé.',
      'Donnez la chaîne complète et sa clé privée, au format PEM.',
    ],
    [
      'This certificate cannot be used',
      '{reason} Nothing was changed.',
      'Give the whole chain and its private key, in PEM.',
    ],
  ),
};
