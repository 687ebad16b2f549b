import { row } from '../row.js';

/** Values about domains and addresses. */
export const addressRows = {
  'domain-too-long': row(
    422,
    [
      'Ce nom de domaine est trop long',
      '{length} caractères, le maximum est {maximum}.',
      'Vérifiez le nom de domaine.',
    ],
    ['This domain name is too long', '{length} characters, the most is {maximum}.', 'Check the domain name.'],
  ),
  'domain-not-ascii': row(
    422,
    [
      'Ce nom de domaine contient des lettres accentuées',
      '« {value} » doit être écrit sous sa forme technique : {use}',
      'Utilisez cette forme, que donne aussi votre bureau d’enregistrement.',
    ],
    [
      'This domain name holds accented letters',
      '“{value}” must be written in its technical form: {use}',
      'Use that form; your registrar shows it too.',
    ],
  ),
  'domain-bad-character': row(
    422,
    [
      'Ce nom de domaine contient un caractère refusé',
      '« {character} » ne peut pas figurer dans un nom de domaine.',
      'Gardez les lettres, chiffres, points et traits d’union.',
    ],
    [
      'This domain name holds a refused character',
      '“{character}” cannot be part of a domain name.',
      'Keep letters, digits, dots and hyphens.',
    ],
  ),
  'domain-label-empty': row(
    422,
    [
      'Un point est de trop dans ce nom de domaine',
      '« {value} » commence ou finit par un point, ou en a deux de suite.',
      'Retirez le point de trop.',
    ],
    [
      'This domain name has a dot too many',
      '“{value}” begins or ends with a dot, or has two in a row.',
      'Remove the extra dot.',
    ],
  ),
  'domain-label-too-long': row(
    422,
    [
      'Une partie de ce nom de domaine est trop longue',
      '« {label} » : {length} caractères, le maximum est {maximum}.',
      'Vérifiez le nom de domaine.',
    ],
    [
      'A part of this domain name is too long',
      '“{label}”: {length} characters, the most is {maximum}.',
      'Check the domain name.',
    ],
  ),
  'domain-label-hyphen': row(
    422,
    [
      'Un trait d’union est mal placé',
      '« {label} » commence ou finit par un trait d’union.',
      'Retirez ce trait d’union.',
    ],
    ['A hyphen is out of place', '“{label}” begins or ends with a hyphen.', 'Remove that hyphen.'],
  ),
  'domain-label-invalid': row(
    422,
    [
      'Une partie de ce nom de domaine ne veut rien dire',
      '« {label} » commence par xn-- mais ne se décode pas.',
      'Vérifiez le nom auprès du bureau d’enregistrement.',
    ],
    [
      'A part of this domain name means nothing',
      '“{label}” begins with xn-- but does not decode.',
      'Check the name with the registrar.',
    ],
  ),
  'domain-single-label': row(
    422,
    [
      'Ce nom de domaine n’est pas complet',
      '« {value} » n’a pas de terminaison.',
      'Écrivez-le en entier, par exemple « la-recre.org ».',
    ],
    ['This domain name is not complete', '“{value}” has no ending.', 'Write all of it, for instance “la-recre.org”.'],
  ),
  'domain-is-number': row(
    422,
    [
      'Un nom de domaine est attendu, pas un nombre',
      '« {value} » ressemble à une adresse IP.',
      'Écrivez le nom de domaine.',
    ],
    ['A domain name is expected, not a number', '“{value}” looks like an IP address.', 'Write the domain name.'],
  ),
  'domain-suffix-unknown': row(
    422,
    [
      'La terminaison de ce domaine n’existe pas',
      '« .{suffix} » n’est pas une terminaison connue.',
      'Vérifiez les dernières lettres.',
    ],
    ['The ending of this domain does not exist', '“.{suffix}” is no known ending.', 'Check the last letters.'],
  ),
  'domain-is-suffix': row(
    422,
    [
      'Ce nom appartient à tout le monde',
      '« {suffix} » est une terminaison, pas un domaine.',
      'Écrivez le nom devant la terminaison.',
    ],
    ['This name belongs to everybody', '“{suffix}” is an ending, not a domain.', 'Write the name before the ending.'],
  ),
  'local-part-empty': row(
    422,
    ['Il manque le début de l’adresse', 'Rien ne précède le @.', 'Écrivez par exemple « marie.durand ».'],
    ['The beginning of the address is missing', 'Nothing stands before the @.', 'Write for instance “marie.durand”.'],
  ),
  'local-part-too-long': row(
    422,
    [
      'Le début de l’adresse est trop long',
      '{length} caractères, le maximum est {maximum}.',
      'Raccourcissez l’adresse.',
    ],
    ['The beginning of the address is too long', '{length} characters, the most is {maximum}.', 'Shorten the address.'],
  ),
  'local-part-plus': row(
    422,
    [
      'Le signe + n’est pas permis ici',
      'Il sert à chacun pour ses propres sous-adresses.',
      'Retirez le + et ce qui suit.',
    ],
    [
      'The + sign is not allowed here',
      'It is everybody’s own mark for sub-addresses.',
      'Remove the + and what follows.',
    ],
  ),
  'local-part-bad-character': row(
    422,
    [
      'L’adresse contient un caractère refusé',
      '« {character} » ne peut pas figurer dans une adresse.',
      'Gardez les lettres sans accent, chiffres, points, tirets et traits bas.',
    ],
    [
      'The address holds a refused character',
      '“{character}” cannot be part of an address.',
      'Keep plain letters, digits, dots, hyphens and underscores.',
    ],
  ),
  'local-part-edge': row(
    422,
    [
      'L’adresse doit commencer et finir par une lettre ou un chiffre',
      '« {value} » ne le fait pas.',
      'Retirez le signe de trop.',
    ],
    ['The address must begin and end with a letter or a digit', '“{value}” does not.', 'Remove the extra sign.'],
  ),
  'local-part-double-dot': row(
    422,
    ['L’adresse a deux points de suite', '« {value} » : un seul point suffit.', 'Retirez un point.'],
    ['The address has two dots in a row', '“{value}”: one dot is enough.', 'Remove a dot.'],
  ),
  'local-part-reserved': row(
    422,
    [
      'Cette adresse est réservée',
      '« {localPart} » parle au nom de toute l’association : on y écrit à ses responsables techniques.',
      'Choisissez une autre adresse ; un technicien peut l’attribuer exprès (--allow-reserved).',
    ],
    [
      'This address is reserved',
      '“{localPart}” speaks for the whole organisation: people write there to whoever is technically responsible.',
      'Choose another address; a technician may hand it out on purpose (--allow-reserved).',
    ],
  ),
  'address-without-at': row(
    422,
    [
      'Cette adresse n’a pas de @',
      '« {value} » n’est pas une adresse complète.',
      'Écrivez par exemple « marie@la-recre.org ».',
    ],
    ['This address has no @', '“{value}” is no complete address.', 'Write for instance “marie@la-recre.org”.'],
  ),
  'address-several-at': row(
    422,
    ['Cette adresse a plusieurs @', '« {value} » doit n’en avoir qu’un.', 'Gardez une seule adresse par case.'],
    ['This address has several @', '“{value}” must have only one.', 'Keep one address per cell.'],
  ),
  'address-too-long': row(
    422,
    ['Cette adresse est trop longue', '{length} caractères, le maximum est {maximum}.', 'Vérifiez l’adresse.'],
    ['This address is too long', '{length} characters, the most is {maximum}.', 'Check the address.'],
  ),
  'address-not-ascii': row(
    422,
    [
      'Cette adresse contient des lettres accentuées',
      '« {value} » ne serait pas acceptée partout.',
      'Écrivez-la sans accents.',
    ],
    ['This address holds accented letters', '“{value}” would not be accepted everywhere.', 'Write it without accents.'],
  ),
  'address-bad-character': row(
    422,
    [
      'Cette adresse contient un caractère refusé',
      '« {character} » ne peut pas figurer dans une adresse.',
      'Vérifiez l’adresse.',
    ],
    ['This address holds a refused character', '“{character}” cannot be part of an address.', 'Check the address.'],
  ),
  'address-local-part': row(
    422,
    [
      'Le début de cette adresse n’est pas utilisable',
      '« {value} » : un point est mal placé, ou le début manque ou est trop long.',
      'Vérifiez ce qui précède le @.',
    ],
    [
      'The beginning of this address cannot be used',
      '“{value}”: a dot is out of place, or the beginning is missing or too long.',
      'Check what stands before the @.',
    ],
  ),
};
