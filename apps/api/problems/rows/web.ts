import { row } from '../row.js';

/** Values about web sites. */
export const webValueRows = {
  'site-name-shape': row(
    422,
    [
      'Ce n’est pas le nom d’un site',
      '« {value} » : les noms de sites sont créés par la plateforme, comme « w00042 ».',
      'Copiez le nom que montre « amie sites list ».',
    ],
    [
      'This is not the name of a site',
      '“{value}”: names of sites are made by the platform, such as “w00042”.',
      'Copy the name that “amie sites list” shows.',
    ],
  ),
  'site-suffix-shape': row(
    422,
    [
      'Ce nom court n’est pas utilisable',
      '« {value} » : 1 à 16 lettres minuscules et chiffres, en commençant par une lettre.',
      'Choisissez par exemple « blog » ou « alice ».',
    ],
    [
      'This short name cannot be used',
      '“{value}”: 1 to 16 lower-case letters and digits, beginning with a letter.',
      'Choose for instance “blog” or “alice”.',
    ],
  ),
  'database-name-shape': row(
    422,
    [
      'Ce n’est pas le nom d’une base de données',
      '« {value} » : le nom est celui du site, un trait bas et un nom court, comme « w00042_blog ».',
      'Copiez le nom que montre « amie sites show ».',
    ],
    [
      'This is not the name of a database',
      '“{value}”: the name is that of the site, an underscore and a short name, such as “w00042_blog”.',
      'Copy the name that “amie sites show” shows.',
    ],
  ),
  'access-login-shape': row(
    422,
    [
      'Ce n’est pas un identifiant d’accès aux fichiers',
      '« {value} » : le nom du site, un tiret et un nom court, comme « w00042-alice ».',
      'Copiez l’identifiant que montre « amie sites show ».',
    ],
    [
      'This is not a sign-in name for files',
      '“{value}”: the name of the site, a hyphen and a short name, such as “w00042-alice”.',
      'Copy the sign-in name that “amie sites show” shows.',
    ],
  ),
  'php-version-shape': row(
    422,
    [
      'Ce n’est pas une version de PHP',
      '« {value} » : deux nombres séparés par un point.',
      'Écrivez par exemple « 8.2 ».',
    ],
    ['This is not a version of PHP', '“{value}”: two numbers with a dot between them.', 'Write for instance “8.2”.'],
  ),
  'site-path-shape': row(
    422,
    [
      'Ce chemin n’est pas utilisable',
      '« {value} » : un chemin commence par « / », ses parties ont des lettres sans accent, des chiffres, « . », « _ » et « - », et aucune ne commence par un point.',
      'Écrivez par exemple « /blog ».',
    ],
    [
      'This path cannot be used',
      '“{value}”: a path begins with “/”, its parts hold plain letters, digits, “.”, “_” and “-”, and none begins with a dot.',
      'Write for instance “/blog”.',
    ],
  ),
  'redirect-target-shape': row(
    422,
    [
      'Cette redirection ne mène nulle part',
      '« {value} » n’est ni un chemin du site ni une adresse web.',
      'Écrivez par exemple « /nouveau » ou « https://exemple.test/ ».',
    ],
    [
      'This redirect leads nowhere',
      '“{value}” is neither a path of the site nor a web address.',
      'Write for instance “/new” or “https://example.test/”.',
    ],
  ),
  'folder-login-shape': row(
    422,
    [
      'Cet identifiant de dossier n’est pas utilisable',
      '« {value} » : lettres minuscules, chiffres, « . », « _ » et « - », en commençant par une lettre, 32 au plus.',
      'Choisissez par exemple « bureau ».',
    ],
    [
      'This sign-in name of a folder cannot be used',
      '“{value}”: lower-case letters, digits, “.”, “_” and “-”, beginning with a letter, 32 at most.',
      'Choose for instance “office”.',
    ],
  ),
  'ssh-key-shape': row(
    422,
    [
      'Cette clé publique n’est pas lisible',
      'Une ligne « type clé » de type ed25519, ecdsa ou rsa est attendue, sans options.',
      'Copiez la ligne entière de votre fichier id_ed25519.pub.',
    ],
    [
      'This public key cannot be read',
      'A line “type key” of the type ed25519, ecdsa or rsa is expected, without options.',
      'Copy the whole line of your file id_ed25519.pub.',
    ],
  ),
  'ssh-key-too-weak': row(
    422,
    [
      'Cette clé publique est trop faible',
      '{bits} bits, il en faut au moins {minimum}.',
      'Créez une clé ed25519 : « ssh-keygen -t ed25519 ».',
    ],
    [
      'This public key is too weak',
      '{bits} bits, at least {minimum} are needed.',
      'Make an ed25519 key: “ssh-keygen -t ed25519”.',
    ],
  ),
};
