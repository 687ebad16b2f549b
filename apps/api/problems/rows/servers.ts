import { row } from '../row.js';

/** Values about servers. */
export const serverRows = {
  'server-name-shape': row(
    422,
    [
      'Ce nom de serveur n’est pas utilisable',
      '« {value} » : lettres minuscules, chiffres et traits d’union, en commençant par une lettre.',
      'Choisissez par exemple « mail-1 ».',
    ],
    [
      'This server name cannot be used',
      '“{value}”: lower-case letters, digits and hyphens, beginning with a letter.',
      'Choose for instance “mail-1”.',
    ],
  ),
  'server-name-a-machine': row(
    409,
    [
      'Une machine d’une association porte déjà ce nom',
      '« {value} » a une clé dans le dépôt de {member} : le serveur n’y aurait pas de place. Rien n’a été créé.',
      'Donnez un autre nom au serveur (--name), ou renommez la machine : amie backup keys remove, puis add.',
    ],
    [
      'A member’s machine has this name already',
      '“{value}” has a key in the repository of {member}: the server would have no place there. Nothing was created.',
      'Give the server another name (--name), or rename the machine: amie backup keys remove, then add.',
    ],
  ),
  'server-address-shape': row(
    422,
    [
      'Cette adresse de serveur n’est pas lisible',
      '« {value} » n’est ni une adresse IP ni un nom de machine.',
      'Écrivez l’adresse par laquelle la plateforme joint le serveur.',
    ],
    [
      'This server address cannot be read',
      '“{value}” is neither an IP address nor a machine’s name.',
      'Write the address by which the platform reaches the server.',
    ],
  ),
  'server-address-unusable': row(
    422,
    [
      'Aucun serveur ne peut avoir cette adresse',
      '« {value} » est réservée à un autre usage.',
      'Écrivez l’adresse propre du serveur.',
    ],
    ['No server can have this address', '“{value}” is kept for another use.', 'Write the server’s own address.'],
  ),
  'host-key-shape': row(
    422,
    [
      'La clé du serveur n’est pas lisible',
      'Une ligne « type clé » est attendue.',
      'Copiez la ligne de /etc/ssh/ssh_host_ed25519_key.pub.',
    ],
    [
      'The server’s key cannot be read',
      'A line “type key” is expected.',
      'Copy the line of /etc/ssh/ssh_host_ed25519_key.pub.',
    ],
  ),
  'host-key-type-unknown': row(
    422,
    [
      'Ce type de clé n’est pas accepté',
      'Les types acceptés sont : {known}.',
      'Copiez la ligne de /etc/ssh/ssh_host_ed25519_key.pub.',
    ],
    [
      'This type of key is not accepted',
      'The accepted types are: {known}.',
      'Copy the line of /etc/ssh/ssh_host_ed25519_key.pub.',
    ],
  ),
  'host-key-not-base64': row(
    422,
    [
      'La clé du serveur est abîmée',
      'La partie après le type n’est pas du base64.',
      'Copiez la ligne entière, sans retour à la ligne.',
    ],
    [
      'The server’s key is damaged',
      'The part after the type is no base64.',
      'Copy the whole line, without a line break.',
    ],
  ),
  'host-key-type-differs': row(
    422,
    [
      'La clé ne correspond pas à son type',
      'La clé contient un autre type que celui annoncé.',
      'Copiez la ligne entière du fichier .pub.',
    ],
    [
      'The key does not match its type',
      'The key holds another type than the one announced.',
      'Copy the whole line of the .pub file.',
    ],
  ),
  'host-key-damaged': row(
    422,
    [
      'La clé du serveur est abîmée',
      'Sa longueur n’est pas celle d’une clé.',
      'Copiez la ligne entière du fichier .pub.',
    ],
    ['The server’s key is damaged', 'Its length is not that of a key.', 'Copy the whole line of the .pub file.'],
  ),
  'host-key-too-weak': row(
    422,
    ['Cette clé est trop faible', '{bits} bits, il en faut au moins {minimum}.', 'Utilisez la clé ed25519 du serveur.'],
    ['This key is too weak', '{bits} bits, at least {minimum} are needed.', 'Use the server’s ed25519 key.'],
  ),
};
